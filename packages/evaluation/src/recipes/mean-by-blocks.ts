import { studentTQuantile } from '@regimekit/numerics/distributions';
import type { Estimate } from '../backtest/regime-information.ts';
import { checkNumber } from '../check-options.ts';
import { checkSeries, type Series } from '../check-series.ts';
import { meanOf, moments } from '../metrics/moments.ts';

/**
 * The mean of autocorrelated days with the interval of batch means: the days are cut into m = floor(n / blockDays) blocks of
 * (nearly) equal length, and their means b_j are taken for independent: mean +- t(m - 1) sd(b) / sqrt(m).
 *
 * With four to a dozen blocks it keeps its level where a percentile bootstrap is too narrow, and a studentised one now and then
 * explodes. Source: Schmeiser (1982), Batch size effects in the analysis of simulation output, Operations Research 30.
 *
 * @param values - at least two blocks
 * @param level - share of samples whose interval should hold the truth
 * @throws InvalidSeriesError, InvalidOptionError
 */
export function meanByBlocks(values: Series, blockDays: number, level: number): Estimate {
  checkNumber('blockDays', blockDays, { atLeast: 1 });
  checkNumber('level', level, { above: 0, below: 1 });
  const x = checkSeries('values', values, 2 * blockDays);
  const m = Math.floor(x.length / blockDays);
  const begin = (block: number): number => Math.floor((block * x.length) / m);
  const means = Float64Array.from({ length: m }, (_, block) => meanOf(x.subarray(begin(block), begin(block + 1))));
  const value = meanOf(x);
  const reach = (studentTQuantile((1 + level) / 2, m - 1) * moments(means).standardDeviation) / Math.sqrt(m);
  return { value, lower: value - reach, upper: value + reach };
}
