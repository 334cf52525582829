import type { PredictionInput } from '../data/prepared-features.ts';
import type { RangeOptions } from '../data/shown-range.ts';
import { engineOf } from '../engines/engines.ts';
import type { Regime } from '../labels/regimes.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import { standardizeHistory } from './filter-history.ts';

/** One row's regime on the most probable path: hindsight, since later rows had their say. */
export interface DecodedRegime {
  readonly row: number;
  /** The row's day; null where the features have no dates. */
  readonly date: string | null;
  readonly regime: Regime;
}

/**
 * The best path of regimes through all rows up to `to` (the most probable one, or the one of lowest objective), with the
 * same beginning as the filter.
 */
export function decodeHistory(
  model: FittedRegimeModel,
  features: PredictionInput,
  range: RangeOptions,
): DecodedRegime[] {
  const { table, shown, observations, lengths } = standardizeHistory(model, features, range);
  const statePath = engineOf(model).decode(model, observations, lengths);
  return Array.from({ length: shown.last - shown.first + 1 }, (_, i) => {
    const row = shown.first + i;
    return { row, date: table.dates?.[row] ?? null, regime: model.regimes[statePath[row]!]! };
  });
}
