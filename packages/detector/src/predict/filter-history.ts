import { assertSameFeatureSet } from '@regimekit/features';
import type { MatrixView } from '@regimekit/numerics';
import { requireFinite, type FeatureTable } from '../data/feature-table.ts';
import {
  digestOf,
  isPrepared,
  readPredictionInput,
  standardizedRows,
  type PredictionInput,
} from '../data/prepared-features.ts';
import { resolveRange, type RangeOptions, type RowRange } from '../data/shown-range.ts';
import { engineOf } from '../engines/engines.ts';
import type { FilteredRows } from '../engines/regime-engine.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import { modelFingerprint } from '../model/model-fingerprint.ts';
import type { PredictionCache } from './prediction-cache.ts';
import { createRegimePrediction, type RegimePrediction } from './regime-prediction.ts';

/** Rows up to the last one shown that passed every check; what comes later is not even looked at. */
interface CheckedHistory {
  readonly table: FeatureTable;
  readonly shown: RowRange;
  /** The sequences' lengths, cut at `shown.last`. */
  readonly lengths: readonly number[];
}

/** A checked history with rows 0 to `shown.last` in standardised units. */
export interface StandardizedHistory extends CheckedHistory {
  readonly observations: MatrixView;
}

/** A history with p(regime at t | rows of its sequence up to t); (shown.last + 1) x K. */
export interface FilteredHistory extends CheckedHistory {
  readonly filteredProbs: MatrixView;
  /** How firm each decision is, (shown.last + 1) x 1; null where the model has no margin. */
  readonly margins: MatrixView | null;
}

/** @throws EmptyDataError, NonFiniteError, FeatureDimensionError, FeatureSetMismatchError, InvalidOptionsError */
export function standardizeHistory(
  model: FittedRegimeModel,
  features: PredictionInput,
  range: RangeOptions,
): StandardizedHistory {
  const history = checkHistory(model, features, range);
  const { table, shown } = history;
  return { ...history, observations: standardizedRows(features, model.scaler, table.matrix, shown.last + 1) };
}

/** Walks every sequence from its beginning, or remembers having done so. @throws as `standardizeHistory` */
export function filterHistory(
  model: FittedRegimeModel,
  features: PredictionInput,
  range: RangeOptions,
  cache?: PredictionCache,
): FilteredHistory {
  const history = checkHistory(model, features, range);
  const show = ({ probs, margins }: FilteredRows): FilteredHistory => ({ ...history, filteredProbs: probs, margins });
  if (cache === undefined) return show(walk(model, features, history));
  const digest = digestOf(features, history.table.matrix, history.shown.last + 1, history.lengths);
  const key = `${modelFingerprint(model)}:${digest}`;
  const known = recall(cache, key, model);
  const rows = known ?? walk(model, features, history);
  if (known === undefined) remember(cache, key, rows);
  return show(rows);
}

/** Margins are kept beside the probabilities, under a key of their own; a history counts only with both. */
function recall(cache: PredictionCache, key: string, { kind }: FittedRegimeModel): FilteredRows | undefined {
  const probs = cache.get(key);
  if (probs === undefined || kind === 'hmm') return probs && { probs, margins: null };
  const margins = cache.get(`${key}:margins`);
  return margins && { probs, margins };
}

function remember(cache: PredictionCache, key: string, { probs, margins }: FilteredRows): void {
  cache.set(key, probs);
  if (margins !== null) cache.set(`${key}:margins`, margins);
}

function walk(model: FittedRegimeModel, features: PredictionInput, { table, shown, lengths }: CheckedHistory) {
  const observations = standardizedRows(features, model.scaler, table.matrix, shown.last + 1);
  return engineOf(model).filter(model, observations, lengths);
}

function checkHistory(model: FittedRegimeModel, features: PredictionInput, range: RangeOptions): CheckedHistory {
  const table = readPredictionInput(features, model.featureNames);
  requireSameFeatureSet(model, table);
  const shown = resolveRange(table, range);
  if (!isPrepared(features)) requireFinite(table, model.featureNames, shown.last + 1);
  return { table, shown, lengths: cutLengths(table.lengths, shown.last + 1) };
}

/** The rows shown, each with its regime by what was known at that row. */
export function predictHistory(model: FittedRegimeModel, history: FilteredHistory): RegimePrediction[] {
  const { first, last } = history.shown;
  return Array.from({ length: last - first + 1 }, (_, i) => predictRow(model, history, first + i));
}

export function predictRow(model: FittedRegimeModel, history: FilteredHistory, row: number): RegimePrediction {
  return createRegimePrediction(model.regimes, history.filteredProbs.row(row), {
    row,
    date: history.table.dates?.[row] ?? null,
    rowsSeen: row - sequenceStart(history.lengths, row) + 1,
    firstRowBasis: engineOf(model).firstRowBasis,
    margin: history.margins?.data[row] ?? null,
  });
}

/** The first row of the sequence that holds `row`. */
export function sequenceStart(lengths: readonly number[], row: number): number {
  let start = 0;
  for (const length of lengths) {
    if (row < start + length) break;
    start += length;
  }
  return start;
}

// Plain numbers do not know their definitions and are taken at their word.
function requireSameFeatureSet(
  { featureSet: expected }: FittedRegimeModel,
  { featureSet: received }: FeatureTable,
): void {
  if (expected !== null && received !== null) assertSameFeatureSet(expected, received);
}

function cutLengths(lengths: readonly number[], rows: number): number[] {
  const cut: number[] = [];
  for (let start = 0, i = 0; start < rows; start += lengths[i]!, i++) cut.push(Math.min(lengths[i]!, rows - start));
  return cut;
}
