import { checkOptions } from '../check-options.ts';
import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { forwardBackward, type ForwardBackwardResult } from '../inference/forward-backward.ts';
import { inferenceOptionNames, type InferenceOptions } from '../inference/inference-input.ts';
import { checkModel, isGaussianHmm } from '../model/check-model.ts';
import { gaussianParameters, type GaussianHmm } from '../model/gaussian-hmm.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { readObservations, type Observations, type ObservedSequences } from '../observations.ts';
import { autocorrelationTime } from './autocorrelation-time.ts';
import { reviewCondition } from './covariance-condition.ts';
import { minSamplesPerState } from './sample-size.ts';

/** What the rows that each state was learnt from amount to: one thing a reader should know, as data. */
export interface SampleFinding {
  /**
   * - `FEW_ROWS_IN_STATE`: the expected rows of a state are fewer than its parameters ask for
   * - `FEW_EFFECTIVE_ROWS_IN_STATE`: they are enough, but worth too little, because neighbouring rows repeat each other
   * - `FEW_VISITS`: a state was entered so rarely that nobody can say how long it lasts
   * - `AUTOCORRELATED_WITHIN_STATES`: a feature remembers yesterday even inside the states, which the model rules out
   * - `ILL_CONDITIONED_COVARIANCE`: features so correlated inside a state that one is nearly a function of the others
   */
  readonly code:
    | 'FEW_ROWS_IN_STATE'
    | 'FEW_EFFECTIVE_ROWS_IN_STATE'
    | 'FEW_VISITS'
    | 'AUTOCORRELATED_WITHIN_STATES'
    | 'ILL_CONDITIONED_COVARIANCE';
  readonly severity: 'warning' | 'note';
  readonly state?: number;
  readonly feature?: number;
  /** Rows, visits, an autocorrelation time in rows, or a condition number. */
  readonly measured: number;
  /** What it should not fall below (rows, visits) or exceed (time, condition). */
  readonly threshold: number;
  /** What was found, in one sentence. */
  readonly message: string;
  /** Why it matters, in one sentence. */
  readonly reason: string;
  /** What to do; each entry stands for itself. */
  readonly advice: readonly string[];
}

/** A stay that was seen fewer times than this has a duration known to within a factor of two at best. */
export const FEWEST_VISITS = 5;
/** Rows worth half of independent ones: standard errors are then off by a factor of 1.4, and BIC by more. */
export const LONGEST_AUTOCORRELATION_TIME = 2;

/**
 * Whether the rows of each state suffice for what was learnt from them, as findings; an empty list means yes. Where
 * `checkSampleSize` asks before a fit how many rows it should have, this looks at the fitted model and its rows:
 *
 * - expected rows of each state, sum_t p(z_t = k given Y), against 30 (full covariances: at least 2 (D + 1))
 * - the same over the integrated autocorrelation time of what is left of each feature inside the states, that is of
 *   e_td = sum_k p(z_t = k given Y) (y_td - mu_kd) / sigma_kd, which the model holds for independent
 * - expected visits: starts in a state and steps into it
 * - the condition number of each covariance, in units in which every variance is one
 *
 * Models of other families are asked for rows and visits only.
 *
 * @param observations - T x D, those the model was fitted to
 * @throws as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, reviewSample, sample } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [1, 0],
 *   transitionMatrix: [[0.995, 0.005], [0.2, 0.8]],
 *   means: [[0], [5]],
 *   covariances: [[1], [1]],
 * });
 * const { observations } = sample(model, 300, { seed: 1 });
 * const [finding] = reviewSample(model, observations);
 * finding?.code; // 'FEW_ROWS_IN_STATE': the second state was seen on a handful of rows
 * ```
 */
export function reviewSample(
  model: HiddenMarkovModel,
  observations: Observations,
  options: InferenceOptions = {},
): SampleFinding[] {
  checkModel(model);
  checkOptions(options, inferenceOptionNames, 'reviewSample');
  const observed = readObservations(observations, options.lengths, model.nFeatures, options.missing);
  const smoothed = forwardBackward(model, observations, options);
  const gaussian = isGaussianHmm(model) ? model : undefined;
  const times = gaussian === undefined ? [] : timesWithinStates(gaussian, observed, smoothed);
  return [
    ...reviewRows(model, smoothed, times),
    ...reviewVisits(model, observed, smoothed),
    ...reviewTimes(times),
    ...(gaussian === undefined ? [] : reviewCondition(gaussian)),
  ];
}

