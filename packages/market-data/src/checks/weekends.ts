import type { DataCheck } from './data-check.ts';
import { cadenceOf, counted, isWeekend, quotesOf } from './observations.ts';

/**
 * Markets are shut at the weekend, yet month-end values of credit indices fall on it, and Tokyo traded on Saturdays
 * until 1989: a warning.
 */
export const weekends: DataCheck = {
  name: 'weekends',
  severity: 'warning',
  description: 'values on a Saturday or Sunday in a series of business days',
  hint: 'Expected for month-ends of credit spreads and for old Japanese sessions; otherwise the days may be shifted.',
  kinds: ['price_index', 'volatility_index', 'yield', 'spread', 'unknown'],
  run: ({ observations }) => {
    const quotes = quotesOf(observations);
    const found = quotes.filter(({ date }) => isWeekend(date));
    const [first] = found;
    if (first === undefined || cadenceOf(quotes) !== 'business_days') return undefined;
    const message = `${counted(found.length, 'value')} on a Saturday or Sunday, the first on ${first.date}.`;
    return { message, count: found.length, first };
  },
};
