import { createRandomStream, quantile, type OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';
import { blockIndicesInto } from '../resampling/block-indices.ts';

/** How the curve and its bands are made. */
export interface CalibrationOptions {
  readonly seed: number;
  /** Bins of equal width from 0 to 1. @default 10 */
  readonly bins?: number;
  /** Mean length of the blocks of days (stationary bootstrap); calls come in runs, so days alone would flatter. @default 63 */
  readonly blockLength?: number;
  /** @default 999 */
  readonly replications?: number;
  /** @default 0.9 */
  readonly level?: number;
}

const OPTIONS: OptionNames<CalibrationOptions> = {
  seed: true,
  bins: true,
  blockLength: true,
  replications: true,
  level: true,
};

/** The days whose probability lies in one range. */
export interface CalibrationBin {
  /** Included. */
  readonly from: number;
  /** Not included, except 1. */
  readonly to: number;
  readonly count: number;
  /** `undefined` for an empty bin, as all that follows. */
  readonly meanForecast: number | undefined;
  /** Share of its days on which the event was there. */
  readonly observed: number | undefined;
  /** Band of the observed share, from the replications in which the bin has days. */
  readonly lower: number | undefined;
  readonly upper: number | undefined;
}

/** Said against seen. */
export interface CalibrationCurve {
  readonly bins: readonly CalibrationBin[];
  /** Mean of |observed - said| over the bins, weighted by their days. Above zero by chance alone. */
  readonly expectedError: number;
  readonly n: number;
  readonly level: number;
  readonly blockLength: number;
}

/**
 * Calibration curve: how often what was given a probability happened, in bins of equal width, with the number of days of each
 * and a band by block bootstrap. A bin with a handful of days or a single episode says nothing, whatever its band.
 *
 * @param probs - probability of the event on each day
 * @param outcomes - 0 or 1 for each day: the true state in a simulation, or something seen later
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { calibrationCurve } from '@regimekit/evaluation';
 *
 * const probs = Array.from({ length: 400 }, (_, t) => (t % 2 === 0 ? 0.25 : 0.75));
 * const outcomes = probs.map((p, t) => (Math.floor(t / 2) % 4 < 4 * p ? 1 : 0));
 * const { bins } = calibrationCurve(probs, outcomes, { seed: 1, bins: 2, replications: 99 });
 * bins.map((bin) => bin.observed); // [0.25, 0.75]
 * ```
 */
export function calibrationCurve(probs: Series, outcomes: Series, options: CalibrationOptions): CalibrationCurve {
  checkOptions(options, OPTIONS, 'calibrationCurve');
  const { seed, bins = 10, blockLength = 63, replications = 999, level = 0.9 } = options;
  checkWhole('bins', bins, 1);
  checkNumber('blockLength', blockLength, { atLeast: 1 });
  checkWhole('replications', replications, 99);
  checkNumber('level', level, { above: 0, below: 1 });
  const { p, y } = checkPairs(probs, outcomes);
  const n = p.length;
  const binOf = Int32Array.from(p, (value) => Math.min(bins - 1, Math.floor(value * bins)));
  const shares = Array.from({ length: bins }, (): number[] => []);
  const random = createRandomStream(seed);
  const indices = new Int32Array(n);
  for (let b = 0; b < replications; b++) {
    const drawn = tally(binOf, y, bins, blockIndicesInto(indices, n, blockLength, 'stationary', random));
    drawn.counts.forEach((count, k) => {
      if (count > 0) shares[k]!.push(drawn.events[k]! / count);
    });
  }
  const { counts, events } = tally(
    binOf,
    y,
    bins,
    indices.map((_, t) => t),
  );
  const said = new Float64Array(bins);
  p.forEach((value, t) => (said[binOf[t]!]! += value));
  let gaps = 0;
  const rows = Array.from(counts, (count, k): CalibrationBin => {
    const edges = { from: k / bins, to: (k + 1) / bins, count };
    if (count === 0)
      return { ...edges, meanForecast: undefined, observed: undefined, lower: undefined, upper: undefined };
    gaps += Math.abs(events[k]! - said[k]!);
    const at = (share: number) => (shares[k]!.length === 0 ? undefined : quantile(shares[k]!, share));
    const band = { lower: at((1 - level) / 2), upper: at((1 + level) / 2) };
    return { ...edges, meanForecast: said[k]! / count, observed: events[k]! / count, ...band };
  });
  return { bins: rows, expectedError: gaps / n, n, level, blockLength };
}

function tally(binOf: Int32Array, y: Float64Array, bins: number, days: Int32Array) {
  const counts = new Float64Array(bins);
  const events = new Float64Array(bins);
  for (const day of days) {
    counts[binOf[day]!]! += 1;
    events[binOf[day]!]! += y[day]!;
  }
  return { counts, events };
}

function checkPairs(probs: Series, outcomes: Series): { p: Float64Array; y: Float64Array } {
  const p = checkSeries('probs', probs);
  const y = checkSeries('outcomes', outcomes);
  checkSameLength('outcomes', y.length, 'probs', p.length);
  const out = p.findIndex((value) => value < 0 || value > 1);
  if (out >= 0) throw new InvalidSeriesError('probs', 'from 0 to 1 on every day', `${p[out]} at index ${out}`);
  const odd = y.findIndex((value) => value !== 0 && value !== 1);
  if (odd >= 0) throw new InvalidSeriesError('outcomes', '0 or 1 on every day', `${y[odd]} at index ${odd}`);
  return { p, y };
}
