import { normalCdf } from '@regimekit/numerics/distributions';
import type { Series } from '../check-series.ts';
import {
  COLUMN,
  COLUMNS,
  headlineTable,
  metricNames,
  type HeadlineTable,
  type MetricName,
  type SummariseOptions,
} from './headline.ts';
import { isConstant } from './moments.ts';
import { sharpeVariance } from './sharpe-probability.ts';
import { certaintyFromMean, feeFromMeans, FEE_AVERSIONS, logEquivalent } from './utility.ts';

/** Why a number is missing. */
export type UndefinedReason =
  | 'the excess returns never vary'
  | 'no return below cash'
  | 'wealth never fell'
  | 'every day earned the return of cash'
  | 'a return of -1 or less: ruin'
  | 'nothing was traded'
  | 'not given'
  | 'no fee makes them equal'
  | 'the variance of the estimate is not positive';

/** The headline numbers of one strategy. What cannot be said is `undefined`, never NaN, and has a reason. */
export interface Summary {
  readonly n: number;
  readonly metrics: Readonly<Record<MetricName, number | undefined>>;
  readonly reasons: Readonly<Partial<Record<MetricName, UndefinedReason>>>;
}

/**
 * All headline numbers of one strategy at once; each by the formula of the function of its own name. Sortino has the return
 * of cash as its minimum, the break-even cost is against cash, and the fees (risk aversion 1, 5, 10) are against `benchmark`.
 *
 * @param returns - simple returns after costs, at least two
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { summarise } from '@regimekit/evaluation';
 *
 * const { metrics, reasons } = summarise([0.01, -0.02, 0.015, 0.003], { riskFree: 0.0001 });
 * metrics.maxDrawdown?.toFixed(3); // '-0.020'
 * reasons.turnover; // 'not given'
 * ```
 */
export function summarise(returns: Series, options: SummariseOptions = {}): Summary {
  return summaryOf(headlineTable(returns, options, 'summarise'));
}

/** The numbers of a table, with reasons where one is missing. */
export function summaryOf(table: HeadlineTable): Summary {
  const order = Int32Array.from({ length: table.n }, (_, t) => t);
  const values = summariseInto(new Float64Array(metricNames.length), table, order);
  const metrics: Partial<Record<MetricName, number | undefined>> = {};
  const reasons: Partial<Record<MetricName, UndefinedReason>> = {};
  metricNames.forEach((name, i) => {
    metrics[name] = Number.isNaN(values[i]!) ? undefined : values[i];
    if (Number.isNaN(values[i]!)) reasons[name] = reasonFor(name, table);
  });
  return { n: table.n, metrics: metrics as Record<MetricName, number | undefined>, reasons };
}

/**
 * The headline numbers of the days `indices` of a table, in that order, without allocation: the inner loop of the bootstrap.
 * A number that cannot be said is NaN here, and `undefined` in all that leaves the package.
 *
 * @param out - as long as {@link metricNames}, filled in their order
 */
