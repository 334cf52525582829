import { digamma, logGamma } from '@regimekit/numerics/distributions';

/** What the degrees of freedom nu of one group of states are estimated from: squared distances and their weights. */
export interface WeightedDistances {
  readonly distances: Float64Array;
  readonly weights: Float64Array;
  readonly nFeatures: number;
}

/** sum_i w_i log t(distance_i; nu) without what does not depend on nu. */
function value({ distances, weights, nFeatures: D }: WeightedDistances, nu: number): number {
  const norm = logGamma((nu + D) / 2) - logGamma(nu / 2) - (D / 2) * Math.log(nu);
  let sum = 0;
  for (let i = 0; i < distances.length; i++) {
    if (weights[i]! > 0) sum += weights[i]! * (norm - ((nu + D) / 2) * Math.log1p(distances[i]! / nu));
  }
  return sum;
}

/** Twice the derivative of `value` in nu. */
function slope({ distances, weights, nFeatures: D }: WeightedDistances, nu: number): number {
  const norm = digamma((nu + D) / 2) - digamma(nu / 2) - D / nu;
  let sum = 0;
  for (let i = 0; i < distances.length; i++) {
    const ratio = distances[i]! / nu;
    if (weights[i]! > 0) sum += weights[i]! * (norm - Math.log1p(ratio) + ((nu + D) / nu) * (ratio / (1 + ratio)));
  }
  return sum;
}

const MAX_STEPS = 60;
/** Of log nu. */
const CLOSE = 1e-13;

/**
 * The degrees of freedom between the bounds that maximise the weighted log-likelihood: the root of its slope in log nu, by
 * the Illinois rule (Dowell and Jarratt 1971); the previous ones where that is no better (the slope may vanish more than
 * once).
 */
export function estimateDegreesOfFreedom(
  data: WeightedDistances,
  previous: number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  let high = Math.log(max);
  let atHigh = slope(data, max);
  if (atHigh >= 0) return better(data, max, previous);
  let low = Math.log(min);
  let atLow = slope(data, min);
  if (atLow <= 0) return better(data, min, previous);
  let side = 0;
  let root = low;
  for (let i = 0; i < MAX_STEPS && high - low > CLOSE; i++) {
    const next = (low * atHigh - high * atLow) / (atHigh - atLow);
    if (Math.abs(next - root) <= CLOSE) break;
    root = next;
    const there = slope(data, Math.exp(root));
    if (there === 0) break;
    // An end that stays twice counts half, so that the other comes nearer.
    if (there > 0) {
      [low, atLow] = [root, there];
      if (side > 0) atHigh /= 2;
      side = 1;
    } else {
      [high, atHigh] = [root, there];
      if (side < 0) atLow /= 2;
      side = -1;
    }
  }
  return better(data, Math.exp(root), previous);
}

function better(data: WeightedDistances, candidate: number, previous: number): number {
  return value(data, candidate) >= value(data, previous) ? candidate : previous;
}
