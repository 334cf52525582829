import { requireAtLeast } from './check-argument.ts';

/**
 * P(sqrt(n) D_n > x) for large n, D_n being the largest distance of an empirical distribution function from the true one:
 * 2 sum_j (-1)^(j-1) exp(-2 j^2 x^2) (Kolmogorov 1933), and for small x its other form, which converges there.
 *
 * @param x - at least 0
 * @throws ArgumentError
 */
export function kolmogorovUpperTail(x: number): number {
  requireAtLeast('x', x, 0);
  if (x === 0) return 1;
  if (x < 1) {
    let sum = 0;
    for (let j = 1; j < 20; j += 2) sum += Math.exp(-(j * j * Math.PI * Math.PI) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let j = 1; j < 20; j++) sum += (j % 2 === 1 ? 1 : -1) * Math.exp(-2 * j * j * x * x);
  return 2 * sum;
}
