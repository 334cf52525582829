// The seam between a detector and the model behind it. A detector reads and checks features, standardises, names regimes,
// remembers and shows; what it needs of a model is here, once for each kind of model.
import type { JsonValue, MatrixView } from '@regimekit/numerics';
import type { FitAsyncOptions, FitOptions, TrainingData } from '../model/training-data.ts';
import type { FittedRegimeModel, ModelKind } from '../model/fitted-regime-model.ts';
import type { ResolvedDetectorOptions } from '../options/detector-options.ts';

/** What was known at each row of a history. */
export interface FilteredRows {
  /** Shape T x K, rows sum to one: the probability (or share) of each regime given the rows of its sequence up to there. */
  readonly probs: MatrixView;
  /** Shape T x 1, where the model has one: how firm the decision is, see `RegimePrediction.margin`. */
  readonly margins: MatrixView | null;
}

/** The same of one row. */
interface FilteredRow {
  /** Length K. */
  readonly probs: Float64Array;
  readonly margin: number | null;
}

/** Where a filter stands: JSON that comes back to the bit, with the rows seen since the sequence began. */
interface RowFilterState {
  readonly nSteps: number;
}

/** One standardised row at a time, equal to `filter` to the bit. */
export interface RowFilter {
  update(row: Float64Array): FilteredRow;
  state(): RowFilterState;
  reset(): void;
}

/** One kind of model. Observations are standardised, T x D; states are in the order of the regimes. */
export interface RegimeEngine {
  readonly kind: ModelKind;
  /** What the first row of a sequence is judged from. */
  readonly firstRowBasis: 'stationary' | 'nearest';

  /** @throws InsufficientSamplesError */
  requireEnoughSamples(rows: number, columns: number, options: ResolvedDetectorOptions): void;
  fit(data: TrainingData, options: ResolvedDetectorOptions, fitOptions: FitOptions): FittedRegimeModel;
  /** The same bytes as `fit`. */
  fitAsync(
    data: TrainingData,
    options: ResolvedDetectorOptions,
    fitOptions: FitAsyncOptions,
  ): Promise<FittedRegimeModel>;

  /** Never looks ahead. */
  filter(model: FittedRegimeModel, observations: MatrixView, lengths: readonly number[]): FilteredRows;
  /** The same, one row at a time. @param state what `state()` of such a filter gave */
  createFilter(model: FittedRegimeModel, state?: RowFilterState): RowFilter;
  /** HINDSIGHT: the best path through all rows, length T. */
  decode(model: FittedRegimeModel, observations: MatrixView, lengths: readonly number[]): Int32Array;

  /** How much each feature of a row speaks for `state`, length D; positive speaks for it. Never called with one state. */
  evidence(model: FittedRegimeModel, row: Float64Array, state: number): number[];
  /** What a prediction depends on beside moments, scaler and names; goes into the fingerprint of the model. */
  fingerprintParts(model: FittedRegimeModel): Readonly<Record<string, JsonValue>>;
}
