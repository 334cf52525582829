import { InvalidLengthsError, InvalidOptionError } from '../errors.ts';

/**
 * Integrated autocorrelation time of a series, in rows: tau = 1 + 2 sum_l rho_l. T rows say as much about their average as
 * T / tau independent ones, the effective sample size. Autocorrelations are summed in pairs of lags for as long as the
 * pairs stay positive, none counted for more than the one before (initial monotone sequence; Geyer 1992, section 3.3); an
 * alternating series counts as independent.
 *
 * Regimes last, so a series with regimes is autocorrelated because of them: before a fit tau says how careful to be,
 * after a fit `reviewSample` looks at what is left inside the states.
 *
 * @param values - T numbers, the sequences one after the other
 * @param lengths - rows of each sequence: pairs across a border do not count. Default: one sequence
 * @returns tau, at least 1; 1 for a constant series
 * @throws InvalidOptionError for no values or one that is not finite, InvalidLengthsError when the lengths do not sum to T
 *
 * @example
 * ```ts
 * import { autocorrelationTime } from '@regimekit/hmm-core';
 * import { createRandomStream } from '@regimekit/numerics';
 *
 * const random = createRandomStream(1);
 * const values = [0];
 * for (let t = 1; t < 20000; t++) values.push(0.8 * values[t - 1] + random.normal());
 * const tau = autocorrelationTime(values); // near (1 + 0.8) / (1 - 0.8) = 9
 * values.length / tau; // what 20,000 rows are worth: some 2,200
 * ```
 */
export function autocorrelationTime(values: ArrayLike<number>, lengths: readonly number[] = [values.length]): number {
  const n = values.length;
  if (!(n >= 1)) throw new InvalidOptionError('values', 'at least one number', n);
  if (lengths.reduce((sum, length) => sum + length, 0) !== n) {
    throw new InvalidLengthsError(`The sequence lengths do not sum to the ${n} value(s).`, {
      code: 'LENGTHS_DO_NOT_SUM',
    });
  }
  let mean = 0;
  for (let t = 0; t < n; t++) mean += values[t]! / n;
  if (!Number.isFinite(mean)) throw new InvalidOptionError('values', 'finite numbers', mean);
  const centred = Float64Array.from(values, (value) => value - mean);
  const variance = lagProducts(centred, lengths, 0);
  if (!(variance > 0)) return 1;

  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  let sum = 0;
  let before = Infinity;
  for (let lag = 0; lag + 1 < longest; lag += 2) {
    const pair = (lagProducts(centred, lengths, lag) + lagProducts(centred, lengths, lag + 1)) / variance;
    if (!(pair > 0)) break;
    before = Math.min(before, pair);
    sum += before;
  }
  return Math.max(1, 2 * sum - 1);
}

/** sum_t x_t x_{t+lag}, within sequences. */
function lagProducts(x: Float64Array, lengths: readonly number[], lag: number): number {
  let sum = 0;
  let start = 0;
  for (const length of lengths) {
    for (let t = start; t + lag < start + length; t++) sum += x[t]! * x[t + lag]!;
    start += length;
  }
  return sum;
}
