import type { RandomStream } from '@regimekit/numerics';
import type { Parameters } from '../training/parameters.ts';
import { countTransitions } from './k-means.ts';
import { estimateStart, type StartRequest } from './start-emissions.ts';

// Dirichlet weight of the shares: uneven, seldom tiny.
const SHARE_WEIGHT = 2;

/**
 * A start from quantiles: the standardised rows are put in order along a random direction and cut into K runs whose
 * shares are a Dirichlet(2, ..., 2) draw; means and covariances of the runs, transitions counted between the runs of
 * neighbouring rows with one added everywhere. Initial probabilities are equal.
 *
 * Regimes of markets are levels of one thing (calm, tense, panic) rather than clouds apart, so cuts along a direction lie
 * nearer to good optima than clusters or single rows do; docs/fitting.md has the figures.
 */
export function quantileStart(request: StartRequest, random: RandomStream): Parameters {
  const { nStates, observed } = request;
  const labels = cutIntoRuns(projectRows(request, random), nStates, random);
  const weights = new Float64Array(observed.nSteps * nStates);
  for (const [t, label] of labels.entries()) weights[t * nStates + label] = 1;
  const start = estimateStart(weights, request);
  start.initialProbs.fill(1 / nStates);
  countTransitions(start, labels, observed.lengths);
  return start;
}

/** The rows on a direction drawn uniformly, in units of the pooled standard deviations. */
function projectRows({ observed, pooled }: StartRequest, random: RandomStream): Float64Array {
  const { data, nSteps, nFeatures } = observed;
  const direction = pooled.variances.map((variance) => random.normal() / Math.sqrt(variance));
  const projected = new Float64Array(nSteps);
  for (let t = 0, p = 0; t < nSteps; t++) {
    for (let d = 0; d < nFeatures; d++, p++) projected[t]! += direction[d]! * (data[p]! - pooled.means[d]!);
  }
  return projected;
}

/** The run of each row: how many of the K - 1 cuts lie at or below its value. Equal values stay together. */
export function cutIntoRuns(values: Float64Array, nStates: number, random: RandomStream): Int32Array {
  const shares = random.dirichlet(new Float64Array(nStates).fill(SHARE_WEIGHT));
  const sorted = values.toSorted();
  const cuts: number[] = [];
  for (let k = 0, below = 0; k < nStates - 1; k++) {
    below += shares[k]!;
    cuts.push(sorted[Math.min(Math.round(below * values.length), values.length - 1)]!);
  }
  return Int32Array.from(values, (value) => cuts.filter((cut) => value >= cut).length);
}
