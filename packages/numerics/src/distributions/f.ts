import { requireNumber, requirePositive } from './check-argument.ts';
import { incompleteBeta } from './gamma-functions.ts';

/** P(X > x) of an F variable with `d1` and `d2` degrees of freedom; Abramowitz and Stegun 26.6.2. */
export function fUpperTail(x: number, d1: number, d2: number): number {
  requirePositive('d1', d1);
  requirePositive('d2', d2);
  if (requireNumber('x', x) <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return incompleteBeta(d2 / (d2 + d1 * x), d2 / 2, d1 / 2).lower;
}
