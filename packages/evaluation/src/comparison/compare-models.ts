import type { IsoDate } from '@regimekit/features';
import type { OptionNames } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';
import { moments } from '../metrics/moments.ts';
import { checkDates } from '../quality/check-labels.ts';
import { dieboldMariano } from '../tests/diebold-mariano.ts';
import type { NamedLosses } from '../tests/loss-bootstrap.ts';
import { modelConfidenceSet } from '../tests/model-confidence-set.ts';
import { superiorPredictiveAbility } from '../tests/superior-predictive-ability.ts';
import type { DecisionComparison } from './compare-decisions.ts';
import { checkPlan, comparisonPlan, type ComparisonPlanInput, type PlanTimes } from './comparison-plan.ts';
import { assessGuardrails, type GuardrailMeasures } from './guardrails.ts';
import { jsonSafe, type JsonSafe } from './json-safe.ts';
import type { PairedScores } from './pair-scores.ts';
import { observeDifferences } from './observe-differences.ts';
import { LEAST_DAYS, sharpeDifference } from './sharpe-difference.ts';
import { judge, weekdaysLater } from './verdict.ts';

/** Everything that is known when one looks. */
export interface ComparisonInput {
  readonly plan: ComparisonPlanInput;
  readonly times: PlanTimes;
  /** `live`: predictions made as the days went by; `replay`: two recipes walked over days that were there already. @default 'live' */
  readonly kind?: 'live' | 'replay';
  /** From {@link pairScores}. */
  readonly pairs: PairedScores;
  readonly measures?: GuardrailMeasures;
  /** From {@link compareDecisions}. */
  readonly decisions?: DecisionComparison;
  /** Simple returns after costs of the same strategy on both, over the same days. */
  readonly returns?: { readonly baseline: Series; readonly candidate: Series; readonly riskFree?: number | Series };
  /** More than two models: losses of the same days by name, those of the baseline apart. */
  readonly several?: { readonly baseline: Series; readonly models: NamedLosses };
}

/** For the resampling; the verdict itself draws nothing. */
export interface ComparisonOptions {
  readonly seed: number;
  /** Of each bootstrap. @default 1999 */
  readonly replications?: number;
}

const INPUT: OptionNames<ComparisonInput> = {
  plan: true,
  times: true,
  kind: true,
  pairs: true,
  measures: true,
  decisions: true,
  returns: true,
  several: true,
};
const OPTIONS: OptionNames<ComparisonOptions> = { seed: true, replications: true };

/** Points of the grid on which the bounds are reported; the verdict is exact whatever it is. */
const GRID = 400;

/** The record of one look: plain JSON. */
export type ComparisonRecord = JsonSafe<ReturnType<typeof recordOf>>;

/**
 * One look at two models. The verdict follows from the plan, the time-uniform bounds on the mean of the clipped paired
 * differences and the guardrails; every other test is shown and decides nothing. Days after the plan's last are not looked
 * at. The same days give the same record, however often and on whichever days one looked before.
 *
 * @throws InvalidPlanError, InvalidOptionError, InvalidSeriesError (also for days before the plan's first), LengthMismatchError
 *
 * @example
 * ```ts
 * import { compareModels, pairScores } from '@regimekit/evaluation';
 *
 * const dates = Array.from({ length: 100 }, (_, t) => new Date(Date.UTC(2024, 0, 2 + t)).toISOString().slice(0, 10));
 * const score = dates.map((_, t) => Math.sin(t * t));
 * const of = (gain: number) => ({ dates, logScores: score.map((s, t) => s + gain * (1 + Math.cos(3 * t * t))), featureSetFingerprint: 'f' });
 * const record = compareModels({
 *   plan: {
 *     hypothesis: 'B predicts better than A.',
 *     baseline: { name: 'm', version: '1.0.0' },
 *     candidate: { name: 'm', version: '1.1.0' },
 *     clip: 3,
 *   },
 *   times: { createdAt: '2024-01-01T12:00:00Z', firstObservation: '2024-01-02' },
 *   pairs: pairScores(of(0), of(1)),
 *   measures: { relabelRate: 0.02, cutoverTurnover: 0.1, latencyMs: 4 },
 * }, { seed: 1, replications: 99 });
 * record.verdict; // 'promote'
 * ```
 */
export function compareModels(input: ComparisonInput, options: ComparisonOptions): ComparisonRecord {
  checkOptions(input, INPUT, 'compareModels');
  checkOptions(options, OPTIONS, 'compareModels');
  return jsonSafe(recordOf(input, options));
}

