import { InvalidSeriesError } from '../errors.ts';
import { ledoitWolf, type LedoitWolfResult } from '../tests/ledoit-wolf.ts';
import type { ComparisonInput } from './compare-models.ts';

/** Fewest days for which the tests that only inform are computed. */
export const LEAST_DAYS = 30;

/**
 * The test of Ledoit and Wolf as a record keeps it: nothing for too few days, or where one of the two never left cash and has
 * no Sharpe ratio; without an interval where the days are too alike for one that ends.
 */
export function sharpeDifference(
  returns: ComparisonInput['returns'],
  drawing: { readonly seed: number; readonly replications: number },
): LedoitWolfResult | undefined {
  if (returns === undefined || returns.baseline.length < LEAST_DAYS) return undefined;
  const { baseline, candidate, riskFree = 0 } = returns;
  try {
    const found = ledoitWolf(candidate, baseline, { ...drawing, riskFree });
    const { lower = 0, upper = 0 } = found.interval ?? {};
    return Number.isFinite(lower) && Number.isFinite(upper) ? found : { ...found, interval: undefined };
  } catch (error) {
    if (error instanceof InvalidSeriesError && error.message.includes('that varies')) return undefined;
    throw error;
  }
}
