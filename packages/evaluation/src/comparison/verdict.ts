// The rule from bounds and guardrails to a verdict; pure, so that it can be read and simulated.
import type { IsoDate } from '@regimekit/features';
import type { ConfidenceBounds } from '../tests/confidence-sequence.ts';
import type { ComparisonPlan, PlanCheck } from './comparison-plan.ts';
import type { Guardrail } from './guardrails.ts';

/** What to do with the candidate. */
export type Verdict = 'promote' | 'extend' | 'reject' | 'inconclusive';

/** Why. Guardrails add codes of their own, such as RELABEL_RATE_FAILED or LATENCY_UNKNOWN. */
export type ReasonCode =
  | 'PLAN_YOUNGER_THAN_DATA'
  | 'PLAN_CHANGED'
  | 'TOO_FEW_DAYS'
  | 'GAIN_ABOVE_MARGIN'
  | 'GAIN_BELOW_MARGIN'
  | 'BOUNDS_CONTRADICT'
  | 'UNDECIDED_YET'
  | 'UNDECIDED_AT_LAST_DAY'
  | 'NO_DENSITY'
  | 'DIFFERENT_FEATURES'
  | 'NO_PAIRED_DAYS'
  | `${'COVERAGE' | 'CLIPPED_SHARE' | 'DEPENDENCE' | 'RELABEL_RATE' | 'CUTOVER_TURNOVER' | 'LATENCY'}_${'FAILED' | 'UNKNOWN'}`;

/** A verdict with its reasons, the deciding one first. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly ReasonCode[];
}

/**
 * - void plan: inconclusive, always;
 * - fewer days than `minDays`: extend;
 * - above and below the margin one after the other: inconclusive, the gain is not constant;
 * - above or below, but the observations remember too much for the bounds to hold: extend, and inconclusive after the last day;
 * - gain shown to lie below the margin: reject;
 * - above it, every guardrail passed: promote. A guardrail about the candidate failed: reject. Something about the data failed
 *   or was not measured: extend, and inconclusive after the last day;
 * - neither: extend, and inconclusive after the last day.
 */
export function judge(
  plan: ComparisonPlan,
  check: PlanCheck,
  bounds: ConfidenceBounds,
  guardrails: readonly Guardrail[],
): Judgement {
  if (!check.valid) return { verdict: 'inconclusive', reasons: check.reasons };
  const open = guardrails.filter(({ state }) => state !== 'passed');
  const codes = open.map(codeOf);
  const { minDays, maxDays } = plan.stopping;
  const days = bounds.n * plan.blockDays;
  if (days < minDays) return { verdict: 'extend', reasons: ['TOO_FEW_DAYS', ...codes] };
  const later = days + plan.blockDays <= maxDays ? 'extend' : 'inconclusive';
  if (bounds.above && bounds.below) return { verdict: 'inconclusive', reasons: ['BOUNDS_CONTRADICT', ...codes] };
  if ((bounds.above || bounds.below) && open.some(({ about }) => about === 'bounds')) {
    return { verdict: later, reasons: [...codes, bounds.above ? 'GAIN_ABOVE_MARGIN' : 'GAIN_BELOW_MARGIN'] };
  }
  if (bounds.below) return { verdict: 'reject', reasons: ['GAIN_BELOW_MARGIN', ...codes] };
  if (!bounds.above) {
    const reason = later === 'extend' ? 'UNDECIDED_YET' : 'UNDECIDED_AT_LAST_DAY';
    return { verdict: later, reasons: [reason, ...codes] };
  }
  if (open.length === 0) return { verdict: 'promote', reasons: ['GAIN_ABOVE_MARGIN'] };
  const broken = open.filter(({ state, about }) => state === 'failed' && about === 'candidate');
  if (broken.length === 0) return { verdict: later, reasons: [...codes, 'GAIN_ABOVE_MARGIN'] };
  const rest = open.filter((guardrail) => !broken.includes(guardrail));
  return { verdict: 'reject', reasons: [...[...broken, ...rest].map(codeOf), 'GAIN_ABOVE_MARGIN'] };
}

/** COVERAGE_FAILED, LATENCY_UNKNOWN, ... */
export function codeOf({ name, state }: Guardrail): ReasonCode {
  return `${name.toUpperCase().replaceAll('-', '_')}_${state.toUpperCase()}` as ReasonCode;
}

/** The day `sessions` weekdays later. Holidays are not known here: the look may come a day or two early, which the bounds allow. */
export function weekdaysLater(date: IsoDate, sessions: number): IsoDate {
  const day = new Date(`${date}T00:00:00Z`);
  for (let left = sessions; left > 0;) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (day.getUTCDay() % 6 !== 0) left--;
  }
  return day.toISOString().slice(0, 10);
}
