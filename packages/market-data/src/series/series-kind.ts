/**
 * What a series measures; the data checks that apply follow from it.
 *
 * - `price_index`: the level of an index, a fund or a share
 * - `volatility_index`: an implied volatility in index points, such as the VIX
 * - `yield`: a market yield, percent per annum
 * - `spread`: a difference of yields, percent
 * - `rate`: a policy or money-market rate, percent per annum, which may sit still for weeks or be quoted on every calendar day
 * - `indicator`: 0 or 1
 * - `unknown`: everything else; only generic checks apply
 */
export type SeriesKind = 'price_index' | 'volatility_index' | 'yield' | 'spread' | 'rate' | 'indicator' | 'unknown';

/** The unit of a series' values. */
export type SeriesUnit = 'points' | 'percent' | 'zero_or_one' | 'unknown';

/** Which of a vendor's columns the values are: the closing price, the one adjusted for dividends, or a plain value. */
export type SeriesField = 'close' | 'adjusted_close' | 'value';

const UNITS: Readonly<Record<SeriesKind, SeriesUnit>> = {
  price_index: 'points',
  volatility_index: 'points',
  yield: 'percent',
  spread: 'percent',
  rate: 'percent',
  indicator: 'zero_or_one',
  unknown: 'unknown',
};

/** The unit in which regimekit keeps series of a kind. */
export function unitOf(kind: SeriesKind): SeriesUnit {
  return UNITS[kind];
}
