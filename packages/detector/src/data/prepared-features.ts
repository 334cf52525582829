import { MatrixView } from '@regimekit/numerics';
import { FeatureDimensionError } from '../errors.ts';
import {
  numberedFeatureNames,
  readPredictionTable,
  readTrainingTable,
  requireFinite,
  type FeatureInput,
  type FeatureTable,
} from './feature-table.ts';
import { historyDigest } from './history-digest.ts';
import { standardize, type StandardScaler } from './standard-scaler.ts';

/**
 * Features that were read, checked and copied once, for many questions to one or several models. What the copy was made
 * of may change afterwards; the copy does not, since nobody but the detector can reach it.
 */
export interface PreparedFeatures {
  readonly kind: 'prepared-features';
  readonly rows: number;
  readonly nFeatures: number;
}

/** What a prediction accepts: features in any form, or prepared ones. */
export type PredictionInput = FeatureInput | PreparedFeatures;

interface Contents {
  readonly table: FeatureTable;
  /** Standardised once for each scaler; forgotten with its model. */
  readonly standardized: WeakMap<StandardScaler, MatrixView>;
  digest: string | undefined;
}

const contentsOf = new WeakMap<PredictionInput, Contents>();

/**
 * Reads, checks and copies features for many predictions: they are standardised once for each model, and a prediction
 * cache knows them without reading them again. The answers are those for the features themselves, to the bit.
 *
 * A private copy rather than a note beside the matrix (a WeakMap by object): a matrix can be written to, and a note would
 * not see it.
 *
 * @param features T x D in the features' own units; a flat array is a series of one feature, as in `fit`
 * @throws EmptyDataError, NonFiniteError (in any row, also behind a `to`)
 *
 * @example
 * ```ts
 * import { prepareFeatures, RegimeDetector } from '@regimekit/detector';
 *
 * const vix = Array.from({ length: 400 }, (_, i) => (i % 200 < 150 ? 12 : 35) + Math.sin(i * i));
 * const detector = new RegimeDetector({ nStates: 2, seed: 1 }).fit(vix);
 *
 * const prepared = prepareFeatures(vix);
 * detector.predictRegime(prepared) === detector.predictRegime(vix); // true
 * detector.getRegimeOutlook(prepared); // nothing is checked or standardised again
 * ```
 */
export function prepareFeatures(features: FeatureInput): PreparedFeatures {
  const table = readTrainingTable(features);
  requireFinite(table, table.featureNames ?? numberedFeatureNames(table.matrix.columns), table.matrix.rows);
  const { rows, columns, data } = table.matrix;
  const matrix = new MatrixView(rows, columns, Float64Array.from(data));
  const { featureNames, dates, lengths } = table;
  const copy = {
    ...table,
    matrix,
    featureNames: featureNames === null ? null : [...featureNames],
    dates: dates === null ? null : [...dates],
    lengths: [...lengths],
  };
  const prepared = Object.freeze({ kind: 'prepared-features', rows, nFeatures: columns } as const);
  contentsOf.set(prepared, { table: copy, standardized: new WeakMap(), digest: undefined });
  return prepared;
}

export function isPrepared(input: unknown): input is PreparedFeatures {
  return contentsOf.has(input as PreparedFeatures);
}

/** A table for a prediction by a model with these features. @throws as `readPredictionTable` */
export function readPredictionInput(input: PredictionInput, featureNames: readonly string[]): FeatureTable {
  const contents = contentsOf.get(input);
  if (contents === undefined) return readPredictionTable(input as FeatureInput, featureNames);
  const received = contents.table.matrix.columns;
  if (received !== featureNames.length) throw new FeatureDimensionError(featureNames, received);
  return contents.table;
}

/** The first `rows` rows in standardised units, not to be written to. */
export function standardizedRows(
  input: PredictionInput,
  scaler: StandardScaler,
  matrix: MatrixView,
  rows: number,
): MatrixView {
  const contents = contentsOf.get(input);
  if (contents === undefined) return standardize(scaler, matrix, rows);
  const all = contents.standardized.get(scaler) ?? standardize(scaler, matrix);
  contents.standardized.set(scaler, all);
  return rows === all.rows ? all : new MatrixView(rows, all.columns, all.data.subarray(0, rows * all.columns));
}

/** The digest of the first `rows` rows, which form sequences of these lengths. */
export function digestOf(input: PredictionInput, matrix: MatrixView, rows: number, lengths: readonly number[]): string {
  const contents = contentsOf.get(input);
  if (contents === undefined || rows < matrix.rows) return historyDigest(matrix, rows, lengths);
  contents.digest ??= historyDigest(matrix, rows, lengths);
  return contents.digest;
}
