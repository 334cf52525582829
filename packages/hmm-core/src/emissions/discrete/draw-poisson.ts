import type { RandomStream } from '@regimekit/numerics';

/** Above this a gamma draw splits the rate, so that the product below stays short and far from underflow. */
const LARGE = 20;

/**
 * A Poisson draw, exact for any rate. Small rates: how many uniforms until their product falls below exp(-rate) (Knuth).
 * Large ones: the time G of the m-th event of a unit process is gamma(m); if it lies beyond the rate the count is
 * binomial among the m - 1 events before, else m plus a Poisson draw of the rest (Ahrens and Dieter 1974).
 */
export function drawPoisson(rate: number, random: RandomStream): number {
  let rest = rate;
  let count = 0;
  while (rest > LARGE) {
    const m = Math.floor((7 / 8) * rest);
    const time = random.gamma(m);
    if (time > rest) return count + drawBinomial(m - 1, rest / time, random);
    count += m;
    rest -= time;
  }
  const limit = Math.exp(-rest);
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}

function drawBinomial(n: number, probability: number, random: RandomStream): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (random.uniform() < probability) count++;
  return count;
}
