// The plan of a replay, made from its first days alone.
import { dependenceOf, blockMeans } from '../comparison/observe-differences.ts';
import { comparisonPlan, type ComparisonPlan, type ComparisonPlanInput } from '../comparison/comparison-plan.ts';
import { moments } from '../metrics/moments.ts';

export interface PlannedReplay {
  readonly plan: ComparisonPlan;
  /** Days that the plan was made from: they are not judged. */
  readonly pilotDays: number;
}

/** Two years, or a quarter of what there is. */
const PILOT_DAYS = 504;
/** Days whose mean may be one observation: a day, a week, a month, a quarter. */
const BLOCKS = [1, 5, 21, 63];
/** Fewest observations that an autocorrelation or a verdict can stand on. */
const LEAST_OBSERVATIONS = 8;
/** Largest autocorrelation at lag 1 of the pilot's observations, as the plan's own guardrail has it. */
const MOST_DEPENDENCE = 0.1;
/** Differences of days that remember as much lean to one side for months: a dozen means of weeks would not show it. */
const PERSISTENT = 0.5;
/** Standard deviations of the pilot's observations, beyond their mean, at which the others are clipped. */
const CLIP_DEVIATIONS = 4;

/**
 * Blocks so long that the pilot's observations forget, and of a quarter at once where its days are autocorrelated by .5 and
 * more; clipped at four standard deviations beyond the pilot's mean; judged once over all days after the pilot.
 *
 * @param differences - daily, candidate less baseline, at least 120
 * @param told - the hypothesis, both sides, and alpha
 */
export function replayPlan(
  differences: Float64Array,
  told: Pick<ComparisonPlanInput, 'hypothesis' | 'baseline' | 'candidate' | 'alpha'>,
): PlannedReplay {
  const pilotDays = Math.min(PILOT_DAYS, Math.floor(differences.length / 4));
  const pilot = differences.subarray(0, pilotDays);
  const judged = differences.length - pilotDays;
  const usable = BLOCKS.filter((days) => days === 1 || judged / days >= LEAST_OBSERVATIONS);
  const persistent = (dependenceOf(pilot, Infinity) ?? 0) >= PERSISTENT;
  const found = persistent ? undefined : usable.find((days) => forgets(blockMeans(pilot, days)));
  const blockDays = found ?? usable.at(-1)!;
  const observations = blockMeans(pilot, blockDays);
  const { mean, standardDeviation } = moments(observations.length < 2 ? pilot : observations);
  const plan = comparisonPlan({
    ...told,
    // Recipes that never differed in the pilot give no scale; one nat a day is far beyond what regimes differ by.
    clip: standardDeviation > 0 ? Math.abs(mean) + CLIP_DEVIATIONS * standardDeviation : 1,
    blockDays,
    tunedAt: judged,
    stopping: { minDays: Math.min(252, judged), maxDays: judged },
  });
  return { plan, pilotDays };
}

function forgets(observations: Float64Array): boolean {
  if (observations.length < LEAST_OBSERVATIONS) return false;
  return (dependenceOf(observations, Infinity) ?? 0) <= MOST_DEPENDENCE;
}
