import type { SeriesKind } from '../series/series-kind.ts';
import type { DataCheck } from './data-check.ts';
import { counted, quotesOf, quoteText } from './observations.ts';

interface Bounds {
  readonly holds: (value: number) => boolean;
  readonly words: string;
}

const PERCENT: Bounds = { holds: (value) => value > -10 && value < 1000, words: 'between -10 and 1000 percent' };
const BOUNDS: Readonly<Partial<Record<SeriesKind, Bounds>>> = {
  price_index: { holds: (value) => value > 0, words: 'above zero' },
  volatility_index: { holds: (value) => value > 0 && value < 1000, words: 'above zero and below 1000' },
  // Bills, and yields in Europe and Japan, have been below zero. Wrong units are the business of another check.
  yield: PERCENT,
  rate: PERCENT,
  spread: PERCENT,
  indicator: { holds: (value) => value >= 0 && value <= 1, words: 'between 0 and 1' },
};

/** Values that the thing measured cannot take. */
export const impossibleValues: DataCheck = {
  name: 'impossible_values',
  severity: 'error',
  description: 'values that cannot be: a price or a volatility index at or below zero, an indicator above one',
  hint: 'Check the line; if the series really measures something else, give it another name.',
  kinds: ['price_index', 'volatility_index', 'yield', 'rate', 'spread', 'indicator'],
  run: ({ kind, observations }) => {
    const bounds = BOUNDS[kind];
    if (bounds === undefined) return undefined;
    const found = quotesOf(observations).filter(({ value }) => !bounds.holds(value));
    const [first] = found;
    if (first === undefined) return undefined;
    const message = `expected values ${bounds.words}, received ${quoteText(first)}; ${counted(found.length, 'value')} in all.`;
    return { message, count: found.length, first };
  },
};
