import type { MatrixInput, MatrixView, OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkStateProbs, checkTransitionMatrix } from './chain-input.ts';
import { leaveProb } from './leave-prob.ts';

/** When the chain will leave the state of today, in steps from now: 1 is the very next step. */
export interface TimeToLeave {
  /** sum_i p_i / (1 - a_ii); Infinity when the state of today may be absorbing. */
  readonly mean: number;
  /** The first step by which the chain has left with probability 1/2 or more. */
  readonly median: number;
  /** The share that the interval was asked to hold. */
  readonly coverage: number;
  /** The central interval [lower, upper]: quantiles (1 - coverage) / 2 and (1 + coverage) / 2. It holds at least `coverage`, since steps are whole. */
  readonly lower: number;
  /** Infinity when the state may be absorbing with more than (1 - coverage) / 2. */
  readonly upper: number;
  /** Probability that the state of today is never left. */
  readonly neverProb: number;
}

/** How wide the interval of a time to leave is. */
export interface TimeToLeaveOptions {
  /**
   * Share of the probability inside the interval, between 0 and 1.
   *
   * @default 0.8
   */
  readonly coverage?: number | undefined;
}

const optionNames: OptionNames<TimeToLeaveOptions> = { coverage: true };

/**
 * How long the present state will still last, whichever it is: the first step N at which the chain is elsewhere. Given
 * state i it is geometric, P(N = h) = a_ii^(h - 1) (1 - a_ii); with probabilities p of today's state a mixture of K
 * geometrics, whose quantiles are found by bisection on P(N <= h) = sum_i p_i (1 - a_ii^h) and are exact: whole steps.
 *
 * A Markov chain does not age: how long the state has lasted already changes nothing. The interval tells of the chance in
 * the chain only, not of the doubt about the transition matrix.
 *
 * Source: Hamilton (1994), Time Series Analysis, chapter 22; Rabiner (1989), eq. 5.
 *
 * @param transitionMatrix - K x K, element (i, j) is P(z_{t+1} = j given z_t = i), rows sum to one
 * @param probs - K probabilities of the state today, p(z_t = k given y_1..y_t); one 1 among zeros for a known state
 * @throws DimensionMismatchError when the sizes differ; InvalidProbabilitiesError when a row or `probs` is no distribution;
 *   InvalidOptionError unless `coverage` lies between 0 and 1
 *
 * @example
 * ```ts
 * import { timeToLeave } from '@regimekit/hmm-core';
 *
 * const { mean, lower, upper } = timeToLeave([[0.95, 0.05], [0.2, 0.8]], [1, 0]);
 * mean; // 20 steps
 * [lower, upper]; // [3, 45]: four times in five
 * ```
 */
export function timeToLeave(
  transitionMatrix: MatrixInput,
  probs: ArrayLike<number>,
  options: TimeToLeaveOptions = {},
): TimeToLeave {
  checkOptions(options, optionNames, 'timeToLeave');
  const { coverage = 0.8 } = options;
  const A = checkTransitionMatrix(transitionMatrix);
  const stays = readStays(A, probs);
  if (!(coverage > 0 && coverage < 1)) {
    throw new InvalidOptionError('coverage', 'a share between 0 and 1', coverage, '0.8 leaves a tenth on either side.');
  }
  return {
    mean: stays.reduce((sum, { weight, leave }) => sum + weight / leave, 0),
    median: quantile(stays, 0.5),
    coverage,
    lower: quantile(stays, (1 - coverage) / 2),
    upper: quantile(stays, (1 + coverage) / 2),
    neverProb: stays.reduce((sum, { weight, leave }) => sum + (leave === 0 ? weight : 0), 0),
  };
}

/**
 * The distribution behind `timeToLeave`: P(N = h) for h = 1 to `steps`. What is missing to one comes later, or never.
 *
 * @param steps - how far to look, at least 1
 * @returns `steps` probabilities; entry h - 1 is P(N = h), and the first h sum to `leavingProbability(A, probs, h)`
 * @throws as `timeToLeave`; InvalidOptionError unless `steps` is a whole number of at least 1
 *
 * @example
 * ```ts
 * import { timeToLeaveProbs } from '@regimekit/hmm-core';
 *
 * timeToLeaveProbs([[0.5, 0.5], [0.2, 0.8]], [1, 0], 3); // 0.5, 0.25, 0.125
 * ```
 */
export function timeToLeaveProbs(transitionMatrix: MatrixInput, probs: ArrayLike<number>, steps: number): Float64Array {
  const A = checkTransitionMatrix(transitionMatrix);
  const stays = readStays(A, probs);
  checkWholeNumber(steps, 'steps');
  const result = new Float64Array(steps);
  for (const { weight, leave } of stays) {
    for (let h = 0; h < steps; h++) result[h]! += weight * leave * (h === 0 ? 1 : Math.exp(h * Math.log1p(-leave)));
  }
  return result;
}

/** One state that may be that of today. */
interface Stay {
  /** p_i, scaled so that all sum to one. */
  readonly weight: number;
  /** 1 - a_ii. */
  readonly leave: number;
}

function readStays(A: MatrixView, probs: ArrayLike<number>): Stay[] {
  const now = checkStateProbs(probs, A.rows);
  const sum = now.reduce((total, value) => total + value, 0);
  return Array.from(now, (value, i) => ({ weight: value / sum, leave: leaveProb(A, i) })).filter(
    ({ weight }) => weight > 0,
  );
}

/** P(N <= h), without cancellation for a state that is seldom left. */
function leftBy(stays: readonly Stay[], h: number): number {
  return stays.reduce((sum, { weight, leave }) => sum - weight * Math.expm1(h * Math.log1p(-leave)), 0);
}

/** P(N <= h) may fall short of a quantile that it attains exactly, such as 0.19 = 1 - 0.9 * 0.9, by rounding. */
const ROUNDING = 8 * Number.EPSILON;

/** The first h with P(N <= h) >= p; Infinity when no h gets there. */
function quantile(stays: readonly Stay[], p: number): number {
  const reached = (h: number) => leftBy(stays, h) >= p - ROUNDING;
  let low = 0;
  let high = 1;
  while (!reached(high)) {
    if (high > 1e300) return Infinity;
    low = high;
    high *= 2;
  }
  // Beyond 2^53 the steps are those of a double.
  for (let middle = low; ;) {
    middle = low + Math.floor((high - low) / 2);
    if (middle <= low || middle >= high) return high;
    if (reached(middle)) high = middle;
    else low = middle;
  }
}
