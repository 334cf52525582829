import { isGaussianHmm } from '../model/check-model.ts';
import type { GaussianHmmFit } from '../training/fit-result.ts';
import type { HmmFit } from '../training/fit-hmm.ts';
import type { Candidate, Disqualification, OutOfSampleScore } from './candidate.ts';
import { chooseCandidate, type ScoredCandidate } from './choose-candidate.ts';
import { countedRows, type AnyFit, type InSampleMeasures } from './measure-candidate.ts';
import { meanDifference } from './mean-difference.ts';
import { scoreBaseline } from './one-state-baseline.ts';
import { reviewSample } from './review-sample.ts';
import type { SelectionCriterion } from './selection-options.ts';
import type { CandidateModel, SelectionPlan } from './selection-plan.ts';

/** What the search came to for one candidate. */
export interface Trial {
  readonly candidate: CandidateModel;
  readonly fit: AnyFit | undefined;
  readonly measures: InSampleMeasures | undefined;
  /** Scores of each span, or what went wrong. */
  readonly windows: readonly Float64Array[] | string;
  readonly failure: Disqualification | undefined;
}

/** Something that a reader of the table should know. */
export interface SelectionWarning {
  /**
   * - `AUTOCORRELATED_WITHIN_STATES`: rows remember each other inside the states, so that AIC, BIC and ICL want more and
   *   more of them
   * - `AT_THE_EDGE`: the chosen number of states, or the one that BIC wants, is the largest that was tried
   * - `MEMORY_FORESEES_BETTER`: one state with memory foresees the spans better than the chosen model
   */
  readonly code: 'AUTOCORRELATED_WITHIN_STATES' | 'AT_THE_EDGE' | 'MEMORY_FORESEES_BETTER';
  readonly message: string;
}

/** How one state with a vector autoregression of order one foresees the same spans. */
export interface OneStateBaseline {
  /** Average log predictive density of a row. */
  readonly mean: number;
  /** That, less the chosen model's on the same rows, and its standard error; null when nothing was chosen. */
  readonly advantage: number | null;
  readonly standardError: number | null;
}

/** What `selectNStates` found. */
export interface ModelSelection {
  readonly criterion: SelectionCriterion;
  /** One row for each candidate, in the order tried: the numbers of states, and the types and families for each. */
  readonly table: readonly Candidate[];
  /** The chosen row; null when none can be. */
  readonly chosen: Candidate | null;
  /** The choice in words. */
  readonly reason: string;
  readonly warnings: readonly SelectionWarning[];
  /** Null without windows, and where an autoregression says nothing (whole numbers, missing values). */
  readonly baseline: OneStateBaseline | null;
  /** The fit of the chosen candidate to all rows; by the search of the selection. */
  readonly fit: GaussianHmmFit | HmmFit | null;
}

export function concludeSelection(plan: SelectionPlan, trials: readonly Trial[], cancelled: boolean): ModelSelection {
  const scored = trials.map((trial) => scoreTrial(plan, trial));
  const { best, index, reason } = cancelled
    ? { best: undefined, index: undefined, reason: 'Cancelled before every candidate was fitted: nothing is chosen.' }
    : chooseCandidate(plan.settings, scored);
  const bestScores = best ?? highest(scored);
  const table = scored.map((candidate, i) => rowOf(candidate, bestScores, i === index));
  const chosen = index === undefined ? undefined : trials[index]!;
  const baseline = compareBaseline(plan, index === undefined ? undefined : scored[index]);
  return Object.freeze({
    criterion: plan.settings.criterion,
    table: Object.freeze(table),
    chosen: index === undefined ? null : table[index]!,
    reason,
    warnings: Object.freeze(listWarnings(plan, table, chosen, baseline)),
    baseline,
    fit: (chosen?.fit ?? null) as GaussianHmmFit | HmmFit | null,
  });
}

function scoreTrial({ settings }: SelectionPlan, trial: Trial): ScoredCandidate {
  const { candidate, measures, windows, failure } = trial;
  const disqualified = [...(failure === undefined ? [] : [failure]), ...(measures?.disqualified ?? [])];
  let scores: Float64Array | undefined;
  if (typeof windows === 'string') {
    if (settings.criterion === 'outOfSample') disqualified.push({ code: 'WINDOW_FAILED', message: windows });
  } else if (windows.length > 0) {
    scores = Float64Array.from(windows.flatMap((values) => [...values]));
  }
  return { candidate, measures, disqualified, scores, folds: typeof windows === 'string' ? [] : windows };
}

