// Two models whose log scores cannot be set against each other: everything else is told, and the verdict says so.
import type { IsoDate } from '@regimekit/features';
import type { OptionNames } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions } from '../check-options.ts';
import { checkDates } from '../quality/check-labels.ts';
import { liveTimes, type ComparisonInput, type ComparisonOptions } from './compare-models.ts';
import { checkPlan, comparisonPlan } from './comparison-plan.ts';
import { assessGuardrails } from './guardrails.ts';
import { jsonSafe, type JsonSafe } from './json-safe.ts';
import { sharpeDifference } from './sharpe-difference.ts';
import { weekdaysLater, codeOf, type ReasonCode, type Verdict } from './verdict.ts';

/**
 * Why there are no differences: a model without a density of the features (a jump model, or clipped features), features that
 * are not the same, or no day yet that both predicted.
 */
export type WhyNoScores = 'NO_DENSITY' | 'DIFFERENT_FEATURES' | 'NO_PAIRED_DAYS';

/** Everything that is known when one looks. */
export interface UnscoredInput extends Pick<
  ComparisonInput,
  'plan' | 'times' | 'kind' | 'measures' | 'decisions' | 'returns'
> {
  readonly why: WhyNoScores;
  readonly days: {
    /** That both predicted. */
    readonly dates: readonly IsoDate[];
    /** Share of the days of either that both have. */
    readonly coverage: number;
    readonly baselineDays: number;
    readonly candidateDays: number;
  };
  /** The day of the look, from which the next one is counted while there is no paired day. */
  readonly today: IsoDate;
}

const INPUT: OptionNames<UnscoredInput> = {
  plan: true,
  times: true,
  kind: true,
  measures: true,
  decisions: true,
  returns: true,
  why: true,
  days: true,
  today: true,
};
const OPTIONS: OptionNames<ComparisonOptions> = { seed: true, replications: true };
const REASONS: readonly WhyNoScores[] = ['NO_DENSITY', 'DIFFERENT_FEATURES', 'NO_PAIRED_DAYS'];

/** The record of such a look: as a {@link ComparisonRecord}, without a gain. */
export type UnscoredRecord = JsonSafe<ReturnType<typeof recordOf>>;

/**
 * One look at two models without a common log score. Decisions, economics and the guardrails that need no score are told;
 * the verdict is inconclusive, since the plan's hypothesis was not looked at, and `extend` while no day is paired at all.
 *
 * @throws InvalidPlanError, InvalidOptionError, InvalidSeriesError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { compareWithoutScores } from '@regimekit/evaluation';
 *
 * const record = compareWithoutScores({
 *   plan: {
 *     hypothesis: 'The jump model predicts better.',
 *     baseline: { name: 'm', version: '1.0.0' },
 *     candidate: { name: 'm', version: '2.0.0' },
 *     clip: 1,
 *   },
 *   times: { createdAt: '2024-01-01T12:00:00Z', firstObservation: '2024-01-02' },
 *   why: 'NO_DENSITY',
 *   days: { dates: ['2024-01-02'], coverage: 1, baselineDays: 1, candidateDays: 1 },
 *   today: '2024-01-02',
 * }, { seed: 1 });
 * record.verdict; // 'inconclusive'
 * ```
 */
export function compareWithoutScores(input: UnscoredInput, options: ComparisonOptions): UnscoredRecord {
  checkOptions(input, INPUT, 'compareWithoutScores');
  checkOptions(options, OPTIONS, 'compareWithoutScores');
  checkChoice('why', input.why, REASONS);
  checkNumber('coverage', input.days.coverage, { atLeast: 0, atMost: 1 });
  if (input.days.dates.length > 0) checkDates('the paired days', input.days.dates);
  return jsonSafe(recordOf(input, options));
}

function recordOf(input: UnscoredInput, { seed, replications = 1999 }: ComparisonOptions) {
  const plan = comparisonPlan(input.plan);
  const { kind = 'live', days, why, measures = {}, decisions, returns, today } = input;
  const dates = days.dates.slice(0, plan.stopping.maxDays);
  const [from] = dates;
  const check = checkPlan(plan, kind === 'live' && from !== undefined ? liveTimes(input.times, from) : input.times);
  const measured = { ...measures, coverage: days.coverage, clippedShare: 0, dependence: 0 };
  const guardrails = assessGuardrails(plan.guardrails, measured).filter(
    ({ name }) => name !== 'clipped-share' && name !== 'dependence',
  );
  const open = guardrails.filter(({ state }) => state !== 'passed').map(codeOf);
  const verdict: Verdict = check.valid && why === 'NO_PAIRED_DAYS' ? 'extend' : 'inconclusive';
  const reasons: readonly ReasonCode[] = check.valid ? [why, ...(dates.length === 0 ? [] : open)] : check.reasons;
  return {
    formatVersion: 1 as const,
    kind,
    verdict,
    reasons,
    plan,
    planCheck: check,
    days: { from, to: dates.at(-1), paired: dates.length, beyondPlan: days.dates.length - dates.length },
    coverage: { share: days.coverage, baselineDays: days.baselineDays, candidateDays: days.candidateDays },
    gain: undefined,
    guardrails,
    nextLook: verdict === 'extend' ? weekdaysLater(today, plan.stopping.lookEveryDays) : undefined,
    alsoShown: {
      dieboldMariano: undefined,
      decisions,
      sharpeDifference: sharpeDifference(returns, { seed, replications }),
      superiorPredictiveAbility: undefined,
      modelConfidenceSet: undefined,
    },
  };
}
