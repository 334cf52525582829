import { closestName, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';

export interface AlignmentOptions {
  /**
   * How many sessions after its date a value becomes known, by column: 0 the session of its own date, 1 the next one.
   * An explicit `knownOn` of a series goes before this rule. The price has 0 and no other: its days are the calendar.
   *
   * @default price and vix 0; treasury_2y, treasury_10y, hy_spread and every other column 1
   */
  readonly lagSessions?: Readonly<Record<string, number>> | undefined;
  /**
   * For how many sessions after it became known a value stands in for later ones that are missing. A longer run of days
   * without a row begins a new sequence.
   *
   * @default 3
   */
  readonly maxCarryDays?: number | undefined;
  /**
   * The longest closure of the market, in calendar days from one session to the next. A longer one is a hole in the
   * price series: it is reported and begins a new sequence. (September 2001 took 7 days, March 1933 11.)
   *
   * @default 14
   */
  readonly maxClosureDays?: number | undefined;
}

const optionNames: OptionNames<AlignmentOptions> = { lagSessions: true, maxCarryDays: true, maxClosureDays: true };

/** The options with their defaults filled in. */
export interface AlignmentRules {
  readonly lagOf: (column: string) => number;
  readonly maxCarryDays: number;
  readonly maxClosureDays: number;
}

/** Lags of the regular columns, in sessions: index values are known at the close, yields and spreads the day after. */
export const defaultLagSessions: Readonly<Record<string, number>> = Object.freeze({
  price: 0,
  vix: 0,
  treasury_2y: 1,
  treasury_10y: 1,
  hy_spread: 1,
});

// A series that nobody described is assumed to be published after the close: late is safe, early is look-ahead.
const OTHER_LAG = 1;
const MAX_LAG = 260;
const MAX_CARRY = 260;
const MAX_CLOSURE = 3660;

/**
 * @param columns the columns there are beside the regular ones, where that is known: a lag of another one would be that
 *   of none
 * @throws InvalidOptionError
 */
export function alignmentRules(options: AlignmentOptions = {}, columns?: Iterable<string>): AlignmentRules {
  checkOptions(options, optionNames, 'alignment');
  checkLagColumns(options.lagSessions, columns);
  const lags = new Map(Object.entries({ ...defaultLagSessions, ...options.lagSessions }));
  for (const [column, lag] of lags) {
    // The days of the price are the calendar, so the close of a session is known on that session or it is none.
    if (column === 'price') wholeNumber('lagSessions.price', lag, 0, 0, 'Shift the dates of the price series instead.');
    else wholeNumber(`lagSessions.${column}`, lag, 0, MAX_LAG);
  }
  return {
    lagOf: (column) => lags.get(column) ?? OTHER_LAG,
    maxCarryDays: wholeNumber('maxCarryDays', options.maxCarryDays ?? 3, 0, MAX_CARRY),
    maxClosureDays: wholeNumber('maxClosureDays', options.maxClosureDays ?? 14, 1, MAX_CLOSURE),
  };
}

function checkLagColumns(lagSessions: AlignmentOptions['lagSessions'], columns: Iterable<string> | undefined): void {
  if (lagSessions === undefined) return;
  if (typeof lagSessions !== 'object' || lagSessions === null || Array.isArray(lagSessions)) {
    throw new InvalidOptionError('lagSessions', 'an object with a number of sessions by column', lagSessions);
  }
  if (columns === undefined) return;
  const known = [...new Set([...Object.keys(defaultLagSessions), ...columns])];
  const unknown = Object.keys(lagSessions).find((column) => !known.includes(column));
  if (unknown === undefined) return;
  const meant = closestName(unknown, known);
  throw new InvalidOptionError(
    'lagSessions',
    `columns among ${known.join(', ')}`,
    unknown,
    meant === undefined ? 'Leave it out: nothing reads that column.' : `Did you mean ${meant}?`,
  );
}

/** @throws InvalidOptionError unless `value` is a whole number from `min` to `max` */
export function wholeNumber(option: string, value: unknown, min: number, max: number, hint?: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new InvalidOptionError(option, `a whole number from ${min} to ${max}`, value, hint);
}
