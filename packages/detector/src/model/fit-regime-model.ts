import {
  numberedFeatureNames,
  readTrainingTable,
  requireFinite,
  type FeatureInput,
  type FeatureTable,
} from '../data/feature-table.ts';
import { fitStandardScaler, standardize } from '../data/standard-scaler.ts';
import { engineFor } from '../engines/engines.ts';
import { FeatureDimensionError, InvalidOptionsError } from '../errors.ts';
import { kindOf, refuseUnknownKeys, type ResolvedDetectorOptions } from '../options/detector-options.ts';
import { requireSameKind } from './align-with-previous.ts';
import type { FittedRegimeModel } from './fitted-regime-model.ts';
import type { FitAsyncOptions, FitOptions, TrainingData } from './training-data.ts';

export type { FitAsyncOptions, FitOptions } from './training-data.ts';

const fitOptionNames = ['skipSampleValidation', 'featureNames', 'onProgress', 'previous', 'refit'];

export function fitRegimeModel(
  features: FeatureInput,
  options: ResolvedDetectorOptions,
  fitOptions: FitOptions,
): FittedRegimeModel {
  refuseUnknownKeys(fitOptions, fitOptionNames, 'fit');
  const data = prepareTraining(features, options, fitOptions);
  return engineFor(kindOf(options)).fit(data, options, fitOptions);
}

export async function fitRegimeModelAsync(
  features: FeatureInput,
  options: ResolvedDetectorOptions,
  fitOptions: FitAsyncOptions,
): Promise<FittedRegimeModel> {
  refuseUnknownKeys(fitOptions, [...fitOptionNames, 'executor', 'signal'], 'fitAsync');
  const data = prepareTraining(features, options, fitOptions);
  return engineFor(kindOf(options)).fitAsync(data, options, fitOptions);
}

function prepareTraining(
  features: FeatureInput,
  options: ResolvedDetectorOptions,
  fitOptions: FitOptions,
): TrainingData {
  const table = readTrainingTable(features);
  const featureNames = chooseFeatureNames(table, fitOptions.featureNames);
  requireFinite(table, featureNames, table.matrix.rows);
  if (!(fitOptions.skipSampleValidation ?? options.skipSampleValidation)) {
    engineFor(kindOf(options)).requireEnoughSamples(table.matrix.rows, table.matrix.columns, options);
  }
  checkRefit(fitOptions, { kind: kindOf(options), nStates: options.nStates, featureNames });
  const scaler = fitStandardScaler(table.matrix, featureNames, options.clip);
  return { table, featureNames, scaler, observations: standardize(scaler, table.matrix) };
}

function checkRefit({ previous, refit }: FitOptions, current: Parameters<typeof requireSameKind>[1]): void {
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
