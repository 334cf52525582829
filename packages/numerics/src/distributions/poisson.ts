import { requireNumber, requirePositive } from './check-argument.ts';
import { incompleteGamma } from './gamma-functions.ts';

/** P(Y <= y) of a Poisson variable; 0 below 0. */
export function poissonCdf(y: number, rate: number): number {
  requirePositive('rate', rate);
  return requireNumber('y', y) < 0 ? 0 : incompleteGamma(Math.floor(y) + 1, rate).upper;
}
