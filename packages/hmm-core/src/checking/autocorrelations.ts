/** One feature of some rows: its values in order, NaN where there is none, and where sequences begin. */
export interface Series {
  readonly values: Float64Array;
  readonly lengths: readonly number[];
}

/** The values that are there. */
export function present({ values }: Series): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
}

/**
 * Sample autocorrelations at lags 1 to `lags`: sum (x_t - m)(x_{t-l} - m) / sum (x_t - m)^2, over pairs of one sequence of
 * which both are there; 0 for values that are all the same.
 */
export function autocorrelations(series: Series, lags: number): Float64Array {
  const { values, lengths } = series;
  const there = present(series);
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const total = there.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const out = new Float64Array(lags);
  let start = 0;
  for (const length of lengths) {
    for (let t = start; t < start + length; t++) {
      const now = values[t]! - mean;
      if (Number.isNaN(now)) continue;
      for (let l = 1; l <= Math.min(lags, t - start); l++) {
        const product = now * (values[t - l]! - mean);
        if (!Number.isNaN(product)) out[l - 1]! += product;
      }
    }
    start += length;
  }
  return total > 0 ? out.map((sum) => sum / total) : out;
}
