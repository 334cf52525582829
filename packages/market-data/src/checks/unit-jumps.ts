import type { CheckContext, CheckedSeries, DataCheck } from './data-check.ts';
import { counted, isNextQuote, quotesOf, quoteText, type Quote } from './observations.ts';

/** Markets do not do this in a day; a change of unit (percent to fraction, points to cents) does. */
const FACTOR = 20;
/** Rates near zero do: the Treasury bill fell from 0.84 to 0.03 in a day of 2008. Below this no ratio means anything. */
const SMALLEST_RATE = 1;

/** A break in the unit, inside the file or between the stored data and the file. */
export const unitJumps: DataCheck = {
  name: 'unit_jumps',
  severity: 'error',
  description: `a value ${FACTOR} times the one before, or a ${FACTOR}th of it`,
  hint: 'Bring the whole series to one unit.',
  kinds: ['price_index', 'volatility_index', 'yield', 'rate', 'spread', 'unknown'],
  run: (series, context) => {
    const quotes = withStoredBefore(series, context);
    const found = quotes.flatMap((to, i) => {
      const from = quotes[i - 1];
      return from !== undefined && isNextQuote(from, to) && jumps(series, from.value, to.value) ? [{ from, to }] : [];
    });
    const [first] = found;
    if (first === undefined) return undefined;
    const message = `${counted(found.length, 'jump')}, the first from ${quoteText(first.from)} to ${quoteText(first.to)}.`;
    // What an unknown series measures may well jump.
    return { message, count: found.length, first: first.to, severity: series.kind === 'unknown' ? 'warning' : 'error' };
  },
};

function withStoredBefore({ observations }: CheckedSeries, { stored }: CheckContext): Quote[] {
  const before = stored?.before;
  return [...(before === undefined ? [] : [{ ...before, line: 0 }]), ...quotesOf(observations)];
}

function jumps({ kind }: CheckedSeries, from: number, to: number): boolean {
  const large = Math.max(from, to);
  const small = Math.min(from, to);
  const isRate = kind === 'yield' || kind === 'rate' || kind === 'spread';
  return small > 0 && large / small >= FACTOR && (!isRate || large >= SMALLEST_RATE);
}
