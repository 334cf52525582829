import type { DataCheck } from './data-check.ts';
import { cadenceOf, counted, dayNumber, quotesOf, type Quote } from './observations.ts';

/** The longest ordinary closure: New York was shut from 2001-09-10 to 09-17. */
const ORDINARY_DAYS = 7;

/** Days without a value, inside the file and between the stored data and the file. */
export const gaps: DataCheck = {
  name: 'gaps',
  severity: 'warning',
  description: `more than ${ORDINARY_DAYS} calendar days without a value in a daily series`,
  hint: 'Import the missing stretch; features begin anew after a gap.',
  kinds: ['price_index', 'volatility_index', 'yield', 'spread', 'rate', 'unknown'],
  run: ({ observations }, { stored }) => {
    const quotes = quotesOf(observations);
    if (cadenceOf(quotes) === 'sparse') return undefined;
    const before = stored?.before === undefined ? [] : [{ ...stored.before, line: 0 }];
    const found = findGaps([...before, ...quotes]);
    const longest = found.toSorted((a, b) => b.days - a.days)[0];
    if (longest === undefined) return undefined;
    const message = `${counted(found.length, 'gap')}; the longest is ${longest.days} days, ${longest.from.date} to ${longest.to.date}.`;
    return { message, count: found.length, first: longest.to };
  },
};

function findGaps(quotes: readonly Quote[]): { from: Quote; to: Quote; days: number }[] {
  return quotes.flatMap((to, i) => {
    const from = quotes[i - 1];
    if (from === undefined) return [];
    const days = dayNumber(to.date) - dayNumber(from.date);
    return days > ORDINARY_DAYS ? [{ from, to, days }] : [];
  });
}
