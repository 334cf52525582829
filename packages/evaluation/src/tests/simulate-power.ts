import { createRandomStreams, type OptionNames, type RandomStream } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError, InvalidSeriesError } from '../errors.ts';
import { moments } from '../metrics/moments.ts';
import { blockIndices } from '../resampling/block-indices.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import type { ConfidenceSequenceOptions } from './confidence-sequence-options.ts';

export interface PowerOptions {
  /** As it will run; its clip is in the same unit as the differences. */
  readonly sequence: ConfidenceSequenceOptions;
  /** True mean of the differences, before clipping. */
  readonly mean: number;
  /** Longest time to wait. */
  readonly days: number;
  readonly seed: number;
  /**
   * Where differences around their mean come from: a pilot, whose blocks are drawn, or a law.
   *
   * @default standard normal
   */
  readonly noise?: Series | ((random: RandomStream) => number);
  /** Mean block length for a pilot. @default 10 */
  readonly blockLength?: number;
  /** @default 1000 */
  readonly replications?: number;
}

const OPTIONS: OptionNames<PowerOptions> = {
  sequence: true,
  mean: true,
  days: true,
  seed: true,
  noise: true,
  blockLength: true,
  replications: true,
};

export interface PowerResult {
  /** Share of the runs in which the mean was shown to lie above the margin within `days`. */
  readonly power: number;
  /** Half width of the 95 % interval of that share, from the number of runs. */
  readonly simulationError: number;
  /** Day by which half of the runs had shown it; `undefined` when fewer did. */
  readonly medianDay: number | undefined;
  /** Day by which four of five had. */
  readonly day80: number | undefined;
  /** Share shown after each day. */
  readonly powerByDay: Float64Array;
  readonly replications: number;
}

/**
 * Power of a confidence sequence, ahead of the first real difference: "sees a difference of this size within N days in so
 * many of a hundred cases". With a mean at the margin it is the rate of false positives.
 *
 * @throws InvalidOptionError, InvalidSeriesError
 *
 * @example
 * ```ts
 * import { simulatePower } from '@regimekit/evaluation';
 *
 * const plan = { clip: 3, sides: 'lower', gridSize: 2 } as const;
 * const { power } = simulatePower({ sequence: plan, mean: 0.5, days: 120, seed: 1, replications: 200 });
 * power > 0.9; // true
 * ```
 */
export function simulatePower(options: PowerOptions): PowerResult {
  checkOptions(options, OPTIONS, 'simulatePower');
  const { mean, days, seed, replications = 1000, blockLength = 10, noise = (random) => random.normal() } = options;
  checkNumber('mean', mean);
  checkWhole('days', days, 1);
  checkWhole('replications', replications, 1);
  checkNumber('blockLength', blockLength, { atLeast: 1 });
  const draw = typeof noise === 'function' ? drawnFrom(noise, days) : resampled(noise, days, blockLength);
  const shown = new Float64Array(days);
  for (const random of createRandomStreams(seed, replications)) {
    const differences = draw(random).map((value) => value + mean);
    const { aboveFrom } = confidenceSequence(differences, options.sequence);
    if (aboveFrom !== undefined) shown[aboveFrom - 1]! += 1;
  }
  let sum = 0;
  const powerByDay = shown.map((count) => (sum += count) / replications);
  const dayOf = (share: number) => {
    const index = powerByDay.findIndex((power) => power >= share);
    return index < 0 ? undefined : index + 1;
  };
  const power = powerByDay[days - 1]!;
  const simulationError = 1.96 * Math.sqrt((power * (1 - power)) / replications);
  return { power, simulationError, medianDay: dayOf(0.5), day80: dayOf(0.8), powerByDay, replications };
}

function drawnFrom(noise: (random: RandomStream) => number, days: number) {
  return (random: RandomStream): Float64Array => Float64Array.from({ length: days }, () => finite(noise(random)));
}

/** Days of the pilot less its mean, in blocks, as many as asked for. */
function resampled(pilot: Series, days: number, blockLength: number) {
  const { n, mean } = moments(pilot);
  const centred = checkSeries('noise', pilot, 20).map((value) => value - mean);
  if (blockLength > n / 2) throw new InvalidOptionError('blockLength', `at most half of the ${n} days`, blockLength);
  return (random: RandomStream): Float64Array => {
    const values = new Float64Array(days);
    for (let from = 0; from < days; from += n) {
      const indices = blockIndices(n, blockLength, 'stationary', random);
      for (let t = from; t < Math.min(from + n, days); t++) values[t] = centred[indices[t - from]!]!;
    }
    return values;
  };
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new InvalidSeriesError('noise', 'a function that yields finite numbers', String(value));
}
