import type { SeriesKind } from '../series/series-kind.ts';
import type { DataCheck } from './data-check.ts';
import { cadenceOf, counted, quotesOf, type Quote } from './observations.ts';

/** Equal values in a row that are still ordinary: quotes with two decimals repeat, yields more than prices. */
const ORDINARY: Readonly<Partial<Record<SeriesKind, number>>> = {
  price_index: 4,
  volatility_index: 4,
  yield: 9,
  spread: 9,
};

/** A feed that stopped often repeats its last value. */
export const staleRuns: DataCheck = {
  name: 'stale_runs',
  severity: 'warning',
  description: 'the same value many days in a row',
  hint: 'Compare with another source: a feed that has stopped repeats its last value.',
  kinds: ['price_index', 'volatility_index', 'yield', 'spread'],
  run: ({ kind, observations }) => {
    const quotes = quotesOf(observations);
    if (cadenceOf(quotes) !== 'business_days') return undefined;
    const runs = runsOfEqualValues(quotes).filter(({ length }) => length > (ORDINARY[kind] ?? Infinity));
    const longest = runs.toSorted((a, b) => b.length - a.length)[0];
    const first = longest?.[0];
    if (longest === undefined || first === undefined) return undefined;
    const message = `${counted(runs.length, 'run')} of equal values; the longest is ${longest.length} days of ${first.value} from ${first.date}.`;
    return { message, count: runs.length, first };
  },
};

function runsOfEqualValues(quotes: readonly Quote[]): Quote[][] {
  const runs: Quote[][] = [];
  for (const quote of quotes) {
    const run = runs.at(-1);
    if (run?.[0]?.value === quote.value) run.push(quote);
    else runs.push([quote]);
  }
  return runs;
}
