// Distribution functions as emission families ask for them: a missing value (NaN) has none.
import { normalCdf as normal, poissonCdf as poisson, studentTCdf as studentT } from '@regimekit/numerics/distributions';

/** Phi(z), the standard normal distribution function. */
export function normalCdf(z: number): number {
  return Number.isNaN(z) ? z : normal(z);
}

/** The distribution function of Student's t with `nu` degrees of freedom. */
export function studentTCdf(t: number, nu: number): number {
  return Number.isNaN(t) ? t : studentT(t, nu);
}

/** P(Y <= y) of a Poisson variable; 0 below 0. */
export function poissonCdf(y: number, rate: number): number {
  return Number.isNaN(y) ? y : poisson(y, rate);
}
