// One look, from log, models and market to the record.
import { RegimekitError } from '@regimekit/errors';
import {
  compareModels,
  compareWithoutScores,
  comparisonPath,
  type ComparisonPath,
  type ComparisonRecord,
  type PairedScores,
  type PlanTimes,
  type UnscoredRecord,
} from '@regimekit/evaluation';
import type { Context } from '../../frame/context.ts';
import type { Configuration } from '../../workflows/configuration.ts';
import { withPredictions } from '../../workflows/prediction-log.ts';
import { loadServingModel } from '../../workflows/serving-model.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import { isScored, readLivePairs, type LivePairs, type PairedDay } from './live-pairs.ts';
import { decisionsOf, guardrailMeasures, strategiesOf, type TwoStrategies } from './look-measures.ts';
import { readMarket, type LookMarket, type MarketRequest } from './look-market.ts';
import { whyNoScores, type TwoModels } from './pilot.ts';
import type { ChosenPlan } from './recorded-plans.ts';

/** Everything that page, files and document tell. */
export interface LookFindings {
  readonly chosen: ChosenPlan;
  readonly record: ComparisonRecord | UnscoredRecord;
  readonly models: TwoModels;
  /** The days that are judged, whether they have scores or not. */
  readonly days: readonly PairedDay[];
  readonly pairs: PairedScores | undefined;
  readonly path: ComparisonPath | undefined;
  readonly strategies: TwoStrategies | undefined;
  readonly coverage: Coverage;
  /** What a reader has to know beside the numbers. */
  readonly notes: readonly string[];
}

/** How the 0/1 strategy is carried out, and what cash earns. */
export type LookRequest = MarketRequest & { readonly execution: { readonly delay: number; readonly costBps: number } };

/** One look at a plan. */
export async function findLook(
  context: Context,
  configuration: Configuration,
  chosen: ChosenPlan,
  request: LookRequest,
): Promise<LookFindings> {
  const { plan } = chosen;
  context.progress.show('reading predictions');
  const models = {
    baseline: await loadServingModel(context, configuration, plan.baseline.version),
    candidate: await loadServingModel(context, configuration, plan.candidate.version),
  };
  const live = await withPredictions(context, configuration, async (log) => readLivePairs(log, plan));
  const why = whyNoScores(models);
  const counted = why === undefined ? live.days.filter(isScored) : live.days;
  const days = counted.slice(0, plan.stopping.maxDays);
  const market = await marketOrNothing(context, configuration, models, days, request);
  const coverage = coverageOf(plan, live, days, market?.sessions);
  const times: PlanTimes = {
    createdAt: chosen.recorded.at,
    recordedDigest: chosen.recorded.digest,
    // Without a pair nothing was observed yet, so nothing can be older than the plan.
    firstObservation: live.firstObservation ?? NEVER,
  };
  const strategies =
    days.length === 0 || market === undefined
      ? undefined
      : strategiesOf(models, days, market.returns, request.execution);
  const found = {
    plan,
    times,
    measures: days.length === 0 ? {} : guardrailMeasures(models, market?.features, days),
    ...(days.length > 0 && market !== undefined ? given('decisions', decisionsOf(models, market.features, days)) : {}),
    ...given('returns', returnsOf(strategies)),
  };
  const settings = { seed: context.seed };
  const rest = { chosen, models, days, strategies, coverage };
  if (why !== undefined || days.length === 0) {
    const { share, baselineDays, candidateDays } = coverage;
    const record = compareWithoutScores(
      {
        ...found,
        why: days.length === 0 ? 'NO_PAIRED_DAYS' : why!,
        days: { dates: counted.map(({ date }) => date), coverage: share, baselineDays, candidateDays },
        today: context.now().toISOString().slice(0, 10),
      },
      settings,
    );
    return { ...rest, record, pairs: undefined, path: undefined, notes: notesOf(chosen, live, models, market) };
  }
  const pairs = pairsOf(counted, coverage);
  const record = compareModels({ ...found, pairs }, settings);
  return { ...rest, record, pairs, path: comparisonPath(plan, pairs), notes: notesOf(chosen, live, models, market) };
}

const NEVER = '9999-12-31';

function given<Name extends string, T>(name: Name, value: T | undefined): { readonly [K in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in Name]: T });
}

function pairsOf(days: readonly PairedDay[], { share, baselineDays, candidateDays }: Coverage): PairedScores {
  return {
    dates: days.map(({ date }) => date),
    differences: Float64Array.from(days, ({ baseline, candidate }) => candidate.logScore! - baseline.logScore!),
    coverage: share,
    baselineDays,
    candidateDays,
  };
}

function returnsOf(strategies: TwoStrategies | undefined) {
  if (strategies === undefined) return undefined;
  const { baseline, candidate, riskFree } = strategies;
  return { baseline: baseline.returns, candidate: candidate.returns, riskFree };
}

/** Without market data there is no hindsight and no strategy; what the log alone can tell is told all the same. */
async function marketOrNothing(
  context: Context,
  configuration: Configuration,
  models: TwoModels,
  days: readonly PairedDay[],
  request: MarketRequest,
): Promise<LookMarket | undefined> {
  if (days.length === 0) return undefined;
  try {
    return await readMarket(context, configuration, models, days, request);
  } catch (error) {
    if (RegimekitError.isInstance(error) && error.code === 'NO_MARKET_DATA') return undefined;
    throw error;
  }
}

function notesOf(
  { siblings, plan }: ChosenPlan,
  { days, otherData }: LivePairs,
  { baseline, candidate }: TwoModels,
  market: LookMarket | undefined,
): string[] {
  const unscored =
    whyNoScores({ baseline: candidate, candidate }) === undefined ? days.filter((day) => !isScored(day)).length : 0;
  const { version, stage } = candidate.version;
  return [
    ...(siblings.length > 1
      ? [
          `There are ${siblings.length} plans for ${version}: each errs as rarely as it says, whoever picks among them more often.`,
        ]
      : []),
    ...(otherData.length > 0
      ? [
          `${otherData.length} days were predicted by both on different data (a value was revised in between) and are not paired.`,
        ]
      : []),
    ...(unscored > 0 ? [`${unscored} days that both predicted carry no log score and are not judged.`] : []),
    ...(stage === 'production'
      ? [
          `${version} is in production: the comparison is over, and days without ${baseline.version.version} only lower the coverage.`,
        ]
      : []),
    ...(stage === 'staging' || stage === 'archive'
      ? [`${version} is in ${stage}; predict asks beside production the versions in shadow.`]
      : []),
    ...(baseline.version.stage === 'production' || stage === 'production'
      ? []
      : [
          `${baseline.version.version} is in ${baseline.version.stage}: what it would answer is no longer logged beside ${version}.`,
        ]),
    ...(market === undefined && days.length > 0
      ? ['There is no market data here: hindsight, the share relabelled and the Sharpe ratios were not measured.']
      : []),
    ...(plan.firstDay === undefined ? ['The plan names no first day: every paired day of the log counts.'] : []),
  ];
}
