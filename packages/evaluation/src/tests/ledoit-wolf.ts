import { createRandomStream, quantile, type OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSameLength, type Series } from '../check-series.ts';
import { InvalidOptionError, InvalidSeriesError } from '../errors.ts';
import { moments } from '../metrics/moments.ts';
import { DEFAULT_PERIODS_PER_YEAR, EXCESS_OPTIONS, type ExcessOptions } from '../metrics/periods.ts';
import { excessReturns } from '../metrics/ratios.ts';
import { autocovariances, optimalBlockLength } from '../resampling/block-length.ts';

export interface LedoitWolfOptions extends ExcessOptions {
  readonly seed: number;
  /** @default 4999 */
  readonly replications?: number;
  /** Whole days. @default that of Politis and White (circular) for what each day adds to the difference, rounded up */
  readonly blockLength?: number;
  /** Of the interval. @default 0.95 */
  readonly level?: number;
}

const OPTIONS: OptionNames<LedoitWolfOptions> = {
  ...EXCESS_OPTIONS,
  seed: true,
  replications: true,
  blockLength: true,
  level: true,
};

export interface LedoitWolfResult {
  readonly n: number;
  /** Annualised Sharpe ratio of a less that of b. */
  readonly difference: number;
  /** Annualised, from the kernel estimate. */
  readonly standardError: number;
  /** Two-sided; `undefined` when the two never differ. */
  readonly pValue: number | undefined;
  /** Symmetric, studentised, annualised; `undefined` as the p-value. */
  readonly interval: { readonly lower: number; readonly upper: number; readonly level: number } | undefined;
  readonly blockLength: number;
  readonly replications: number;
}

/**
 * Test of equal Sharpe ratios of two strategies over the same days: the difference over its standard error (delta method on
 * the first two moments), against the same quotient in series put together from circular blocks of days, which keeps fat
 * tails, autocorrelation and the correlation of the two. p = (1 + number of |t*| >= |t|) / (1 + replications).
 *
 * Source: Ledoit and Wolf (2008), Robust performance hypothesis testing with the Sharpe ratio, sections 3.1 and 3.2.2. The
 * kernel is Parzen's with the bandwidth of Andrews (1991) for the days' contributions, not prewhitened; the block length
 * comes from a rule instead of the paper's calibration.
 *
 * @param a - simple returns, at least 30
 * @param b - of the same days
 * @throws InvalidSeriesError, also when one of the two never varies; InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { createRandomStream } from '@regimekit/numerics';
 * import { ledoitWolf } from '@regimekit/evaluation';
 *
 * const random = createRandomStream(1);
 * const market = Float64Array.from({ length: 500 }, () => 0.01 * random.normal());
 * const other = market.map((r) => r + 0.002 + 0.005 * random.normal());
 * ledoitWolf(other, market, { seed: 1, replications: 499 }).pValue! < 0.05; // true
 * ```
 */
export function ledoitWolf(a: Series, b: Series, options: LedoitWolfOptions): LedoitWolfResult {
  checkOptions(options, OPTIONS, 'ledoitWolf');
  const { seed, replications = 4999, level = 0.95, periodsPerYear = DEFAULT_PERIODS_PER_YEAR } = options;
  checkWhole('replications', replications, 99);
  checkNumber('level', level, { above: 0, below: 1 });
  checkNumber('periodsPerYear', periodsPerYear, { above: 0 });
  checkSameLength('b', b.length, 'a', a.length);
  const x = excessReturns(a, options.riskFree ?? 0, 30);
  const y = excessReturns(b, options.riskFree ?? 0, 30);
  refuseConstant('a', x);
  refuseConstant('b', y);
  const n = x.length;
  const days = contributions(x, y);
  const influence = influenceOf(x, y, days);
  const year = Math.sqrt(periodsPerYear);
  const { blockLength = defaultBlock(influence) } = options;
  checkWhole('blockLength', blockLength, 1);
  if (blockLength > n / 4)
    throw new InvalidOptionError('blockLength', `at most a quarter of the ${n} days`, blockLength);
  const error = Math.sqrt(parzenVariance(influence) / n);
  const common = { n, difference: year * days.difference, blockLength, replications };
  if (!(error > ROUNDING)) return { ...common, standardError: 0, pValue: undefined, interval: undefined };
  const studentised = studentisedReplications(x, y, days.difference, { blockLength, replications, seed });
  const t = Math.abs(days.difference) / error;
  let beyond = 0;
  for (let i = 0; i < replications; i++) if (studentised[i]! >= t) beyond++;
  const reach = quantile(studentised, level) * error;
  const interval = { lower: year * (days.difference - reach), upper: year * (days.difference + reach), level };
  return { ...common, standardError: year * error, pValue: (1 + beyond) / (1 + replications), interval };
}

/** A standard error of a Sharpe ratio a day below this is rounding: the two series never differ but by leverage. */
const ROUNDING = 1e-10;

/** Sharpe ratios a day with n in the denominators, and how the difference moves with each of the four moments. */
interface SharpeDifference {
  readonly difference: number;
  /** d difference / d (mean a, mean b, mean a^2, mean b^2). */
  readonly gradient: readonly [number, number, number, number];
}

