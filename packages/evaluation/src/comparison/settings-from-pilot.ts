// What of a plan a pilot decides: how far differences reach, and how long they remember.
import { quantile, type OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions } from '../check-options.ts';
import { checkSeries, type Series } from '../check-series.ts';
import { moments } from '../metrics/moments.ts';
import { blockMeans, dependenceOf } from './observe-differences.ts';

/** What the settings have to keep. */
export interface PilotOptions {
  /** Largest autocorrelation at lag 1 of the observations, as in the plan's guardrails. @default 0.1 */
  readonly maxDependence?: number;
  /** Days of a block, where they are given already. @default the fewest that keep `maxDependence` */
  readonly blockDays?: number | undefined;
}

/** What a pilot says of the differences to come. */
export interface PilotSettings {
  readonly days: number;
  /** Days whose mean is one observation. */
  readonly blockDays: number;
  /** For the means of blocks, in nats: rarely reached, rounded up to two digits. */
  readonly clip: number;
  /** Mean of the daily differences, in nats. Of a model that has seen these days it says nothing. */
  readonly mean: number;
  /** Of the daily differences. */
  readonly standardDeviation: number;
  /** Autocorrelation at lag 1: of the days, and of the blocks; `undefined` for fewer than 8 or without variation. */
  readonly dailyDependence: number | undefined;
  readonly dependence: number | undefined;
  /** Whether the blocks remember no more than allowed, as far as so many of them can tell. */
  readonly independent: boolean;
}

const OPTIONS: OptionNames<PilotOptions> = { maxDependence: true, blockDays: true };

/** Blocks to choose from: up to a quarter. */
const BLOCKS = [1, 2, 5, 10, 21, 42, 63];
/** Fewest blocks in a pilot, so that its power can be simulated from them. */
const LEAST_BLOCKS = 20;
const DEVIATIONS = 3;

/**
 * Settings of a plan from the differences of a pilot: the shortest blocks whose means remember no more than allowed, and a
 * clip that the means of such blocks rarely reach: the larger of |mean| + 3 standard deviations and the 99 % quantile of
 * their size.
 *
 * @param differences - candidate less baseline, a day each, nats; at least 20 days, none of which will be judged
 * @throws InvalidSeriesError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { settingsFromPilot } from '@regimekit/evaluation';
 *
 * const differences = Float64Array.from({ length: 252 }, (_, t) => Math.sin(t * t));
 * const { blockDays, clip } = settingsFromPilot(differences);
 * console.log(blockDays, clip); // 1 2.2
 * ```
 */
export function settingsFromPilot(differences: Series, options: PilotOptions = {}): PilotSettings {
  checkOptions(options, OPTIONS, 'settingsFromPilot');
  const { maxDependence = 0.1, blockDays } = options;
  checkNumber('maxDependence', maxDependence, { atLeast: 0, atMost: 1 });
  const d = checkSeries('differences', differences, LEAST_BLOCKS);
  const { mean, standardDeviation } = moments(d);
  const candidates =
    blockDays === undefined ? BLOCKS.filter((block) => block === 1 || d.length / block >= LEAST_BLOCKS) : [blockDays];
  const measured = candidates.map((block) => ({ block, dependence: dependenceOf(blockMeans(d, block), Infinity) }));
  const keeps = ({ dependence }: (typeof measured)[number]) => dependence !== undefined && dependence <= maxDependence;
  const chosen = measured.find(keeps) ?? measured.at(-1)!;
  return {
    days: d.length,
    blockDays: chosen.block,
    clip: clipOf(blockMeans(d, chosen.block)),
    mean,
    standardDeviation,
    dailyDependence: dependenceOf(d, Infinity),
    dependence: chosen.dependence,
    independent: keeps(chosen),
  };
}

function clipOf(observations: Float64Array): number {
  const sizes = observations.map(Math.abs);
  if (observations.length < 2) return roundUp(DEVIATIONS * (sizes[0] ?? 1));
  const { mean, standardDeviation } = moments(observations);
  return roundUp(Math.max(Math.abs(mean) + DEVIATIONS * standardDeviation, quantile(sizes, 0.99)));
}

/** To two digits; two models that never differ are clipped at something above zero. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const digits = Math.floor(Math.log10(value)) - 1;
  return Number((Math.ceil(value / 10 ** digits) * 10 ** digits).toPrecision(2));
}
