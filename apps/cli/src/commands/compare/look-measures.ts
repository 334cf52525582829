// What models and market add to the log: hindsight, what acting on both earned, the guardrails.
import {
  compareDecisions,
  cutoverTurnover,
  labelStability,
  latencyQuantile,
  runStrategy,
  zeroOne,
  type AssetReturns,
  type DecisionComparison,
  type GuardrailMeasures,
  type SignalHistory,
  type StrategyResult,
} from '@regimekit/evaluation';
import type { RegimeDetector } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { MatrixView } from '@regimekit/numerics';
import type { PredictionRecord } from '@regimekit/monitoring';
import type { PairedDay } from './live-pairs.ts';
import type { TwoModels } from './pilot.ts';

/** Features of both, up to the last paired day. */
export interface TwoFeatures {
  readonly baseline: FeatureMatrix;
  readonly candidate: FeatureMatrix;
}

/** What the same 0/1 strategy earned on the answers of each. */
export interface TwoStrategies {
  readonly baseline: StrategyResult;
  readonly candidate: StrategyResult;
  readonly riskFree: Float64Array;
}

/** Names of the regimes of both, those of the baseline first. */
export function regimesOfBoth({ baseline, candidate }: TwoModels): readonly string[] {
  return [...new Set<string>([...baseline.detector.regimes, ...candidate.detector.regimes])];
}

/** Decisions as logged against hindsight, on the days that the features of both have. */
export function decisionsOf(
  models: TwoModels,
  features: TwoFeatures,
  days: readonly PairedDay[],
): DecisionComparison | undefined {
  const regimes = regimesOfBoth(models);
  const [from, to] = [days[0]!.date, days.at(-1)!.date];
  const hindsight = (of: keyof TwoModels): Map<string, string> =>
    new Map(models[of].detector.decodeRegimes(features[of], { from, to }).map(({ date, regime }) => [date!, regime]));
  const [a, b] = [hindsight('baseline'), hindsight('candidate')];
  const known = days.filter(({ date }) => a.has(date) && b.has(date));
  if (known.length === 0) return undefined;
  const index = (names: readonly string[]): number[] => names.map((name) => regimes.indexOf(name));
  const side = (of: keyof TwoModels, later: Map<string, string>) => ({
    filtered: index(known.map((day) => day[of].regime)),
    smoothed: index(known.map(({ date }) => later.get(date)!)),
  });
  return compareDecisions(side('baseline', a), side('candidate', b), regimes.length);
}

/** Out of the market while the most stressed regime has a probability of a half, by the answers as they were logged. */
function weightsOf(detector: RegimeDetector, days: readonly PairedDay[], of: keyof TwoModels) {
  const probs = days.map((day) => detector.regimes.map((regime) => day[of].probabilities[regime] ?? 0));
  const signals: SignalHistory = {
    dates: days.map(({ date }) => date),
    regimes: detector.regimes,
    probs: MatrixView.from(probs),
    fold: new Int32Array(days.length),
  };
  return zeroOne(signals);
}

/** Sessions from the first decision to the first return, beside the delay. */
const FIRST_RETURN = 2;

/** The 0/1 strategy on both, over the same sessions; undefined where they are too few. */
export function strategiesOf(
  { baseline, candidate }: TwoModels,
  days: readonly PairedDay[],
  market: AssetReturns,
  execution: { readonly delay: number; readonly costBps: number },
): TwoStrategies | undefined {
  if (market.dates.length < execution.delay + FIRST_RETURN) return undefined;
  const run = (detector: RegimeDetector, of: keyof TwoModels) =>
    runStrategy(weightsOf(detector, days, of), market, execution);
  const results = { baseline: run(baseline.detector, 'baseline'), candidate: run(candidate.detector, 'candidate') };
  const riskFree = market.riskFree.slice(market.dates.indexOf(results.baseline.dates[0]!));
  return { ...results, riskFree };
}

const LAST_YEAR = 252;

/** What the plan limits, as far as it can be measured. */
export function guardrailMeasures(
  models: TwoModels,
  features: TwoFeatures | undefined,
  days: readonly PairedDay[],
): GuardrailMeasures {
  const last = days.slice(-1);
  const weights = (of: keyof TwoModels) => weightsOf(models[of].detector, last, of).weights.row(0);
  return {
    relabelRate: features === undefined ? undefined : relabelRate(models, features),
    cutoverTurnover: cutoverTurnover(weights('baseline'), weights('candidate')),
    latencyMs: latencyQuantile(days.map(({ candidate }) => candidate.latencyMs)),
  };
}

/** Share of the last year's days to which the candidate gives another label than the baseline: the cutover is a refit. */
function relabelRate(models: TwoModels, features: TwoFeatures): number | undefined {
  const regimes = regimesOfBoth(models);
  const labelled = (of: keyof TwoModels): Map<string, { readonly label: number; readonly confidence: number }> => {
    const dates = features[of].dates.slice(-LAST_YEAR);
    const said = models[of].detector.predictRegimes(features[of], { from: dates[0]!, to: dates.at(-1)! });
    return new Map(
      said.map(({ date, regime, confidence }) => [
        date!,
        { label: regimes.indexOf(regime), confidence: Math.min(1, confidence) },
      ]),
    );
  };
  const [a, b] = [labelled('baseline'), labelled('candidate')];
  const dates = [...a.keys()].filter((date) => b.has(date));
  if (dates.length === 0) return undefined;
  const fold = (said: typeof a) => ({
    dates,
    labels: dates.map((date) => said.get(date)!.label),
    confidence: dates.map((date) => said.get(date)!.confidence),
  });
  return labelStability([fold(a), fold(b)], { nLabels: regimes.length, lastDays: LAST_YEAR }).worstRelabelled;
}

/** Regimes of the paired days, for ribbons and tables. */
export function regimesSaid(days: readonly PairedDay[], of: keyof TwoModels): string[] {
  return days.map((day): PredictionRecord => day[of]).map(({ regime }) => regime);
}
