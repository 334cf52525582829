import { logGamma } from '@regimekit/numerics/distributions';

const FACTORIALS = new Float64Array(256);
for (let n = 2; n < FACTORIALS.length; n++) FACTORIALS[n] = FACTORIALS[n - 1]! + Math.log(n);

/** log n! for a whole n >= 0. */
export function logFactorial(n: number): number {
  return n < FACTORIALS.length ? FACTORIALS[n]! : logGamma(n + 1);
}
