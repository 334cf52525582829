import { logScores } from '@regimekit/hmm-core';
import type { PredictionInput } from '../data/prepared-features.ts';
import type { RangeOptions } from '../data/shown-range.ts';
import { ClippedScoreError, ModelKindError } from '../errors.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import { standardizeHistory } from './filter-history.ts';

/** How well the model foresaw one row. */
export interface RegimeLogScore {
  readonly row: number;
  /** The row's day; null where the features have no dates. */
  readonly date: string | null;
  /**
   * ln p(row | rows of its sequence before it), a density in the features' own units; nats, larger is better. -Infinity
   * for a row so far away that its density cannot be told from zero.
   */
  readonly logScore: number;
}

/**
 * The scores of the rows shown. Standardising by x = (y - m) / s gives ln p(y) = ln p(x) - sum of ln s, so that models
 * with scalers of their own can be compared.
 *
 * @throws ModelKindError, ClippedScoreError, and as `standardizeHistory`
 */
export function scoreHistory(
  model: FittedRegimeModel,
  features: PredictionInput,
  range: RangeOptions,
): RegimeLogScore[] {
  if (model.kind !== 'hmm') throw new ModelKindError('logScores', 'hmm', model.kind);
  if (model.scaler.bounds !== undefined) throw new ClippedScoreError();
  const { table, shown, observations, lengths } = standardizeHistory(model, features, range);
  const scores = logScores(model.hmm, observations, { lengths, initialProbs: model.stationaryProbs });
  const shift = model.scaler.scales.reduce((sum, scale) => sum + Math.log(scale), 0);
  return Array.from({ length: shown.last - shown.first + 1 }, (_, i) => {
    const row = shown.first + i;
    return { row, date: table.dates?.[row] ?? null, logScore: scores[row]! - shift };
  });
}
