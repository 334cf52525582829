// The inputs of the features as they were on each day.
import type { MarketInputs, MarketSeries } from '@regimekit/features';
import { checkOptions } from './check-arguments.ts';
import { InvalidArgumentError } from './errors.ts';
import { parseDay } from './formats/cells.ts';
import { readColumns, toInputs, type InputMapping } from './market-inputs.ts';
import type { MarketWarehouse } from './warehouse/market-warehouse.ts';
import { seriesAfter, type SeriesHistory } from './warehouse/series-history.ts';

export interface PointInTimeOptions {
  /** As for `resolveMarketInputs`. @default all columns of the mapping */
  readonly columns?: readonly string[] | undefined;
}

export interface PointInTimeInputs {
  /** What is known now. */
  readonly inputs: MarketInputs;
  /** Values that took the place of others. */
  readonly revisions: number;
  /** Days (UTC) on which some did, rising. */
  readonly revisedOn: readonly string[];
  /**
   * What held at the end of a day: of each value the newest that had been imported by then or, when its first import came
   * later, that first one. Days with no revision between them get the same object.
   *
   * When a first value could be known is told by `knownOn` and the lags of alignment, not by the import: a warehouse is
   * often filled long after the fact.
   *
   * @throws InvalidArgumentError for what is no day
   */
  readonly inputsAsOf: (date: string) => MarketInputs;
}

/** States kept: a walk goes forward, a few folds at a time, and each state holds whole series. */
const KEPT = 32;

/**
 * The warehouse's series as the features want them, on any day of the past: for a walk-forward that uses of each value the
 * vintage of its day.
 *
 * @throws what `resolveMarketInputs` throws
 *
 * @example
 * ```ts
 * import { MarketWarehouse, resolvePointInTime } from '@regimekit/market-data';
 *
 * const days = ['2024-01-03T22:00:00Z', '2024-01-04T22:00:00Z'];
 * const warehouse = await MarketWarehouse.open(':memory:', { clock: () => new Date(days.shift() ?? '2024-01-05') });
 * const file = (close) => ({ name: 'spx.csv', content: new TextEncoder().encode(`date,spx\n2024-01-03,${close}\n`) });
 * await warehouse.importFile(file(4700));
 * const { inputsAsOf, revisions } = await resolvePointInTime(warehouse, {}, { columns: [] });
 * revisions;                                       // 0
 * inputsAsOf('2024-01-03').price.values;           // Float64Array [4700]
 * ```
 */
export async function resolvePointInTime(
  warehouse: MarketWarehouse,
  mapping: InputMapping = {},
  options: PointInTimeOptions = {},
): Promise<PointInTimeInputs> {
  checkOptions(options, ['columns'], 'resolvePointInTime');
  const histories = await readColumns(warehouse, mapping, options, 'resolvePointInTime', async (name) =>
    warehouse.history(name),
  );
  const all = [...histories.values()].flatMap(({ revisions }) => revisions.map(({ revisedOn }) => revisedOn));
  const revisedOn = [...new Set(all)].toSorted();
  const states = new Map<number, MarketInputs>();
  const stateOf = (count: number): MarketInputs => {
    const made = states.get(count) ?? stateAt(histories, revisedOn[count - 1] ?? '');
    // The newest asked for is the last of the map, so the first is the one that goes.
    states.delete(count);
    states.set(count, made);
    if (states.size > KEPT) states.delete(states.keys().next().value!);
    return made;
  };
  const inputs = stateAt(histories, '9999-12-31');
  return {
    inputs,
    revisions: all.length,
    revisedOn,
    inputsAsOf(date) {
      if (parseDay(date, 'iso') === undefined) throw new InvalidArgumentError('date', 'a day as YYYY-MM-DD', date);
      const count = revisedOn.filter((day) => day <= date).length;
      return count === revisedOn.length ? inputs : stateOf(count);
    },
  };
}

function stateAt(histories: ReadonlyMap<string, SeriesHistory>, day: string): MarketInputs {
  const series = [...histories].map(([column, history]): [string, MarketSeries] => {
    // Imports are in order of time, so those up to a day come first, unless a clock went back.
    const count = history.revisions.findLastIndex(({ revisedOn }) => revisedOn <= day) + 1;
    return [column, seriesAfter(history, count)];
  });
  return toInputs(new Map(series));
}
