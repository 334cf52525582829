import { MatrixView } from '@regimekit/numerics';
import { isPrepared, type PredictionInput } from '../data/prepared-features.ts';
import { BatchHistoryError, InvalidOptionsError } from '../errors.ts';

/** Histories by symbol: each like the one history that `predictRegimes` takes. */
export type HistoriesBySymbol = ReadonlyMap<string, PredictionInput> | Readonly<Record<string, PredictionInput>>;

/**
 * Asks one question for each symbol, in the order given.
 *
 * @throws BatchHistoryError that names the first symbol whose history cannot be used, with the reason as cause
 */
export function predictBySymbol<T>(
  histories: HistoriesBySymbol,
  predict: (features: PredictionInput) => T,
): Map<string, T> {
  const result = new Map<string, T>();
  for (const [symbol, features] of entriesOf(histories)) {
    try {
      result.set(symbol, predict(features));
    } catch (cause) {
      throw new BatchHistoryError(symbol, cause);
    }
  }
  return result;
}

function entriesOf(histories: HistoriesBySymbol): Iterable<[string, PredictionInput]> {
  if (histories instanceof Map) return histories as ReadonlyMap<string, PredictionInput>;
  const isOne = Array.isArray(histories) || ArrayBuffer.isView(histories);
  const isMatrix = histories instanceof MatrixView || isPrepared(histories);
  if (typeof histories === 'object' && histories !== null && !isOne && !isMatrix) return Object.entries(histories);
  throw new InvalidOptionsError([
    'predictRegimesBatch needs a Map or an object that holds the history of each symbol, received ' +
      `${isOne || isMatrix ? 'one history' : String(histories)}.`,
  ]);
}
