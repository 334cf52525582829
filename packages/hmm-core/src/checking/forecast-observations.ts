import { MatrixView, type MatrixInput, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { readCovariates } from '../emissions/emission-data.ts';
import type { EmissionData } from '../emissions/emission-family.ts';
import { mixMoments } from '../emissions/mix-moments.ts';
import { FamilyMismatchError, InvalidOptionError } from '../errors.ts';
import { forward } from '../inference/forward.ts';
import { inferenceOptionNames, type InferenceOptions } from '../inference/inference-input.ts';
import { forecastStates } from '../markov-chain/forecast-states.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkModel } from '../model/check-model.ts';
import { emissionsOf } from '../model/emissions-of.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { readObservations, type Observations } from '../observations.ts';
import { mixtureQuantiles } from './mixture-quantiles.ts';
import { requireCdf } from './predictive-cdf.ts';

/** How far, and with which quantiles, observations are foreseen. */
export interface ObservationForecastOptions extends InferenceOptions {
  /** How many rows to look ahead. @default 1 */
  readonly steps?: number | undefined;
  /** Probabilities of the quantiles, each between 0 and 1. @default [0.05, 0.25, 0.5, 0.75, 0.95] */
  readonly quantiles?: readonly number[] | undefined;
  /** Covariates of the rows to come, steps x C. @default none; needed where the family takes some */
  readonly futureCovariates?: MatrixInput | undefined;
}

const optionNames: OptionNames<ObservationForecastOptions> = {
  ...inferenceOptionNames,
  steps: true,
  quantiles: true,
  futureCovariates: true,
};

/** The rows to come, as the model sees them from the last row. Row h - 1 of everything speaks of row T + h. */
export interface ObservationForecast {
  /** p(z_{T+h} = k given y_1..y_T), steps x K. */
  readonly stateProbs: MatrixView;
  /** E(y_{T+h} given y_1..y_T), steps x D; null where the family cannot say (kinds have no mean). */
  readonly means: MatrixView | null;
  /** Cov(y_{T+h} given y_1..y_T), flat steps x D x D; Infinity where it does not exist; null as `means`. */
  readonly covariances: Float64Array | null;
  /** The probabilities, Q of them. */
  readonly probabilities: readonly number[];
  /** Quantiles of each feature by itself, flat steps x D x Q; of whole numbers the smallest that reaches the probability. */
  readonly quantiles: Float64Array;
}

/**
 * The distribution of the observations 1 to `steps` rows ahead (Zucchini, MacDonald and Langrock 2016, section 5.4;
 * Hamilton 1994, section 22.4): a mixture of the states' distributions, weighted by where the chain will be.
 *
 *     w_h = p(z_{T+h} given y_1..y_T)                   forecastStates of the last filtered probabilities
 *     E y = sum_k w_hk mu_k,    Cov y = sum_k w_hk (Sigma_k + (mu_k - E y)(mu_k - E y)')
 *     the quantile at p is where sum_k w_hk F_k(y) = p, by bisection
 *
 * The chance inside the model, not the doubt about it: parameters count as known (`bootstrapErrors` says how well they are).
 * With several sequences it goes on from the last one.
 *
 * @param observations - T x D, up to today
 * @throws FamilyMismatchError for a family without `cdfInto`, or with lags (its rows to come depend on each other: simulate
 *   them with `sample`); InvalidOptionError, InvalidCovariatesError, and as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, forecastObservations } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [10]],
 *   covariances: [[1], [4]],
 * });
 * const { means, quantiles } = forecastObservations(model, [[0.2], [-0.4]], { steps: 2, quantiles: [0.5] });
 * means?.to2DArray(); // [[1], [1.7]]: the chance of the second state grows
 * quantiles[0]; // 0.14, the median one step ahead
 * ```
 */
export function forecastObservations(
  model: HiddenMarkovModel,
  observations: Observations,
  options: ObservationForecastOptions = {},
): ObservationForecast {
  checkModel(model);
  checkOptions(options, optionNames, 'forecastObservations');
  const { steps = 1, quantiles = [0.05, 0.25, 0.5, 0.75, 0.95], futureCovariates, ...inference } = options;
  checkWholeNumber(steps, 'steps');
  checkProbabilities(quantiles);
  const { family, parameters } = emissionsOf(model);
  requireCdf(family);
  if ((family.memory ?? 0) > 0) throw refuseLags(family.name);
  const { filteredProbs } = forward(model, observations, inference);
  const { lengths } = readObservations(observations, inference.lengths, model.nFeatures, inference.missing);
  const { nFeatures: D, nStates: K, transitionMatrix } = model;
  const stateProbs = forecastStates(transitionMatrix, filteredProbs.row(filteredProbs.rows - 1), steps);
  const covariates = readCovariates(family, futureCovariates, steps);
  const ahead = (h: number): EmissionData => ({
    rows: new Float64Array(D),
    positions: Int32Array.of(lengths.at(-1)! + h),
    nSteps: 1,
    nFeatures: D,
    lengths: [1],
    covariates: covariates?.row(h).slice() ?? new Float64Array(0),
    nCovariates: covariates?.columns ?? 0,
  });

  const moments =
    family.momentsOf === undefined
      ? null
      : Array.from({ length: steps }, (_, h) =>
          mixMoments(stateProbs.row(h), family.momentsOf!(ahead(h), parameters, K), D),
        );
  const found = new Float64Array(steps * D * quantiles.length);
  for (let d = 0; d < D; d++) {
    const values = mixtureQuantiles(
      { family, parameters },
      stateProbs,
      d,
      quantiles,
      Array.from({ length: steps }, (_, h) => ahead(h)),
    );
    for (let h = 0; h < steps; h++) {
      found.set(values.subarray(h * quantiles.length, (h + 1) * quantiles.length), (h * D + d) * quantiles.length);
    }
  }
  return {
    stateProbs,
    means: moments && MatrixView.from(moments.map(({ mean }) => mean)),
    covariances: moments && Float64Array.from(moments.flatMap(({ covariance }) => Array.from(covariance))),
    probabilities: [...quantiles],
    quantiles: found,
  };
}

function checkProbabilities(quantiles: readonly number[]): void {
  const sound = Array.isArray(quantiles) && quantiles.every((p) => p > 0 && p < 1);
  if (!sound) throw new InvalidOptionError('quantiles', 'an array of numbers between 0 and 1', quantiles);
}

function refuseLags(family: string): FamilyMismatchError {
  return new FamilyMismatchError(
    `With lags the rows to come depend on each other, so that ${family} has no forecast of mixtures.`,
    {
      code: 'FORECAST_NEEDS_SIMULATION',
      hint: 'Draw paths with sample and look at their quantiles.',
      details: { family },
    },
  );
}
