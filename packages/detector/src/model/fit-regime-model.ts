import {
  checkSampleSize,
  fitGaussianHmm,
  fitGaussianHmmAsync,
  type FitOptions as HmmFitOptions,
  type FitProgress,
  type GaussianHmmFit,
} from '@regimekit/hmm-core';
import type { MatrixView, TaskExecutor } from '@regimekit/numerics';
import {
  numberedFeatureNames,
  readTrainingTable,
  requireFinite,
  type FeatureInput,
  type FeatureTable,
} from '../data/feature-table.ts';
import { fitStandardScaler, standardize, type StandardScaler } from '../data/standard-scaler.ts';
import { FeatureDimensionError, InvalidOptionsError } from '../errors.ts';
import { InsufficientSamplesError } from '../insufficient-samples-error.ts';
import { refuseUnknownKeys, type ResolvedDetectorOptions } from '../options/detector-options.ts';
import { inUnitsOf, requireSameKind, type PreviousFit } from './align-with-previous.ts';
import { assembleModel } from './assemble-model.ts';
import type { FittedRegimeModel } from './fitted-regime-model.ts';

export interface FitOptions {
  /** Fit with less data than the sample-size rule asks for, at your own risk. @default what the constructor was given */
  readonly skipSampleValidation?: boolean | undefined;
  /** Names of the columns of plain numbers. @default feature_0, feature_1, ... */
  readonly featureNames?: readonly string[] | undefined;
  /**
   * The model that this refit follows, as a fitted detector. The fit starts from it, its regimes keep their names (states
   * are matched by what they look like, in the features' own units), and `getDiagnostics().refit` says what share of the
   * common history changes its label.
   *
   * @default none: states are named by `labels`
   */
  readonly previous?: PreviousFit | undefined;
  /**
   * With `previous`: `warm` starts from it alone, which keeps the meaning of the regimes best; `search` tries the usual
   * starts beside it and takes the best optimum, whatever it means.
   *
   * @default 'warm'
   */
  readonly refit?: 'warm' | 'search' | undefined;
  /** Called after every iteration; `false` stops the fit with stop reason `cancelled`. */
  readonly onProgress?: ((progress: FitProgress) => boolean | void) | undefined;
}

export interface FitAsyncOptions extends FitOptions {
  /** Where the restarts run, for example a pool of worker threads; any number of workers gives the same bytes. @default in this thread */
  readonly executor?: TaskExecutor | undefined;
  /** Aborts the fit; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Training rows that passed every check. */
export interface TrainingData {
  readonly table: FeatureTable;
  readonly featureNames: readonly string[];
  readonly scaler: StandardScaler;
  /** T x D, standardised. */
  readonly observations: MatrixView;
}

const fitOptionNames = ['skipSampleValidation', 'featureNames', 'onProgress', 'previous', 'refit'];

export function fitRegimeModel(
  features: FeatureInput,
  options: ResolvedDetectorOptions,
  fitOptions: FitOptions,
): FittedRegimeModel {
  refuseUnknownKeys(fitOptions, fitOptionNames, 'fit');
  const data = prepareTraining(features, options, fitOptions);
  const fit = fitGaussianHmm(data.observations, hmmOptions(data, options, fitOptions));
  return assembleModel(fit, data, options, fitOptions.previous?.model);
}

export async function fitRegimeModelAsync(
  features: FeatureInput,
  options: ResolvedDetectorOptions,
  fitOptions: FitAsyncOptions,
): Promise<FittedRegimeModel> {
  refuseUnknownKeys(fitOptions, [...fitOptionNames, 'executor', 'signal'], 'fitAsync');
  const data = prepareTraining(features, options, fitOptions);
  const { executor, signal } = fitOptions;
  const fit: GaussianHmmFit = await fitGaussianHmmAsync(data.observations, {
    ...hmmOptions(data, options, fitOptions),
    executor,
    signal,
  });
  return assembleModel(fit, data, options, fitOptions.previous?.model);
}

function prepareTraining(
  features: FeatureInput,
  options: ResolvedDetectorOptions,
  fitOptions: FitOptions,
): TrainingData {
  const table = readTrainingTable(features);
  const featureNames = chooseFeatureNames(table, fitOptions.featureNames);
  requireFinite(table, featureNames, table.matrix.rows);
  if (!(fitOptions.skipSampleValidation ?? options.skipSampleValidation)) requireEnoughSamples(table.matrix, options);
  checkRefit(fitOptions, { nStates: options.nStates, featureNames });
  const scaler = fitStandardScaler(table.matrix, featureNames);
  return { table, featureNames, scaler, observations: standardize(scaler, table.matrix) };
}

function checkRefit(
  { previous, refit }: FitOptions,
  current: { readonly nStates: number; readonly featureNames: readonly string[] },
): void {
  if (refit !== undefined && refit !== 'warm' && refit !== 'search') {
    throw new InvalidOptionsError([`refit must be warm or search, received ${String(refit)}.`]);
  }
  if (previous !== undefined) requireSameKind(previous, current);
  else if (refit !== undefined) throw new InvalidOptionsError([`refit needs previous, the model to start from.`]);
}

function chooseFeatureNames(table: FeatureTable, given: readonly string[] | undefined): readonly string[] {
  const { columns } = table.matrix;
  if (given === undefined) return table.featureNames ?? numberedFeatureNames(columns);
  if (table.featureNames !== null) {
    throw new InvalidOptionsError([`featureNames are for plain numbers; these features know their names.`]);
  }
  if (given.length !== columns) throw new FeatureDimensionError(given, columns);
  if (new Set(given).size === columns && given.every((name) => typeof name === 'string' && name !== '')) {
    return [...given];
  }
  throw new InvalidOptionsError([`featureNames must be different texts, received ${given.join(', ')}.`]);
}

/** @throws InsufficientSamplesError */
function requireEnoughSamples({ rows, columns }: MatrixView, options: ResolvedDetectorOptions): void {
  const { nStates, covarianceType, samplesPerParameter } = options;
  const question = { nSamples: rows, nStates, nFeatures: columns, covarianceType, samplesPerParameter };
  const finding = checkSampleSize(question).find(({ code }) => code === 'TOO_FEW_SAMPLES');
  if (finding !== undefined) throw new InsufficientSamplesError(finding);
}

function hmmOptions(
  { table, scaler }: TrainingData,
  options: ResolvedDetectorOptions,
  { onProgress, previous, refit = 'warm' }: FitOptions,
): HmmFitOptions {
  const { nStates, covarianceType, seed, restarts, maxIterations, tolerance, priors, shrinkage, varianceFloor } =
    options;
  return {
    nStates,
    covarianceType,
    seed,
    restarts: previous !== undefined && refit === 'warm' ? 0 : restarts,
    startFrom: previous && inUnitsOf(previous.model, scaler),
    maxIterations,
    tolerance,
    shrinkage,
    varianceFloor,
    lengths: table.lengths,
    priors,
    onProgress,
  };
}
