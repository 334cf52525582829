import type { OptionNames } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError } from '../errors.ts';

/** How an interval is made of replications. */
export type IntervalMethod = 'percentile' | 'basic' | 'studentised';

/** Both ends, and what they are. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly method: IntervalMethod;
}

/** How an interval is made. */
export interface IntervalOptions {
  /** Share of samples whose interval should hold the truth. @default 0.95 */
  readonly level?: number;
  /** @default 'percentile' */
  readonly method?: IntervalMethod;
  /** Standard error of the estimate; `studentised` needs it. */
  readonly standardError?: number;
  /** Standard error of each replication, by the same formula; `studentised` needs it. */
  readonly standardErrors?: Series;
}

const INTERVAL_OPTIONS: OptionNames<IntervalOptions> = {
  level: true,
  method: true,
  standardError: true,
  standardErrors: true,
};

/**
 * An interval for an estimate from its bootstrap replications, with the quantiles q of the replications x (type 7):
 *
 * - `percentile`: [q(a/2), q(1 - a/2)]; keeps any monotone change of scale, is off when the estimate is biased;
 * - `basic`: [2 est - q(1 - a/2), 2 est - q(a/2)]; may leave the range of the number;
 * - `studentised`: [est - se t(1 - a/2), est - se t(a/2)], t the quantiles of (x - est) / se(x); the most exact of the three
 *   for means and ratios (Hall 1988), when the standard errors are good.
 *
 * Sources: Efron and Tibshirani (1993), chapters 12 and 13; Davison and Hinkley (1997), chapter 5.
 *
 * @param replications - at least two
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { bootstrapInterval } from '@regimekit/evaluation';
 *
 * const { lower, upper } = bootstrapInterval(2, [1, 1.5, 2, 2.5, 4], { level: 0.5 });
 * [lower, upper]; // [1.5, 2.5]
 * ```
 */
export function bootstrapInterval(estimate: number, replications: Series, options: IntervalOptions = {}): Interval {
  checkOptions(options, INTERVAL_OPTIONS, 'bootstrapInterval');
  const { level = 0.95, method = 'percentile' } = options;
  checkNumber('estimate', estimate);
  checkNumber('level', level, { above: 0, below: 1 });
  checkChoice('method', method, ['percentile', 'basic', 'studentised']);
  const x = checkSeries('replications', replications, 2);
  const tail = (1 - level) / 2;
  if (method === 'studentised') return { ...studentised(estimate, x, tail, options), level, method };
  const [low, high] = quantiles(x, tail);
  return method === 'percentile'
    ? { lower: low, upper: high, level, method }
    : { lower: 2 * estimate - high, upper: 2 * estimate - low, level, method };
}

function studentised(estimate: number, x: Float64Array, tail: number, options: IntervalOptions) {
  const { standardError, standardErrors } = options;
  if (standardError === undefined || standardErrors === undefined) {
    throw new InvalidOptionError(
      'standardError and standardErrors',
      'given for a studentised interval',
      standardError === undefined ? standardError : standardErrors,
      "Without them take method 'percentile' or 'basic'.",
    );
  }
  checkNumber('standardError', standardError, { above: 0 });
  const errors = checkSeries('standardErrors', standardErrors);
  checkSameLength('standardErrors', errors.length, 'replications', x.length);
  const t = x.map((value, i) => {
    checkNumber(`standardErrors[${i}]`, errors[i], { above: 0 });
    return (value - estimate) / errors[i]!;
  });
  const [low, high] = quantiles(t, tail);
  return { lower: estimate - standardError * high, upper: estimate - standardError * low };
}

/** The quantiles at both tails, by linear interpolation between order statistics (type 7). */
function quantiles(values: Float64Array, tail: number): [number, number] {
  const sorted = values.toSorted();
  const at = (p: number) => {
    const position = p * (sorted.length - 1);
    const index = Math.floor(position);
    const low = sorted[index]!;
    const high = sorted[Math.min(index + 1, sorted.length - 1)]!;
    return low + (high - low) * (position - index);
  };
  return [at(tail), at(1 - tail)];
}
