import type { RowOrder, SkippedRow } from './market-file.ts';

/** One row of the file, read. */
export interface ReadRow {
  readonly line: number;
  readonly date: string;
  /** One per series; null where the vendor published none. */
  readonly values: readonly (number | null)[];
}

export interface SortedRows {
  readonly sorted: readonly ReadRow[];
  readonly order: RowOrder;
  readonly orderBrokenAt: number | undefined;
  /** Rows left out because they repeat another one to the digit. */
  readonly repeats: readonly SkippedRow[];
}

/**
 * Oldest first. A row that repeats a day with the same values is dropped; one with other values stays beside it for the
 * check on duplicates to refuse.
 */
export function sortByDate(rows: readonly ReadRow[]): SortedRows {
  const { order, brokenAt } = orderOf(rows);
  const byDate = order === 'oldest_first' ? rows : rows.toSorted((a, b) => compare(a.date, b.date) || a.line - b.line);
  const sorted: ReadRow[] = [];
  const repeats: SkippedRow[] = [];
  for (const row of byDate) {
    const last = sorted.at(-1);
    if (last?.date === row.date && last.values.every((value, i) => value === row.values[i])) {
      repeats.push({ line: row.line, reason: `repeats line ${last.line} (${row.date})` });
    } else {
      sorted.push(row);
    }
  }
  return { sorted, order, orderBrokenAt: brokenAt, repeats };
}

/** Newest first is how some vendors write; only a change of direction inside a file is worth a word. */
function orderOf(rows: readonly ReadRow[]): { order: RowOrder; brokenAt: number | undefined } {
  const newestFirst = compare(rows[0]?.date ?? '', rows.at(-1)?.date ?? '') > 0;
  const wrong = newestFirst ? -1 : 1;
  const broken = rows.find((row, i) => i > 0 && compare(rows[i - 1]?.date ?? '', row.date) === wrong);
  const order = newestFirst ? 'newest_first' : 'oldest_first';
  return broken === undefined ? { order, brokenAt: undefined } : { order: 'mixed', brokenAt: broken.line };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
