import type { DataCheck } from './data-check.ts';
import { counted, isNextQuote, quotesOf, quoteText } from './observations.ts';

/** The worst day of the S&P 500 was -20.5 %; a 4:3 split is the smallest that is at all common. */
const LARGEST_MOVE = 0.25;

/** A split that was not adjusted for looks like a crash. */
export const largeMoves: DataCheck = {
  name: 'large_moves',
  severity: 'warning',
  description: `a price that moves by more than ${LARGEST_MOVE * 100} % from one value to the next`,
  hint: 'Check for a split or a bad quote; features would take it for a crash.',
  kinds: ['price_index'],
  run: ({ observations }) => {
    const quotes = quotesOf(observations);
    const found = quotes.flatMap((to, i) => {
      const from = quotes[i - 1];
      if (from === undefined || !isNextQuote(from, to)) return [];
      return Math.abs(to.value / from.value - 1) > LARGEST_MOVE ? [{ from, to }] : [];
    });
    const [first] = found;
    if (first === undefined) return undefined;
    const message = `${counted(found.length, 'move')}, the first from ${quoteText(first.from)} to ${quoteText(first.to)}.`;
    return { message, count: found.length, first: first.to };
  },
};
