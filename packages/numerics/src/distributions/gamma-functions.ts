// The special functions that distributions stand on, under the names of the field. From stdlib, bundled into our files.
import stdlibBetainc from '@stdlib/math-base-special-betainc';
import stdlibDigamma from '@stdlib/math-base-special-digamma';
import stdlibGammainc from '@stdlib/math-base-special-gammainc';
import stdlibGammaln from '@stdlib/math-base-special-gammaln';
import { requireAtLeast, requirePositive } from './check-argument.ts';

/**
 * log Gamma(x).
 *
 * @param x - above 0
 * @throws ArgumentError
 */
export function logGamma(x: number): number {
  return stdlibGammaln(requirePositive('x', x));
}

/**
 * The derivative of log Gamma(x).
 *
 * @param x - above 0
 * @throws ArgumentError
 */
export function digamma(x: number): number {
  return stdlibDigamma(requirePositive('x', x));
}

/**
 * The regularised incomplete gamma functions: P(a, x), the mass of a gamma variable of shape a below x, and Q(a, x), the
 * mass above. Each is computed by itself: a small tail is never the difference of one and a large mass.
 *
 * @param a - shape, above 0
 * @param x - at least 0
 * @throws ArgumentError
 */
export function incompleteGamma(a: number, x: number): { readonly lower: number; readonly upper: number } {
  requirePositive('a', a);
  requireAtLeast('x', x, 0);
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  return { lower: stdlibGammainc(x, a, true, false), upper: stdlibGammainc(x, a, true, true) };
}

/**
 * The regularised incomplete beta function I_x(a, b) and its complement, each computed by itself.
 *
 * @param x - 0 to 1
 * @param a - above 0
 * @param b - above 0
 * @throws ArgumentError
 */
export function incompleteBeta(x: number, a: number, b: number): { readonly lower: number; readonly upper: number } {
  requireAtLeast('x', x, 0);
  requireAtLeast('1 - x', 1 - x, 0);
  requirePositive('a', a);
  requirePositive('b', b);
  return { lower: stdlibBetainc(x, a, b, true, false), upper: stdlibBetainc(x, a, b, true, true) };
}
