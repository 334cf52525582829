import { assertSameFeatureSet } from '@regimekit/features';
import { forward } from '@regimekit/hmm-core';
import type { MatrixView } from '@regimekit/numerics';
import { readPredictionTable, requireFinite, type FeatureInput, type FeatureTable } from '../data/feature-table.ts';
import { resolveRange, type RangeOptions, type RowRange } from '../data/shown-range.ts';
import { standardize } from '../data/standard-scaler.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import { createRegimePrediction, type RegimePrediction } from './regime-prediction.ts';

/** Rows that passed every check, standardised, up to the last one shown; what comes later is not even looked at. */
export interface PreparedHistory {
  readonly table: FeatureTable;
  readonly shown: RowRange;
  /** Rows 0 to `shown.last` in standardised units. */
  readonly observations: MatrixView;
  /** The sequences' lengths, cut at `shown.last`. */
  readonly lengths: readonly number[];
}

/** A history with p(regime at t | rows of its sequence up to t); (shown.last + 1) x K. */
export interface FilteredHistory extends PreparedHistory {
  readonly filteredProbs: MatrixView;
}

/** @throws EmptyDataError, NonFiniteError, FeatureDimensionError, FeatureSetMismatchError, InvalidOptionsError */
export function prepareHistory(model: FittedRegimeModel, features: FeatureInput, range: RangeOptions): PreparedHistory {
  const table = readPredictionTable(features, model.featureNames);
  requireSameFeatureSet(model, table);
  const shown = resolveRange(table, range);
  requireFinite(table, model.featureNames, shown.last + 1);
  const observations = standardize(model.scaler, table.matrix, shown.last + 1);
  return { table, shown, observations, lengths: cutLengths(table.lengths, shown.last + 1) };
}

/** Walks every sequence from the stationary distribution. */
export function filterHistory(model: FittedRegimeModel, features: FeatureInput, range: RangeOptions): FilteredHistory {
  const prepared = prepareHistory(model, features, range);
  const { observations, lengths } = prepared;
  const { filteredProbs } = forward(model.hmm, observations, { lengths, initialProbs: model.stationaryProbs });
  return { ...prepared, filteredProbs };
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
