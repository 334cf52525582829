import type { DataCheck, StoredSeries } from './data-check.ts';
import { cadenceOf, counted, dayNumber, quotesOf, type Quote } from './observations.ts';

/** The longest ordinary closure: New York was shut from 2001-09-10 to 09-17. */
const ORDINARY_DAYS = 7;
const ENOUGH_TO_JUDGE = 60;

/** Days without a value, inside the file and between the stored data and the file. */
export const gaps: DataCheck = {
  name: 'gaps',
  severity: 'warning',
  description: `more than ${ORDINARY_DAYS} calendar days without a value in a daily series`,
  hint: 'Import the missing stretch; features begin anew after a gap.',
  kinds: ['price_index', 'volatility_index', 'yield', 'spread', 'rate', 'unknown'],
  run: ({ observations }, { stored }) => {
    const quotes = quotesOf(observations);
    // What came before says how often the series is published when the file holds a day or two.
    const before = stored === undefined ? [] : storedBefore(stored, quotes[0]?.date ?? '');
    if (cadenceOf([...before, ...quotes]) === 'sparse') return undefined;
    const found = findGaps([...before.slice(-1), ...quotes]);
    const longest = found.toSorted((a, b) => b.days - a.days)[0];
    if (longest === undefined) return undefined;
    const message = `${counted(found.length, 'gap')}; the longest is ${longest.days} days, ${longest.from.date} to ${longest.to.date}.`;
    return { message, count: found.length, first: longest.to };
  },
};

function storedBefore({ values }: StoredSeries, start: string): Quote[] {
  const all = [...values].map(([date, value]) => ({ date, value, line: 0 }));
  return quotesOf(all.filter(({ date }) => date < start)).slice(-ENOUGH_TO_JUDGE);
}

function findGaps(quotes: readonly Quote[]): { from: Quote; to: Quote; days: number }[] {
  return quotes.flatMap((to, i) => {
    const from = quotes[i - 1];
    if (from === undefined) return [];
    const days = dayNumber(to.date) - dayNumber(from.date);
    return days > ORDINARY_DAYS ? [{ from, to, days }] : [];
  });
}
