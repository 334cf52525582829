import { InvalidOptionsError } from '../errors.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import { predictRow, type FilteredHistory } from './filter-history.ts';
import type { RegimePrediction } from './regime-prediction.ts';

/** A prediction with all that a log or a person wants to know of it. */
export interface PredictionMetadata extends Omit<RegimePrediction, 'row'> {
  /** Version of the model, as the detector was told; null otherwise. */
  readonly modelVersion: string | null;
  readonly nFeatures: number;
  /** The row's values by feature name, in their own units. */
  readonly features: Readonly<Record<string, number>>;
  /** When it was made: UTC, ISO 8601, by the clock that the detector was given; null without one. */
  readonly timestamp: string | null;
}

export interface PredictionContext {
  readonly modelVersion: string | undefined;
  readonly clock: (() => Date) | undefined;
}

export function describePrediction(
  model: FittedRegimeModel,
  history: FilteredHistory,
  { modelVersion, clock }: PredictionContext,
): PredictionMetadata {
  const at = history.shown.last;
  const { row: _, ...prediction } = predictRow(model, history, at);
  const values = history.table.matrix.row(at);
  return {
    ...prediction,
    modelVersion: modelVersion ?? null,
    nFeatures: model.nFeatures,
    features: Object.fromEntries(model.featureNames.map((name, j) => [name, values[j]!])),
    timestamp: clock === undefined ? null : readClock(clock),
  };
}

function readClock(clock: () => Date): string {
  const now: unknown = clock();
  if (now instanceof Date && !Number.isNaN(now.getTime())) return now.toISOString();
  throw new InvalidOptionsError([`clock must return a valid Date, received ${String(now)}.`]);
}
