import {
  createJumpFilter,
  createJumpModel,
  decodeJumpStates,
  filterJumpStates,
  fitJumpModel,
  fitJumpModelAsync,
  type JumpFilterState,
  type JumpFitOptions,
  type JumpModel,
  type JumpModelFit,
} from '@regimekit/jump-model';
import { MatrixView } from '@regimekit/numerics';
import { InsufficientSamplesError } from '../insufficient-samples-error.ts';
import { centersInUnitsOf } from '../model/align-jump.ts';
import { assembleJumpModel } from '../model/assemble-jump-model.ts';
import type { FittedJump } from '../model/fitted-jump.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import type { FitOptions, TrainingData } from '../model/training-data.ts';
import type { ResolvedDetectorOptions } from '../options/detector-options.ts';
import type { FilteredRows, RegimeEngine } from './regime-engine.ts';

/** A statistical jump model; a history is free to begin in any state. */
export const jumpEngine: RegimeEngine = {
  kind: 'jump',
  firstRowBasis: 'nearest',

  requireEnoughSamples(received, nFeatures, { nStates, samplesPerParameter }) {
    const parameters = nStates * nFeatures;
    const required = Math.ceil(parameters * samplesPerParameter);
    if (received >= required) return;
    throw new InsufficientSamplesError(
      jumpSampleFinding({ received, required, nStates, nFeatures, parameters, samplesPerParameter }),
    );
  },

  fit(data, options, fitOptions) {
    const fit = fitJumpModel(data.observations, jumpOptions(data, options, fitOptions));
    return finish(fit, data, options, fitOptions);
  },

  async fitAsync(data, options, fitOptions) {
    const { executor, signal } = fitOptions;
    const settings = { ...jumpOptions(data, options, fitOptions), executor, signal };
    return finish(await fitJumpModelAsync(data.observations, settings), data, options, fitOptions);
  },

  filter(model, observations, lengths): FilteredRows {
    const { probabilities, costs } = filterJumpStates(jumpOf(model), observations, { lengths });
    const margins = MatrixView.zeros(costs.rows, 1);
    for (let t = 0; t < costs.rows; t++) margins.data[t] = marginOf(costs.row(t));
    return { probs: probabilities, margins };
  },

  createFilter(model, state) {
    const filter = createJumpFilter(jumpOf(model), state === undefined ? {} : { state: state as JumpFilterState });
    return {
      update(row) {
        const { probabilities, costs } = filter.update(row);
        return { probs: probabilities, margin: marginOf(costs) };
      },
      state: () => filter.state(),
      reset: () => filter.reset(),
    };
  },

  decode(model, observations, lengths) {
    return decodeJumpStates(jumpOf(model), observations, { lengths }).states;
  },

  /** How much closer the value is to the state's center than to that of the nearest other state; adds up to the whole. */
  evidence(model, row, state) {
    const { centers, featureWeights } = jumpOf(model);
    const lossesIn = (k: number): number[] =>
      Array.from(row, (x, j) => 0.5 * featureWeights[j]! ** 2 * (x - centers.get(k, j)) ** 2);
    const others = model.regimes.flatMap((_, k) => (k === state ? [] : [lossesIn(k)]));
    const nearest = others.reduce((best, next) => (sum(next) < sum(best) ? next : best));
    return lossesIn(state).map((loss, j) => nearest[j]! - loss);
  },

  fingerprintParts: (model) => ({ jump: JSON.parse(JSON.stringify(jumpOf(model))) }),
};

function jumpOf({ jump }: FittedRegimeModel): JumpModel {
  return (jump as FittedJump).model;
}

/** By how much the second best state is behind; 0 for a model of one state, which decides nothing. */
function marginOf(costs: Float64Array): number {
  let second = Infinity;
  let best = Infinity;
  for (const cost of costs) {
    if (cost < best) [best, second] = [cost, best];
    else if (cost < second) second = cost;
  }
  return second === Infinity ? 0 : second - best;
}

function finish(
  fit: JumpModelFit,
  data: TrainingData,
  options: ResolvedDetectorOptions,
  { previous }: FitOptions,
): FittedRegimeModel {
  return assembleJumpModel(fit, data, options, previous?.model);
}

function jumpOptions(
  { table, scaler }: TrainingData,
  { nStates, seed, restarts, maxIterations, jump }: ResolvedDetectorOptions,
  { onProgress, previous, refit = 'warm' }: FitOptions,
): JumpFitOptions {
  const { penalty, ...settings } = jump!;
  const isWarm = previous !== undefined && refit === 'warm';
  return {
    ...settings,
    nStates,
    jumpPenalty: penalty,
    seed,
    restarts: isWarm ? 0 : restarts,
    maxIterations,
    lengths: table.lengths,
    startFrom: previous && createJumpModel({ jumpPenalty: penalty, centers: centersInUnitsOf(previous.model, scaler) }),
    onProgress:
      onProgress &&
      (({ restart, restarts: of, objective, iterations: iteration }) =>
        onProgress({ restart, restarts: of, run: 'full', iteration, maxIterations, logLikelihood: -objective })),
  };
}

const TRADING_DAYS_PER_YEAR = 252;

function jumpSampleFinding(question: {
  received: number;
  required: number;
  nStates: number;
  nFeatures: number;
  parameters: number;
  samplesPerParameter: number;
}) {
  const { received, required } = question;
  return {
    ...question,
    covarianceType: null,
    receivedYears: received / TRADING_DAYS_PER_YEAR,
    requiredYears: required / TRADING_DAYS_PER_YEAR,
    reason: 'With too few observations the centers follow chance, and a refit tells another story.',
    advice: [`Use a longer history: ${required - received} more observations.`],
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
