import type { OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions } from '../check-options.ts';
import type { Series } from '../check-series.ts';

/** Trading days in a year, where nothing else is said. */
export const DEFAULT_PERIODS_PER_YEAR = 252;

/** How many returns make a year. */
export interface PeriodOptions {
  /** @default 252 */
  readonly periodsPerYear?: number;
}

/** For what is measured above the return of cash. */
export interface ExcessOptions extends PeriodOptions {
  /**
   * Simple return of cash a day: one for all days or one for each.
   *
   * @default 0
   */
  readonly riskFree?: number | Series;
}

export const PERIOD_OPTIONS: OptionNames<PeriodOptions> = { periodsPerYear: true };
export const EXCESS_OPTIONS: OptionNames<ExcessOptions> = { periodsPerYear: true, riskFree: true };

/** The checked number of periods a year. */
export function periodsOf(options: PeriodOptions, names: Readonly<Record<string, true>>, owner: string): number {
  checkOptions(options, names, owner);
  const { periodsPerYear = DEFAULT_PERIODS_PER_YEAR } = options;
  checkNumber('periodsPerYear', periodsPerYear, { above: 0 });
  return periodsPerYear;
}
