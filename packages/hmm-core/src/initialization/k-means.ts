import { kMeans, MatrixView, type RandomStream } from '@regimekit/numerics';
import type { Chain } from '../inference/chain.ts';
import type { ObservedSequences } from '../observations.ts';
import type { Parameters } from '../training/parameters.ts';
import type { PooledMoments } from '../training/variance-floor.ts';
import { estimateStart, type StartRequest } from './start-emissions.ts';

/**
 * A start from clusters: k-means with k-means++ seeds on standardised columns (so that units do not decide), means and
 * covariances of the clusters, transitions counted between the clusters of neighbouring rows with one added everywhere.
 * Initial probabilities are equal.
 *
 * @param maxIterations of k-means. Few leave the start near its seeds, so that several starts differ
 */
export function kMeansStart(request: StartRequest, random: RandomStream, maxIterations: number): Parameters {
  const { nStates, observed, pooled } = request;
  const { labels } = kMeans(standardise(observed, pooled), nStates, { random, maxIterations });
  const weights = new Float64Array(observed.nSteps * nStates);
  for (const [t, label] of labels.entries()) weights[t * nStates + label] = 1;
  const start = estimateStart(weights, request);
  start.initialProbs.fill(1 / nStates);
  countTransitions(start, labels, observed.lengths);
  return start;
}

function standardise({ data, nSteps, nFeatures }: ObservedSequences, { means, variances }: PooledMoments): MatrixView {
  const scales = variances.map((variance) => 1 / Math.sqrt(variance));
  const points = MatrixView.zeros(nSteps, nFeatures);
  for (let t = 0, p = 0; t < nSteps; t++) {
    for (let d = 0; d < nFeatures; d++, p++) points.data[p] = (data[p]! - means[d]!) * scales[d]!;
  }
  return points;
}

/** Counts the steps between the labels of neighbouring rows, one added everywhere, as transition probabilities. */
export function countTransitions(
  { transitionMatrix, nStates }: Pick<Chain, 'transitionMatrix' | 'nStates'>,
  labels: Int32Array,
  lengths: readonly number[],
) {
  transitionMatrix.fill(1);
  let start = 0;
  for (const length of lengths) {
    for (let t = start + 1; t < start + length; t++) transitionMatrix[labels[t - 1]! * nStates + labels[t]!]! += 1;
    start += length;
  }
  for (let i = 0; i < nStates; i++) {
    const row = transitionMatrix.subarray(i * nStates, (i + 1) * nStates);
    const sum = row.reduce((total, count) => total + count, 0);
    for (let j = 0; j < nStates; j++) row[j]! /= sum;
  }
}
