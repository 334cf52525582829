// Cells to dates and numbers. Strict: what is not surely a date or a number is not guessed.

/** How a vendor writes days: `2019-12-31`, `12/31/2019`, or `Dec 31, 2019`. */
export type DateStyle = 'iso' | 'month_first' | 'month_name';
export const allDateStyles: readonly DateStyle[] = ['iso', 'month_first', 'month_name'];

interface DateReading {
  readonly pattern: RegExp;
  readonly example: string;
  /** Year, month, day from the match. */
  readonly parts: (match: RegExpExecArray) => readonly [number, number, number];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const READINGS: Readonly<Record<DateStyle, DateReading>> = {
  iso: {
    pattern: /^(\d{4})-(\d{2})-(\d{2})$/u,
    example: '2019-12-31',
    parts: (m) => [Number(m[1]), Number(m[2]), Number(m[3])],
  },
  month_first: {
    pattern: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u,
    example: '12/31/2019',
    parts: (m) => [Number(m[3]), Number(m[1]), Number(m[2])],
  },
  month_name: {
    pattern: /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4})$/u,
    example: 'Dec 31, 2019',
    parts: (m) => [Number(m[3]), MONTHS.indexOf((m[1] ?? '').toLowerCase()) + 1, Number(m[2])],
  },
};

/** The first of the styles whose shape the cell has (the day itself may still not exist), or undefined. */
export function dateStyleOf(cell: string, styles: readonly DateStyle[]): DateStyle | undefined {
  const day = withoutMidnight(cell);
  return styles.find((style) => READINGS[style].pattern.test(day));
}

/** A day as it would be written in the style. */
export function dateExample(style: DateStyle): string {
  return READINGS[style].example;
}

/** The ISO day of a cell, or undefined when the cell has another shape or the calendar has no such day. */
export function parseDay(cell: string, style: DateStyle): string | undefined {
  const reading = READINGS[style];
  const match = reading.pattern.exec(withoutMidnight(cell));
  if (match === null) return undefined;
  const [year, month, day] = reading.parts(match);
  if (year < 1600 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return `${year}-${pad(month)}-${pad(day)}`;
}

/** The number of a cell, or undefined: no blanks, no units, no infinities; thousands commas only where the vendor has them. */
export function parseNumber(cell: string, thousandsCommas: boolean): number | undefined {
  const bare = thousandsCommas ? (withoutThousandsCommas(cell) ?? cell) : cell;
  if (!NUMBER.test(bare)) return undefined;
  const value = Number(bare);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a cell is a number in every respect but for its thousands commas. */
export function hasThousandsCommas(cell: string): boolean {
  return parseNumber(withoutThousandsCommas(cell) ?? '', false) !== undefined;
}

// `Number` does the rest, but would also take hexadecimal and blanks.
const NUMBER = /^[\d.eE+-]+$/u;
// Programs append a midnight to plain days; another time of day leaves open which session is meant.
const MIDNIGHT = /[T ]00:00[:.0]*Z?$|[T ]00:00[:.0]*[+-][\d:]+$/u;

function withoutMidnight(cell: string): string {
  return cell.length > 12 ? cell.replace(MIDNIGHT, '') : cell;
}

/** `1,234.5` without its commas; undefined where there are none or they stand in wrong places. */
function withoutThousandsCommas(cell: string): string | undefined {
  const [whole = '', ...rest] = cell.split('.');
  const [first = '', ...groups] = whole.split(',');
  const placed = groups.length > 0 && /^[+-]?\d{1,3}$/u.test(first) && groups.every((group) => /^\d{3}$/u.test(group));
  return placed ? [first + groups.join(''), ...rest].join('.') : undefined;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function pad(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
