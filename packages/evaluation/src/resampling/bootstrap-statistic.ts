import { createRandomStream, type OptionNames } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError, InvalidSeriesError } from '../errors.ts';
import { BLOCK_METHODS, blockIndicesInto, type BlockMethod } from './block-indices.ts';
import { optimalBlockLength } from './block-length.ts';
import { bootstrapInterval, type Interval, type IntervalMethod } from './intervals.ts';

/** A number of one sample; with a standard error it can be studentised. */
export interface Statistic {
  readonly value: number;
  readonly standardError?: number;
}

/** For any statistic of one or several series. */
export interface BootstrapStatisticOptions {
  readonly seed: number;
  /** @default 1999 */
  readonly replications?: number;
  /** @default 'stationary' */
  readonly method?: BlockMethod;
  /** Mean length of a block in days. @default that of Politis and White; of several series, the longest */
  readonly blockLength?: number;
  /** @default 0.95 */
  readonly level?: number;
  /** `studentised` needs a statistic with a standard error. @default 'percentile' */
  readonly interval?: IntervalMethod;
}

const STATISTIC_OPTIONS: OptionNames<BootstrapStatisticOptions> = {
  seed: true,
  replications: true,
  method: true,
  blockLength: true,
  level: true,
  interval: true,
};

/** A statistic with its interval. */
export interface BootstrappedStatistic {
  readonly value: number;
  readonly interval: Interval;
  readonly replications: Float64Array;
  readonly blockLength: number;
}

/**
 * The interval of any statistic of one or several series over the same days; every replication draws the same days of all.
 *
 * @param series - one or several series of the same length
 * @param statistic - of the (resampled) series, in the order given; called once for each replication, with arrays that are
 * filled anew the next time
 * @throws InvalidSeriesError, also when the statistic yields something that is not finite; InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { bootstrapStatistic, meanWithError } from '@regimekit/evaluation';
 *
 * const scores = Array.from({ length: 300 }, (_, t) => Math.sin(t * t));
 * const { interval } = bootstrapStatistic([scores], ([x]) => meanWithError(x!, 5), {
 *   seed: 1, blockLength: 5, interval: 'studentised',
 * });
 * ```
 */
export function bootstrapStatistic(
  series: readonly Series[],
  statistic: (samples: readonly Float64Array[]) => Statistic,
  options: BootstrapStatisticOptions,
): BootstrappedStatistic {
  checkOptions(options, STATISTIC_OPTIONS, 'bootstrapStatistic');
  const { seed, replications = 1999, method = 'stationary', level = 0.95, interval = 'percentile' } = options;
  checkWhole('replications', replications, 2);
  checkChoice('method', method, BLOCK_METHODS);
  if (!Array.isArray(series) || series.length === 0) {
    throw new InvalidOptionError('series', 'an array of at least one series', series);
  }
  const data = series.map((values, i) => checkSeries(`series ${i}`, values, 2));
  const n = data[0]!.length;
  data.forEach((values, i) => checkSameLength(`series ${i}`, values.length, 'series 0', n));
  const blockLength = options.blockLength ?? Math.max(...data.map((values) => optimalBlockLength(values)[method]));
  checkNumber('blockLength', blockLength, { atLeast: 1 });
  const random = createRandomStream(seed);
  const indices = new Int32Array(n);
  const samples = data.map(() => new Float64Array(n));
  const drawn = Array.from({ length: replications }, () => {
    blockIndicesInto(indices, n, blockLength, method, random);
    data.forEach((values, s) => gather(samples[s]!, values, indices));
    return finite(statistic(samples));
  });
  const original = finite(statistic(data));
  const values = Float64Array.from(drawn, ({ value }) => value);
  const errors =
    interval === 'studentised'
      ? { standardError: original.standardError!, standardErrors: drawn.map((each) => each.standardError!) }
      : {};
  const made = bootstrapInterval(original.value, values, { level, method: interval, ...errors });
  return { value: original.value, interval: made, replications: values, blockLength };
}

/**
 * The mean with the standard error that fits blocks of the given length: the spread of the sums of whole blocks
 * (Goetze and Kuensch 1996, the "natural" variance of a block bootstrap).
 *
 * @param values - at least two blocks
 * @throws InvalidSeriesError, InvalidOptionError
 */
export function meanWithError(values: Series, blockLength: number): Required<Statistic> {
  checkNumber('blockLength', blockLength, { atLeast: 1 });
  const length = Math.round(blockLength);
  const x = checkSeries('values', values, 2 * length);
  const n = x.length;
  let mean = 0;
  for (let t = 0; t < n; t++) mean += x[t]!;
  mean /= n;
  const nBlocks = Math.floor(n / length);
  let squares = 0;
  for (let block = 0; block < nBlocks; block++) {
    let sum = 0;
    for (let t = block * length; t < (block + 1) * length; t++) sum += x[t]! - mean;
    squares += sum * sum;
  }
  return { value: mean, standardError: Math.sqrt(squares / (nBlocks * length) / n) };
}

function gather(out: Float64Array, values: Float64Array, indices: Int32Array): void {
  for (let t = 0; t < out.length; t++) out[t] = values[indices[t]!]!;
}

function finite(statistic: Statistic): Statistic {
  if (Number.isFinite(statistic.value)) return statistic;
  throw new InvalidSeriesError(
    'The statistic of every resampled series',
    'a finite number',
    String(statistic.value),
    'Return a finite number for any choice of days, one day drawn n times among them.',
  );
}