function rowOf(
  { candidate, measures, disqualified, scores, folds }: ScoredCandidate,
  best: Float64Array | undefined,
  chosen: boolean,
): Candidate {
  const { own: _own, ...description } = candidate;
  return deepFreeze({
    ...description,
    nParameters: measures?.nParameters ?? null,
    logLikelihood: measures?.logLikelihood ?? null,
    aic: measures?.aic ?? null,
    bic: measures?.bic ?? null,
    icl: measures?.icl ?? null,
    outOfSample: scores === undefined || best === undefined ? null : scoreOf(scores, best, folds),
    minOccupancy: measures?.minOccupancy ?? null,
    minDuration: measures?.minDuration ?? null,
    stopReason: measures?.stopReason ?? null,
    disqualified,
    chosen,
  });
}

function scoreOf(scores: Float64Array, best: Float64Array, folds: readonly Float64Array[]): OutOfSampleScore {
  const { mean: shortfall, standardError } = meanDifference(best.map((value, i) => value - scores[i]!));
  return { mean: average(scores), shortfall, standardError, folds: folds.map(average) };
}

function highest(scored: readonly ScoredCandidate[]): Float64Array | undefined {
  return scored
    .flatMap(({ scores }) => scores ?? [])
    .reduce<Float64Array | undefined>((a, b) => (a === undefined || average(b) > average(a) ? b : a), undefined);
}

function compareBaseline(plan: SelectionPlan, chosen: ScoredCandidate | undefined): OneStateBaseline | null {
  const baseline = scoreBaseline(plan);
  if (baseline === undefined) return null;
  const mean = average(baseline.scores);
  if (chosen?.scores === undefined) return Object.freeze({ mean, advantage: null, standardError: null });
  const position = new Map(
    plan.windows.flatMap(({ trainEnd, testEnd }) => countedRows(plan, trainEnd, testEnd)).map((t, i) => [t, i]),
  );
  const difference = baseline.scores.map((value, i) => value - chosen.scores![position.get(baseline.rows[i]!)!]!);
  const { mean: advantage, standardError } = meanDifference(difference);
  return Object.freeze({ mean, advantage, standardError });
}

function listWarnings(
  plan: SelectionPlan,
  table: readonly Candidate[],
  chosen: Trial | undefined,
  baseline: OneStateBaseline | null,
): SelectionWarning[] {
  const warnings: SelectionWarning[] = [];
  const model = chosen?.fit?.model;
  if (model !== undefined && isGaussianHmm(model)) {
    const times = reviewSample(model, plan.rows, { missing: plan.settings.fit.missing })
      .filter(({ code }) => code === 'AUTOCORRELATED_WITHIN_STATES')
      .map(({ measured }) => measured);
    if (times.length > 0) {
      warnings.push({
        code: 'AUTOCORRELATED_WITHIN_STATES',
        message:
          `Inside the states ${times.length} of ${plan.rows.columns} feature(s) remember earlier rows, the slowest so much that ` +
          `${Math.max(...times).toFixed(1)} rows are worth one. AIC, BIC and ICL take rows for independent there and ` +
          'pay for memory with states; so does the out-of-sample score. Ask testNoRegimes.',
      });
    }
  }
  const most = Math.max(...plan.settings.nStates);
  const bic = lowest(table);
  const edges = [
    ...(chosen?.candidate.nStates === most ? ['the choice'] : []),
    ...(bic?.nStates === most ? ['BIC'] : []),
  ];
  if (edges.length > 0 && plan.settings.nStates.length > 1 && most > 1) {
    warnings.push({
      code: 'AT_THE_EDGE',
      message: `${edges.join(' and ')}: ${most} states, the most that were tried. More might be wanted, and then even more: a sign of data that the states do not fit.`,
    });
  }
  const { advantage, standardError } = baseline ?? { advantage: null, standardError: null };
  if (advantage !== null && standardError !== null && advantage > standardError) {
    warnings.push({
      code: 'MEMORY_FORESEES_BETTER',
      message: `One state with a vector autoregression foresees a row better than the chosen model, by ${advantage.toFixed(3)} (standard error ${standardError.toFixed(3)}).`,
    });
  }
  return warnings;
}

function lowest(table: readonly Candidate[]): Candidate | undefined {
  const fitted = table.filter(({ bic }) => bic !== null);
  return fitted.reduce<Candidate | undefined>((a, b) => (a === undefined || b.bic! < a.bic! ? b : a), undefined);
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
