/** How many standard errors a seeded sample may lie from the truth: with a fair generator, one draw in 1.7 million fails. */
export const STANDARD_ERRORS = 5;

export function moments(values: ArrayLike<number>): { mean: number; variance: number; third: number; fourth: number } {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let variance = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i]! - mean;
    variance += (d * d) / n;
    third += (d * d * d) / n;
    fourth += (d * d * d * d) / n;
  }
  return { mean, variance, third, fourth };
}
