import type { IsoDate } from '../dates.ts';
import { InvalidOptionError } from '../errors.ts';
import type { MarketSeries } from '../market-series.ts';
import type { AsOfColumn } from './as-of-join.ts';

/** One column of a frame and the series it came from. */
export interface FrameColumn extends AsOfColumn {
  readonly name: string;
  readonly series: MarketSeries;
  readonly lagSessions: number;
}

/**
 * What became known at the close of one session, by column; null or absent where nothing new did. The row of day t
 * holds the price and the VIX of day t, and the yields and the spread of the session before.
 */
export interface SessionRow {
  readonly date: IsoDate;
  readonly values: Readonly<Record<string, number | null>>;
}

/**
 * Several series on one calendar, the days on which the price has a close. Each value is the newest known at the close
 * of its session; NaN where none is known or the newest is older than the carry allows.
 */
export class MarketFrame {
  /** The sessions, S of them. */
  readonly dates: readonly IsoDate[];
  readonly columnNames: readonly string[];
  /** Shape S: the sessions as days since 1970-01-01. */
  readonly days: Int32Array;
  readonly #columns: ReadonlyMap<string, FrameColumn>;

  constructor(dates: readonly IsoDate[], days: Int32Array, columns: readonly FrameColumn[]) {
    this.dates = dates;
    this.days = days;
    this.columnNames = columns.map((column) => column.name);
    this.#columns = new Map(columns.map((column) => [column.name, column]));
  }

  /** Shape S, shared with the frame: the value in use on each session, in the unit of the series. */
  column(name: string): Float64Array {
    return this.frameColumn(name).values;
  }

  /** Shape S, shared with the frame: sessions since that value became known; above 0 it is carried. */
  ages(name: string): Int32Array {
    return this.frameColumn(name).ages;
  }

  /** Whether a value stood in for a later one that is missing. */
  isCarried(name: string, session: number): boolean {
    const { ages, values } = this.frameColumn(name);
    return ages[session]! > 0 && !Number.isNaN(values[session]!);
  }

  /** The day the value in use is dated, or undefined before the first. */
  valueDate(name: string, session: number): IsoDate | undefined {
    const { rows, series } = this.frameColumn(name);
    return series.dates[rows[session] ?? -1];
  }

  /** What became known on a session, as an incremental update wants it. */
  sessionRow(session: number): SessionRow {
    const values: Record<string, number | null> = {};
    for (const { name, ages, rows, series } of this.#columns.values()) {
      values[name] = rows[session]! >= 0 && ages[session] === 0 ? series.values[rows[session]!]! : null;
    }
    return { date: this.dates[session]!, values };
  }

  /** @throws InvalidOptionError for a column that the frame does not have */
  frameColumn(name: string): FrameColumn {
    const column = this.#columns.get(name);
    if (column !== undefined) return column;
    throw new InvalidOptionError('column', `one of ${this.columnNames.join(', ')}`, name, 'Look at columnNames.');
  }
}
