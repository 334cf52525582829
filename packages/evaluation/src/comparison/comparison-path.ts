import type { IsoDate } from '@regimekit/features';
import { checkSameLength, checkSeries } from '../check-series.ts';
import { checkDates } from '../quality/check-labels.ts';
import { comparisonPlan, type ComparisonPlanInput } from './comparison-plan.ts';
import { observeDifferences } from './observe-differences.ts';
import type { PairedScores } from './pair-scores.ts';

/** The bounds of a plan as they stood after each observation: for pictures and tables. */
export interface ComparisonPath {
  /** N: the last day of each observation. */
  readonly dates: readonly IsoDate[];
  /** N: mean of the observations so far, each clipped; nats a day. */
  readonly mean: Float64Array;
  /** N: the mean lies above, with probability 1 - alpha at all observations together. */
  readonly lower: Float64Array;
  /** N: it lies below. */
  readonly upper: Float64Array;
}

/** As many points of the grid as the verdict's own record takes. */
const GRID = 400;

/**
 * The running mean of the clipped differences between its time-uniform bounds. Days after the plan's last are left out, and
 * so are those of a block that is not full yet.
 *
 * @throws InvalidPlanError, InvalidSeriesError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { comparisonPath } from '@regimekit/evaluation';
 *
 * const plan = {
 *   hypothesis: 'B predicts better than A.',
 *   baseline: { name: 'm', version: '1.0.0' },
 *   candidate: { name: 'm', version: '1.1.0' },
 *   clip: 1,
 * };
 * const pairs = { dates: ['2024-01-02', '2024-01-03'], differences: Float64Array.of(0.5, 1.5) };
 * comparisonPath(plan, pairs).mean; // 0.5, 0.75: the second day is clipped to 1
 * ```
 */
export function comparisonPath(
  input: ComparisonPlanInput,
  pairs: Pick<PairedScores, 'dates' | 'differences'>,
): ComparisonPath {
  const plan = comparisonPlan(input);
  checkDates('the dates of the pairs', pairs.dates);
  checkSeries('the differences', pairs.differences);
  checkSameLength('the differences', pairs.differences.length, 'their dates', pairs.dates.length);
  const { clip, blockDays, stopping } = plan;
  const { path, observations } = observeDifferences(plan, pairs.differences.slice(0, stopping.maxDays), GRID);
  const { lower, upper } = path;
  let sum = 0;
  const mean = observations.map((value, n) => (sum += Math.max(-clip, Math.min(clip, value))) / (n + 1));
  const dates = Array.from(observations, (_, n) => pairs.dates[(n + 1) * blockDays - 1]!);
  return { dates, mean, lower, upper };
}
