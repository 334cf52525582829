// A series with all that its days have been, so that it can be told what it was on any day.
import type { DuckDBConnection } from '@duckdb/node-api';
import { createMarketSeries, type MarketSeries } from '@regimekit/features';
import { queryColumns } from './query.ts';
import type { SeriesRecord } from './stored-series.ts';

/** A value that took the place of another. */
export interface Revision {
  readonly date: string;
  /** In the series' unit; NaN where the vendor withdrew the value. */
  readonly value: number;
  /** Day (UTC) of the import that brought it. */
  readonly revisedOn: string;
}

export interface SeriesHistory {
  /** Each day with the first value that the warehouse had of it. */
  readonly first: MarketSeries;
  /** In the order in which they came. */
  readonly revisions: readonly Revision[];
}

export async function readHistory(connection: DuckDBConnection, { id, name }: SeriesRecord): Promise<SeriesHistory> {
  const [days = [], values = [], revisedOn = []] = await queryColumns(
    connection,
    `SELECT strftime(day, '%Y-%m-%d'), value,
       CASE WHEN row_number() OVER (PARTITION BY day ORDER BY import_id) > 1 THEN strftime(imported_at, '%Y-%m-%d') END
     FROM observations JOIN imports ON imports.id = import_id
     WHERE series_id = $id
     ORDER BY import_id, day`,
    { id },
  );
  const rows = days.map((date, i) => ({
    date: date as string,
    value: (values[i] ?? null) as number | null,
    revisedOn: revisedOn[i] as string | null,
  }));
  const known = rows.filter((row) => row.revisedOn === null).toSorted((a, b) => (a.date < b.date ? -1 : 1));
  return {
    first: createMarketSeries(name, {
      dates: known.map(({ date }) => date),
      values: known.map(({ value }) => value),
    }),
    revisions: rows.flatMap(({ date, value, revisedOn: on }) =>
      on === null ? [] : [{ date, value: value ?? Number.NaN, revisedOn: on }],
    ),
  };
}

/** The series after the first `count` revisions. */
export function seriesAfter({ first, revisions }: SeriesHistory, count: number): MarketSeries {
  if (count === 0) return first;
  const newest = new Map(revisions.slice(0, count).map(({ date, value }) => [date, value]));
  return createMarketSeries(first.name, {
    dates: first.dates,
    values: first.values.map((value, i) => newest.get(first.dates[i]!) ?? value),
  });
}
