import type { OptionNames, RandomStream } from '@regimekit/numerics';
import { checkNumber, checkOptions } from '../check-options.ts';
import type { Series } from '../check-series.ts';
import { moments } from '../metrics/moments.ts';
import { simulatePower } from '../tests/simulate-power.ts';
import { comparisonPlan, type ComparisonPlanInput } from './comparison-plan.ts';
import { blockMeans, sequenceOf } from './observe-differences.ts';

/** What is supposed to be true. */
export interface PlanPowerOptions {
  readonly seed: number;
  /** Gain over the margin, in standard deviations of the daily differences. @default 0.2 */
  readonly effect?: number;
  /** Differences of an earlier pair of models, whose blocks are drawn; not those that will be judged. */
  readonly pilot?: Series;
  /**
   * Standard deviation of normal, independent daily differences, in nats, without a pilot.
   *
   * @default such that the clip lies at three standard deviations of an observation
   */
  readonly scale?: number;
  /** @default 1000 */
  readonly replications?: number;
}

const OPTIONS: OptionNames<PlanPowerOptions> = {
  seed: true,
  effect: true,
  pilot: true,
  scale: true,
  replications: true,
};

/** What a plan can be expected to see. */
export interface PlanPower {
  readonly effect: number;
  readonly scale: number;
  readonly days: number;
  /** Share of the runs promoted within `days`. */
  readonly power: number;
  readonly simulationError: number;
  /** Day by which half, and four fifths, of the runs were promoted; null when fewer were. */
  readonly medianDay: number | null;
  readonly day80: number | null;
  readonly replications: number;
  /** In a sentence. */
  readonly statement: string;
}

/**
 * The power of a plan, stated ahead: in how many of a hundred cases it shows a gain of the given size by its last day. Seeded.
 *
 * @throws InvalidPlanError, InvalidOptionError, InvalidSeriesError
 *
 * @example
 * ```ts
 * import { planPower } from '@regimekit/evaluation';
 *
 * const plan = {
 *   hypothesis: 'B predicts better than A.',
 *   baseline: { name: 'm', version: '1.0.0' },
 *   candidate: { name: 'm', version: '1.1.0' },
 *   clip: 3,
 *   stopping: { maxDays: 120 },
 * };
 * planPower(plan, { seed: 1, effect: 0.5, replications: 100 }).power > 0.9; // true
 * ```
 */
export function planPower(input: ComparisonPlanInput, options: PlanPowerOptions): PlanPower {
  checkOptions(options, OPTIONS, 'planPower');
  const plan = comparisonPlan(input);
  const { seed, effect = 0.2, pilot, replications = 1000 } = options;
  const { blockDays } = plan;
  const root = Math.sqrt(blockDays);
  const scale = pilot === undefined ? (options.scale ?? (plan.clip * root) / 3) : moments(pilot).standardDeviation;
  checkNumber('effect', effect);
  checkNumber('scale', scale, { above: 0 });
  const days = plan.stopping.maxDays;
  const result = simulatePower({
    sequence: sequenceOf(plan, 2),
    mean: plan.margin + effect * scale,
    days: Math.max(1, Math.floor(days / blockDays)),
    seed,
    replications,
    noise:
      pilot === undefined ? (random: RandomStream) => (scale / root) * random.normal() : blockMeans(pilot, blockDays),
  });
  const { power, simulationError } = result;
  // Nobody is promoted before the first day that may be judged.
  const day = (found: number | undefined) =>
    found === undefined ? null : Math.max(found * blockDays, plan.stopping.minDays);
  const [medianDay, day80] = [day(result.medianDay), day(result.day80)];
  const within = day80 === null ? 'It does not reach 80 %.' : `80 % are reached on day ${day80}.`;
  const statement = `A gain of ${effect} standard deviations a day over the margin is seen within ${days} days in ${(100 * power).toFixed(0)} % of cases. ${within}`;
  return { effect, scale, days, power, simulationError, medianDay, day80, replications, statement };
}
