/**
 * The last rows of one input, up to and including today's. A feature sees its inputs through this and nothing else.
 *
 * Loops that must be fast may read `data` from `start` to before `end`; what lies outside is not part of the window, and
 * a feature that reads it is refused (`FeatureWindowError`).
 */
export interface InputWindow {
  /** How many rows the window has. */
  readonly length: number;
  /** The value `rows` before today's: `ago(0)` is today's. Throws outside of the window. */
  ago(rows: number): number;
  /**
   * Natural-log returns, aligned with `data`: entry i is log(data[i] / data[i - 1]), to be read from `start + 1` to
   * before `end`.
   */
  logReturns(): Float64Array;
  /** The highest value; missing ones are left out, and NaN when there is no other. */
  max(): number;
  /** How many values are below `value`. */
  countBelow(value: number): number;
  /** How many values are equal to `value`. */
  countEqual(value: number): number;
  /** A copy, oldest first. */
  toArray(): number[];
  readonly data: Float64Array;
  readonly start: number;
  readonly end: number;
}
