import type { MissingCause } from './alignment-report.ts';
import type { MarketFrame } from './market-frame.ts';

/** Why a column has no usable value on a session, or undefined when it has one. */
export function missingCause(
  frame: MarketFrame,
  column: string,
  session: number,
  features: readonly string[] = [],
): MissingCause | undefined {
  const { values, rows, series } = frame.frameColumn(column);
  if (!Number.isNaN(values[session]!)) return undefined;
  const row = rows[session]!;
  if (row < 0) return { series: column, reason: 'before_first', features };
  const isLast = series.values.findLastIndex((value) => !Number.isNaN(value)) === row;
  return { series: column, reason: isLast ? 'after_last' : 'too_old', features, lastValueOn: series.dates[row]! };
}

/** The causes of all columns that have no usable value on a session. */
export function missingCauses(frame: MarketFrame, session: number): MissingCause[] {
  return frame.columnNames.flatMap((column) => missingCause(frame, column, session) ?? []);
}