/** tau of the standardised distance to the state, feature by feature; a missing value is no distance. */
function timesWithinStates(
  model: GaussianHmm,
  { data, nSteps, lengths }: ObservedSequences,
  { smoothedProbs }: ForwardBackwardResult,
): number[] {
  const { nStates: K, nFeatures: D, means } = model;
  const structure = covarianceStructures[model.covarianceType];
  const parameters = gaussianParameters(model);
  return Array.from({ length: D }, (_, d) => {
    const spreads = Array.from({ length: K }, (_unused, k) => Math.sqrt(structure.variance(parameters, k, d)));
    const left = new Float64Array(nSteps);
    for (let t = 0; t < nSteps; t++) {
      const value = data[t * D + d]!;
      if (Number.isNaN(value)) continue;
      for (let k = 0; k < K; k++) left[t]! += (smoothedProbs.get(t, k) * (value - means.get(k, d))) / spreads[k]!;
    }
    return autocorrelationTime(left, lengths);
  });
}

function reviewRows(model: HiddenMarkovModel, smoothed: ForwardBackwardResult, times: readonly number[]) {
  const { nStates, nFeatures } = model;
  const type = isGaussianHmm(model) ? model.covarianceType : 'diag';
  const threshold = minSamplesPerState(nFeatures, type);
  const longest = times.reduce((a, b) => Math.max(a, b), 1);
  return Array.from({ length: nStates }, (_, state): SampleFinding[] => {
    let rows = 0;
    for (let t = 0; t < smoothed.smoothedProbs.rows; t++) rows += smoothed.smoothedProbs.get(t, state);
    if (rows < threshold) {
      return [
        {
          code: 'FEW_ROWS_IN_STATE',
          severity: 'warning',
          state,
          measured: rows,
          threshold,
          message: `State ${state} was learnt from about ${rows.toFixed(0)} rows, fewer than ${threshold}.`,
          reason: 'Means and covariances from so few rows are mostly noise, and the next refit will find others.',
          advice: adviseOnRows(nStates, type),
        },
      ];
    }
    if (rows / longest >= threshold) return [];
    return [
      {
        code: 'FEW_EFFECTIVE_ROWS_IN_STATE',
        severity: 'warning',
        state,
        measured: rows / longest,
        threshold,
        message: `State ${state} has about ${rows.toFixed(0)} rows that are worth ${(rows / longest).toFixed(0)} independent ones, fewer than ${threshold}.`,
        reason: 'Rows that repeat the row before add little: the state rests on a few episodes.',
        advice: adviseOnRows(nStates, type),
      },
    ];
  }).flat();
}

function adviseOnRows(nStates: number, type: string): string[] {
  return [
    'Use a longer history.',
    ...(nStates > 1 ? [`Use fewer than ${nStates} states.`] : []),
    ...(type === 'full' ? ["Use the simpler covariance 'diag' or 'tied', or shrinkage."] : []),
  ];
}

function reviewVisits(
  { nStates }: HiddenMarkovModel,
  { lengths }: ObservedSequences,
  { smoothedProbs, expectedTransitions }: ForwardBackwardResult,
): SampleFinding[] {
  if (nStates === 1) return [];
  return Array.from({ length: nStates }, (_, state) => {
    let visits = 0;
    let start = 0;
    for (const length of lengths) {
      visits += smoothedProbs.get(start, state);
      start += length;
    }
    for (let i = 0; i < nStates; i++) if (i !== state) visits += expectedTransitions.get(i, state);
    return { state, visits };
  })
    .filter(({ visits }) => visits < FEWEST_VISITS)
    .map(({ state, visits }) => ({
      code: 'FEW_VISITS',
      severity: 'warning',
      state,
      measured: visits,
      threshold: FEWEST_VISITS,
      message: `State ${state} was visited about ${visits.toFixed(1)} times, fewer than ${FEWEST_VISITS}.`,
      reason: 'How long a state lasts and where it leads is learnt from visits, however many rows each of them has.',
      advice: [
        'Use a longer history.',
        'Give no weight to its expected duration and its row of the transition matrix.',
      ],
    }));
}

function reviewTimes(times: readonly number[]): SampleFinding[] {
  return times.flatMap((time, feature): SampleFinding[] => {
    if (time <= LONGEST_AUTOCORRELATION_TIME) return [];
    return [
      {
        code: 'AUTOCORRELATED_WITHIN_STATES',
        severity: 'warning',
        feature,
        measured: time,
        threshold: LONGEST_AUTOCORRELATION_TIME,
        message: `Feature ${feature} remembers its past inside the states: ${time.toFixed(1)} rows are worth one independent row.`,
        reason:
          'The model holds rows for independent inside a state, so it explains memory by states that are not there.',
        advice: [
          'Ask testNoRegimes whether regimes can be shown at all.',
          'Do not choose the number of states by AIC, BIC or ICL: they will want more and more.',
          'Use changes of the feature, or linearRegression with lags.',
        ],
      },
    ];
  });
}