export function summariseInto(out: Float64Array, table: HeadlineTable, indices: Int32Array): Float64Array {
  const { rows, periodsPerYear: P } = table;
  const N = indices.length;
  let [log, r1, r2, e1, e2, e3, e4, down] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [hits, active, certainty, manipulation, exposure, turnover, gain, b1, b2] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let [level, peakAt, depth, deepestPeak, length, longest, under] = [1, 0, 0, -1, 0, 0, 0];
  for (let t = 1; t <= N; t++) {
    const row = indices[t - 1]! * COLUMNS;
    const r = rows[row + COLUMN.return]!;
    const e = rows[row + COLUMN.excess]!;
    const hit = rows[row + COLUMN.hit]!;
    const b = rows[row + COLUMN.benchmark]!;
    const square = e * e;
    log += rows[row + COLUMN.logGrowth]!;
    r1 += r;
    r2 += r * r;
    e1 += e;
    e2 += square;
    e3 += square * e;
    e4 += square * square;
    down += rows[row + COLUMN.downside]!;
    hits += hit > 0 ? 1 : 0;
    active += hit * hit;
    certainty += rows[row + COLUMN.certainty]!;
    manipulation += rows[row + COLUMN.manipulation]!;
    exposure += rows[row + COLUMN.exposure]!;
    turnover += rows[row + COLUMN.turnover]!;
    gain += rows[row + COLUMN.gain]!;
    b1 += b;
    b2 += b * b;
    // As in maximumDrawdown: wealth over its highest so far.
    level *= rows[row + COLUMN.growth]!;
    if (level >= 1) {
      if (t - peakAt > longest && t - peakAt > 1) longest = t - peakAt;
      if (deepestPeak === peakAt) length = t - peakAt;
      level = 1;
      peakAt = t;
    } else {
      under++;
      if (level - 1 < depth) {
        depth = level - 1;
        deepestPeak = peakAt;
      }
    }
  }
  if (peakAt < N && N - peakAt > longest) longest = N - peakAt;
  if (deepestPeak === peakAt && peakAt < N) length = N - peakAt;

  const meanR = r1 / N;
  const meanE = e1 / N;
  const varR = Math.max(r2 / N - meanR * meanR, 0);
  const m2 = Math.max(e2 / N - meanE * meanE, 0);
  const sd = spread(m2, e2 / N, N, table.largest);
  const sharpe = (table.meanExcess + meanE) / sd;
  const cagr = Math.expm1((log * P) / N);
  out[0] = cagr;
  out[1] = Math.sqrt(P) * (spread(varR, r2 / N, N, table.largest) || 0);
  out[2] = Math.sqrt(P) * sharpe;
  out[3] = down === 0 ? Number.NaN : (Math.sqrt(P) * (table.meanExcess + meanE)) / Math.sqrt(down / N);
  out[4] = depth === 0 ? Number.NaN : cagr / -depth;
  out[5] = depth;
  out[6] = depth === 0 ? 0 : length;
  out[7] = longest;
  out[8] = under / N;
  out[9] = active === 0 ? Number.NaN : hits / active;
  out[10] = certaintyFromMean(certainty / N, table.riskAversion, P);
  const logEquivalentReturn = logEquivalent(manipulation / N, table.manipulationAversion) * P;
  out[11] = Number.isFinite(logEquivalentReturn) ? logEquivalentReturn : Number.NaN;
  out[12] = probability(sharpe, meanE, m2, e2 / N, e3 / N, e4 / N, N);
  out[13] = table.has.exposure ? exposure / N : Number.NaN;
  out[14] = table.has.turnover ? (P * turnover) / N : Number.NaN;
  out[15] = table.has.turnover && turnover > 0 ? gain / turnover : Number.NaN;
  fees(out, table, meanR, r2 / N, b1 / N, b2 / N);
  return out;
}

/** Standard deviation (ddof 1); NaN when what varies is rounding, beside the largest value or the squares it came from. */
function spread(variance: number, meanSquare: number, N: number, largest: number): number {
  const sd = Math.sqrt((variance * N) / (N - 1));
  return isConstant(sd, largest) || variance <= ROUNDING * meanSquare ? Number.NaN : sd;
}

/** Relative error of a variance from sums, with room. */
const ROUNDING = 1e-13;

/** Probabilistic Sharpe ratio against zero, from raw moments of the centred excess returns. */
function probability(sharpe: number, m1: number, m2: number, q2: number, q3: number, q4: number, N: number): number {
  if (Number.isNaN(sharpe)) return Number.NaN;
  const third = q3 - 3 * m1 * q2 + 2 * m1 ** 3;
  const fourth = q4 - 4 * m1 * q3 + 6 * m1 * m1 * q2 - 3 * m1 ** 4;
  const variance = sharpeVariance({ sharpe, skewness: third / m2 ** 1.5, kurtosis: fourth / (m2 * m2) });
  return variance > 0 ? normalCdf((sharpe * Math.sqrt(N - 1)) / Math.sqrt(variance)) : Number.NaN;
}

function fees(out: Float64Array, table: HeadlineTable, r1: number, r2: number, b1: number, b2: number): void {
  const { meanReturn: a, meanBenchmark: b } = table;
  for (let i = 0; i < FEE_AVERSIONS.length; i++) {
    out[16 + i] = table.has.benchmark
      ? feeFromMeans(a + r1, a * a + 2 * a * r1 + r2, b + b1, b * b + 2 * b * b1 + b2, FEE_AVERSIONS[i]!) *
        table.periodsPerYear
      : Number.NaN;
  }
}

function reasonFor(name: MetricName, table: HeadlineTable): UndefinedReason {
  switch (name) {
    case 'sortino':
      return 'no return below cash';
    case 'calmar':
      return 'wealth never fell';
    case 'hitRate':
      return 'every day earned the return of cash';
    case 'manipulationProof':
      return 'a return of -1 or less: ruin';
    case 'exposure':
    case 'turnover':
      return 'not given';
    case 'breakEvenCost':
      return table.has.turnover ? 'nothing was traded' : 'not given';
    case 'fee1':
    case 'fee5':
    case 'fee10':
      return table.has.benchmark ? 'no fee makes them equal' : 'not given';
    case 'probabilisticSharpe':
      return isFlat(table) ? 'the excess returns never vary' : 'the variance of the estimate is not positive';
    default:
      return 'the excess returns never vary';
  }
}

function isFlat(table: HeadlineTable): boolean {
  let squares = 0;
  for (let t = 0; t < table.n; t++) squares += table.rows[t * COLUMNS + COLUMN.excess]! ** 2;
  return isConstant(Math.sqrt(squares / (table.n - 1)), table.largest);
}