function recordOf(input: ComparisonInput, options: ComparisonOptions) {
  const plan = comparisonPlan(input.plan);
  const { kind = 'live', pairs, measures = {} } = input;
  checkChoice('kind', kind, ['live', 'replay']);
  checkPairs(pairs);
  const [first] = pairs.dates;
  if (plan.firstDay !== undefined && first! < plan.firstDay) {
    throw new InvalidSeriesError('the pairs', `on or after the plan's first day, ${plan.firstDay}`, first!);
  }
  const differences = pairs.differences.slice(0, plan.stopping.maxDays);
  const dates = pairs.dates.slice(0, differences.length);
  const check = checkPlan(plan, kind === 'live' ? liveTimes(input.times, dates[0]!) : input.times);
  const { path, dependence } = observeDifferences(plan, differences, GRID);
  const bounds = path.last;
  const guardrails = assessGuardrails(plan.guardrails, {
    ...measures,
    coverage: pairs.coverage,
    clippedShare: bounds.clippedShare,
    dependence,
  });
  const { verdict, reasons } = judge(plan, check, bounds, guardrails);
  const shownOn = (n: number | undefined) => (n === undefined ? undefined : dates[n * plan.blockDays - 1]);
  return {
    formatVersion: 1 as const,
    kind,
    verdict,
    reasons,
    plan,
    planCheck: check,
    days: { from: dates[0]!, to: dates.at(-1)!, paired: dates.length, beyondPlan: pairs.dates.length - dates.length },
    coverage: { share: pairs.coverage, baselineDays: pairs.baselineDays, candidateDays: pairs.candidateDays },
    gain: {
      ...gainOf(differences),
      observations: bounds.n,
      clippedMean: bounds.mean,
      lower: bounds.lower,
      upper: bounds.upper,
      margin: plan.margin,
      alpha: plan.alpha,
      aboveSince: shownOn(path.aboveFrom),
      belowSince: shownOn(path.belowFrom),
      clippedShare: bounds.clippedShare,
    },
    guardrails,
    nextLook: verdict === 'extend' ? weekdaysLater(dates.at(-1)!, plan.stopping.lookEveryDays) : undefined,
    // Shown, never a gate: each is for one look at data that did not choose the question.
    alsoShown: alsoShown(input, differences, options),
  };
}

/** A live comparison began at the latest with its first paired day, whatever the caller says. */
export function liveTimes(times: PlanTimes, firstDay: IsoDate): PlanTimes {
  const earlier = Date.parse(firstDay) < Date.parse(times.firstObservation);
  return earlier ? { ...times, firstObservation: firstDay } : times;
}

function gainOf(differences: Float64Array) {
  const n = differences.length;
  // The first paired day has a mean and no deviation.
  const { mean, standardDeviation } = n > 1 ? moments(differences) : { mean: differences[0]!, standardDeviation: 0 };
  const known = n > 1 && standardDeviation > 0;
  return {
    mean,
    standardDeviation: n > 1 ? standardDeviation : undefined,
    inDeviations: known ? mean / standardDeviation : undefined,
    // ln of the product of p_B / p_A, unclipped: a test of "A is the true law" only.
    logLikelihoodRatio: n * mean,
  };
}

function alsoShown(input: ComparisonInput, differences: Float64Array, options: ComparisonOptions) {
  const { decisions, returns, several } = input;
  const { seed, replications = 1999 } = options;
  const long = (values: { readonly length: number }) => values.length >= LEAST_DAYS;
  const drawing = { seed, replications };
  return {
    dieboldMariano: long(differences) ? dieboldMariano(differences) : undefined,
    decisions,
    sharpeDifference: sharpeDifference(returns, drawing),
    superiorPredictiveAbility:
      several === undefined ? undefined : superiorPredictiveAbility(several.baseline, several.models, drawing),
    modelConfidenceSet:
      several === undefined
        ? undefined
        : modelConfidenceSet({ ...several.models, baseline: several.baseline }, drawing),
  };
}

function checkPairs(pairs: PairedScores): void {
  checkDates('the dates of the pairs', pairs.dates);
  checkSeries('the differences', pairs.differences);
  checkSameLength('the differences', pairs.differences.length, 'their dates', pairs.dates.length);
  checkNumber('coverage', pairs.coverage, { atLeast: 0, atMost: 1 });
}
