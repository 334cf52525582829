import type { CheckResult, DataCheck } from './data-check.ts';
import { quotesOf, quoteText, type Quote } from './observations.ts';

/**
 * No percent series stays at or below this while it is quoted with three decimals or more: vendors quote percent with
 * two, so 0.15 may be a real Treasury bill, 0.0452 is a fraction.
 */
const FRACTION_LIMIT = 0.3;
/** High-yield spreads reached 22 % and policy rates 22 %; a typical value above this is in basis points. */
const BASIS_POINT_LIMIT = 40;

/** Yields, spreads and rates are kept in percent: 4.52, neither 0.0452 nor 452. */
export const units: DataCheck = {
  name: 'units',
  severity: 'error',
  description: 'a yield, spread or rate given as a fraction or in basis points instead of percent',
  hint: 'Convert the file to percent (4.52 for 4.52 %).',
  kinds: ['yield', 'spread', 'rate'],
  run: ({ observations }) => {
    const quotes = quotesOf(observations);
    const [first] = quotes;
    if (first === undefined) return undefined;
    const sizes = quotes.map(({ value }) => Math.abs(value)).toSorted((a, b) => a - b);
    const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
    if (middle > BASIS_POINT_LIMIT)
      return result(first, quotes, `a typical value is ${middle}: basis points, not percent?`);
    const fine = quotes.filter(({ value }) => decimals(value) > 2).length;
    const looksLikeFraction = (sizes.at(-1) ?? 0) <= FRACTION_LIMIT && fine * 2 > quotes.length;
    return looksLikeFraction
      ? result(first, quotes, `no value exceeds ${sizes.at(-1)}: fractions, not percent?`)
      : undefined;
  },
};

function result(first: Quote, quotes: readonly Quote[], problem: string): CheckResult {
  return { message: `expected percent, received ${quoteText(first)}; ${problem}`, count: quotes.length, first };
}

/** Decimals of a number, up to six: beyond lies the noise of single precision. */
function decimals(value: number): number {
  const [, fraction = ''] = String(Number(value.toFixed(6))).split('.');
  return fraction.length;
}