function contributions(x: Float64Array, y: Float64Array): SharpeDifference {
  let [m1, m2, q1, q2] = [0, 0, 0, 0];
  for (let t = 0; t < x.length; t++) {
    m1 += x[t]!;
    m2 += y[t]!;
    q1 += x[t]! * x[t]!;
    q2 += y[t]! * y[t]!;
  }
  const n = x.length;
  return differenceOf(m1 / n, m2 / n, q1 / n, q2 / n);
}

function differenceOf(m1: number, m2: number, q1: number, q2: number): SharpeDifference {
  const [v1, v2] = [q1 - m1 * m1, q2 - m2 * m2];
  const gradient = [q1 / v1 ** 1.5, -q2 / v2 ** 1.5, (-0.5 * m1) / v1 ** 1.5, (0.5 * m2) / v2 ** 1.5] as const;
  return { difference: m1 / Math.sqrt(v1) - m2 / Math.sqrt(v2), gradient };
}

/** What each day adds to the difference: the gradient times the day's four moments less their means. */
function influenceOf(x: Float64Array, y: Float64Array, { gradient: [a, b, c, d] }: SharpeDifference): Float64Array {
  const u = x.map((_, t) => a * x[t]! + b * y[t]! + c * x[t]! ** 2 + d * y[t]! ** 2);
  const mean = u.reduce((sum, value) => sum + value, 0) / u.length;
  return u.map((value) => value - mean);
}

function defaultBlock(influence: Float64Array): number {
  return Math.min(Math.ceil(optimalBlockLength(influence).circular), Math.floor(influence.length / 4));
}

/** Long-run variance of a centred series with Parzen's weights; bandwidth 2.6614 (a(2) n)^(1/5) of Andrews (1991) by AR(1). */
function parzenVariance(eps: Float64Array): number {
  const n = eps.length;
  const [r0, r1] = autocovariances(eps, 1);
  if (!(r0! > 0)) return 0;
  const phi = Math.max(-0.97, Math.min(0.97, r1! / r0!));
  const bandwidth = Math.min(2.6614 * (((4 * phi ** 2) / (1 - phi) ** 4) * n) ** 0.2, n - 1);
  const covariances = autocovariances(eps, Math.ceil(bandwidth));
  let sum = covariances[0]!;
  for (let l = 1; l < bandwidth; l++) {
    const z = l / bandwidth;
    sum += 2 * (z <= 0.5 ? 1 - 6 * z * z + 6 * z ** 3 : 2 * (1 - z) ** 3) * covariances[l]!;
  }
  return Math.max(sum, 0);
}

interface Replicating {
  readonly blockLength: number;
  readonly replications: number;
  readonly seed: number;
}

/** |difference* - difference| / error* of each replication, error* from the sums of its blocks (the paper's section 3.2.2). */
function studentisedReplications(x: Float64Array, y: Float64Array, difference: number, how: Replicating): Float64Array {
  const { blockLength, replications } = how;
  const n = x.length;
  const sums = blockSums(x, y, blockLength);
  const nBlocks = Math.floor(n / blockLength);
  const days = nBlocks * blockLength;
  const starts = new Int32Array(nBlocks);
  const random = createRandomStream(how.seed);
  return Float64Array.from({ length: replications }, () => {
    let [m1, m2, q1, q2] = [0, 0, 0, 0];
    for (let j = 0; j < nBlocks; j++) {
      const at = 4 * (starts[j] = random.integer(n));
      m1 += sums[at]!;
      m2 += sums[at + 1]!;
      q1 += sums[at + 2]!;
      q2 += sums[at + 3]!;
    }
    const { difference: drawn, gradient } = differenceOf(m1 / days, m2 / days, q1 / days, q2 / days);
    const [a, b, c, d] = gradient;
    const mean = (a * m1 + b * m2 + c * q1 + d * q2) / nBlocks;
    let squares = 0;
    for (let j = 0; j < nBlocks; j++) {
      const at = 4 * starts[j]!;
      squares += (a * sums[at]! + b * sums[at + 1]! + c * sums[at + 2]! + d * sums[at + 3]! - mean) ** 2;
    }
    const error = Math.sqrt(squares / days / days);
    // One block drawn again and again has no spread: as far out as can be, never NaN.
    return error > 0 ? Math.abs(drawn - difference) / error : Number.POSITIVE_INFINITY;
  });
}

/** n x 4: sums of x, y, x^2, y^2 over the block that begins on each day, going on with day 0 after the last. */
function blockSums(x: Float64Array, y: Float64Array, blockLength: number): Float64Array {
  const n = x.length;
  const sums = new Float64Array(4 * n);
  for (let start = 0; start < n; start++) {
    for (let k = 0; k < blockLength; k++) {
      const t = (start + k) % n;
      sums[4 * start]! += x[t]!;
      sums[4 * start + 1]! += y[t]!;
      sums[4 * start + 2]! += x[t]! ** 2;
      sums[4 * start + 3]! += y[t]! ** 2;
    }
  }
  return sums;
}

function refuseConstant(name: string, excess: Float64Array): void {
  if (moments(excess).standardDeviation > 0) return;
  throw new InvalidSeriesError(
    `the excess returns of ${name}`,
    'a series that varies',
    `${excess[0]} on every day`,
    'A strategy without risk has no Sharpe ratio.',
  );
}
