import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { estimateMeansInto } from '../emissions/gaussian/estimate-means.ts';
import { normaliseInto } from '../math/simplex.ts';
import type { Constraints } from './constraints.ts';
import type { Parameters } from './parameters.ts';
import type { ResolvedPriors } from './priors.ts';
import { maximiseStationaryInto, type ChainCounts } from './stationary-start.ts';
import type { Chain } from '../inference/chain.ts';
import type { SufficientStatistics } from './sufficient-statistics.ts';

/** What an M step could not estimate from the data and kept as it was. */
export interface Maximisation {
  /** States with (next to) no expected observation; their means and covariances stay. */
  readonly emptyStates: number;
  /** Rows of the transition matrix without any expected transition; they stay. */
  readonly transitionRows: number;
  /** 1 when nothing was left of the initial probabilities (which takes Dirichlet weights below one); they stay. */
  readonly initialProbs: number;
  /** Whether a probability with a prior of its own became exactly zero, which takes its term out of the objective. */
  readonly droppedTerm: boolean;
}

/**
 * The M step: writes the parameters that maximise the expected complete-data log-likelihood plus the log prior into
 * `next` (Rabiner 1989, eq. 40 and 52-54; the priors as hmmlearn's `_do_mstep`; docs/formulas.md).
 */
export function maximiseInto(
  next: Parameters,
  statistics: SufficientStatistics,
  previous: Parameters,
  priors: ResolvedPriors,
  constraints: Constraints,
): Maximisation {
  const chain = maximiseChainInto(next, statistics, previous, priors, constraints);
  if (constraints.fixed.includes('means')) next.means.set(previous.means);
  else estimateMeansInto(next, statistics.moments, previous, priors);
  const { moments } = statistics;
  if (constraints.fixed.includes('covariances')) {
    next.covariances.set(previous.covariances);
    return { ...chain, emptyStates: 0 };
  }
  const emptyStates = covarianceStructures[next.covarianceType].estimateInto(next, moments, previous, priors);
  return { ...chain, emptyStates };
}

/** Dirichlet weights of the chain: a, length K, and A, K x K. */
export type ChainPriors = Pick<ResolvedPriors, 'initialProbs' | 'transitionMatrix'>;

/** The chain's part, the same for every family: initial and transition probabilities. */
export function maximiseChainInto(
  next: Chain,
  { initial, transitions }: ChainCounts,
  previous: Chain,
  priors: ChainPriors,
  { fixed, stationaryStart }: Constraints<string>,
): Omit<Maximisation, 'emptyStates'> {
  const { nStates } = next;
  const isFixed = (name: 'initialProbs' | 'transitionMatrix') => fixed.includes(name);
  let dropped = addDirichlet(next.initialProbs, 0, initial, previous.initialProbs, priors.initialProbs);
  const starts = next.initialProbs.slice();
  let initialProbs = 0;
  if (normaliseInto(next.initialProbs, 0, nStates) === 0) {
    next.initialProbs.set(previous.initialProbs);
    initialProbs = 1;
  }
  const counts = new Float64Array(nStates * nStates);
  let transitionRows = 0;
  for (let i = 0; i < nStates; i++) {
    const row = i * nStates;
    const before = previous.transitionMatrix.subarray(row, row + nStates);
    const expected = transitions.subarray(row, row + nStates);
    const weights = priors.transitionMatrix.subarray(row, row + nStates);
    dropped += addDirichlet(next.transitionMatrix, row, expected, before, weights);
    counts.set(next.transitionMatrix.subarray(row, row + nStates), row);
    if (normaliseInto(next.transitionMatrix, row, nStates) > 0) continue;
    next.transitionMatrix.set(before, row);
    transitionRows++;
  }
  if (isFixed('initialProbs')) next.initialProbs.set(previous.initialProbs);
  if (isFixed('transitionMatrix')) {
    next.transitionMatrix.set(previous.transitionMatrix);
    transitionRows = 0;
  }
  if (stationaryStart) {
    if (isFixed('transitionMatrix')) next.initialProbs.set(previous.initialProbs);
    else maximiseStationaryInto(next, { initial: starts, transitions: counts }, previous);
  }
  const kept = isFixed('initialProbs') || stationaryStart ? 0 : initialProbs;
  return { transitionRows, initialProbs: kept, droppedTerm: dropped > 0 };
}

/**
 * next_k = max(a_k - 1 + expected_k, 0), and 0 where the old probability is exactly 0, which freezes structure (and
 * underflow) for good. Returns how many probabilities with a weight other than 1 became zero.
 */
function addDirichlet(
  next: Float64Array,
  offset: number,
  expected: Float64Array,
  previous: Float64Array,
  weights: Float64Array,
): number {
  let dropped = 0;
  for (let k = 0; k < previous.length; k++) {
    const value = previous[k] === 0 ? 0 : Math.max(weights[k]! - 1 + expected[k]!, 0);
    next[offset + k] = value;
    if (value === 0 && previous[k]! > 0 && weights[k] !== 1) dropped++;
  }
  return dropped;
}
