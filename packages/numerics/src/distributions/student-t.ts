import { requireNumber, requirePositive, requireProbability } from './check-argument.ts';
import { incompleteBeta, logGamma } from './gamma-functions.ts';
import { invertLowerTail } from './invert-lower-tail.ts';

/**
 * P(T <= t) of Student's t with `nu` degrees of freedom (any positive number); Abramowitz and Stegun 26.7.1.
 *
 * @throws ArgumentError
 */
export function studentTCdf(t: number, nu: number): number {
  requireNumber('t', t);
  requirePositive('nu', nu);
  if (t === 0) return 0.5;
  if (Math.abs(t) === Number.POSITIVE_INFINITY) return t < 0 ? 0 : 1;
  // I_x(nu/2, 1/2) with x = nu / (nu + t^2) is the mass outside of +-|t|.
  const outside = incompleteBeta(nu / (nu + t * t), nu / 2, 0.5).lower / 2;
  return t < 0 ? outside : 1 - outside;
}

/** P(T > t), accurate in the upper tail as well. */
export function studentTUpperTail(t: number, nu: number): number {
  return studentTCdf(-requireNumber('t', t), nu);
}

/**
 * The t below which Student's t with `nu` degrees of freedom lies with probability p; infinities at 0 and 1.
 *
 * @throws ArgumentError
 */
export function studentTQuantile(p: number, nu: number): number {
  requireProbability('p', p);
  requirePositive('nu', nu);
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const logNorm = logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(nu * Math.PI);
  const lower = invertLowerTail(
    Math.min(p, 1 - p),
    (t) => studentTCdf(t, nu),
    (t) => Math.exp(logNorm - ((nu + 1) / 2) * Math.log1p((t * t) / nu)),
  );
  return p > 0.5 ? -lower : lower;
}
