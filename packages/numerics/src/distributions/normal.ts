import { requireNumber, requireProbability } from './check-argument.ts';
import { invertLowerTail } from './invert-lower-tail.ts';
import { erfc } from './stdlib.ts';

const LOG_SQRT_2_PI = 0.918_938_533_204_672_8;

/** log of the standard normal density at z. */
export function logNormalPdf(z: number): number {
  return -LOG_SQRT_2_PI - 0.5 * requireNumber('z', z) ** 2;
}

/** P(Z <= z) of a standard normal Z, accurate in the lower tail as well; Abramowitz and Stegun 26.2.29 by erfc. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-requireNumber('z', z) / Math.SQRT2);
}

/** P(Z > z) of a standard normal Z, accurate in the upper tail as well. */
export function normalUpperTail(z: number): number {
  return normalCdf(-requireNumber('z', z));
}

/**
 * The z below which a standard normal variable lies with probability p; minus and plus infinity at 0 and 1.
 *
 * @param p - 0 to 1
 * @throws ArgumentError
 *
 * @example
 * ```ts
 * import { normalQuantile } from '@regimekit/numerics/distributions';
 *
 * normalQuantile(0.975).toFixed(6); // '1.959964'
 * ```
 */
export function normalQuantile(p: number): number {
  requireProbability('p', p);
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  // 1 - p is exact for p above 1/2, so both halves have all digits.
  const lower = invertLowerTail(Math.min(p, 1 - p), normalCdf, (z) => Math.exp(logNormalPdf(z)));
  return p > 0.5 ? -lower : lower;
}
