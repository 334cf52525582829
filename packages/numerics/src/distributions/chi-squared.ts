import { requireNumber, requirePositive } from './check-argument.ts';
import { incompleteGamma } from './gamma-functions.ts';

/** P(X <= x) of a chi-squared variable with `k` degrees of freedom; 0 below 0. */
export function chiSquaredCdf(x: number, k: number): number {
  requirePositive('k', k);
  return requireNumber('x', x) <= 0 ? 0 : incompleteGamma(k / 2, x / 2).lower;
}

/** P(X > x) of a chi-squared variable with `k` degrees of freedom, accurate in the tail. */
export function chiSquaredUpperTail(x: number, k: number): number {
  requirePositive('k', k);
  return requireNumber('x', x) <= 0 ? 1 : incompleteGamma(k / 2, x / 2).upper;
}
