import { forwardBackward } from '../inference/forward-backward.ts';
import { logScores } from '../inference/log-scores.ts';
import { viterbi } from '../inference/viterbi.ts';
import { expectedDurations } from '../markov-chain/expected-durations.ts';
import { countFreeParameters } from '../model/free-parameters.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { FitSummary } from '../training/fit-result.ts';
import type { Disqualification } from './candidate.ts';
import { firstRows } from './expanding-windows.ts';
import { aic, bic, icl } from './information-criteria.ts';
import { cut, type CandidateModel, type SelectionPlan } from './selection-plan.ts';

/** Any fit. */
export type AnyFit = FitSummary<HiddenMarkovModel>;

/** What the fit to all rows says of a candidate. */
export interface InSampleMeasures {
  readonly nParameters: number;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  readonly icl: number;
  readonly minOccupancy: number;
  readonly minDuration: number | null;
  readonly stopReason: AnyFit['stopReason'];
  readonly disqualified: readonly Disqualification[];
}

export function measureFit(plan: SelectionPlan, candidate: CandidateModel, fit: AnyFit): InSampleMeasures {
  const { rows, covariates, settings } = plan;
  const { model, stopReason } = fit;
  const options = { missing: settings.fit.missing, covariates: cut(candidate.own, covariates, rows.rows) };
  const counted = countedRows(plan);
  const scores = logScores(model, rows, options);
  const logLikelihood = counted.reduce((sum, t) => sum + scores[t]!, 0);
  const { smoothedProbs, logLikelihood: ofAll } = forwardBackward(model, rows, options);
  const nParameters = countFreeParameters(model);
  // log p(z* given Y), of the whole path; of data that cannot be, there is none.
  const logPath = ofAll === -Infinity ? 0 : viterbi(model, rows, options).logJointProb - ofAll;
  const minOccupancy = Math.min(
    ...Array.from({ length: model.nStates }, (_, k) => {
      let share = 0;
      for (let t = 0; t < rows.rows; t++) share += smoothedProbs.get(t, k) / rows.rows;
      return share;
    }),
  );
  const shortest = expectedDurations(model.transitionMatrix).reduce((a, b) => Math.min(a, b), Infinity);
  return {
    nParameters,
    logLikelihood,
    aic: aic(logLikelihood, nParameters),
    bic: bic(logLikelihood, nParameters, counted.length),
    icl: icl(logLikelihood + logPath, nParameters, counted.length),
    minOccupancy,
    minDuration: Number.isFinite(shortest) ? shortest : null,
    stopReason,
    disqualified: judge(settings, { stopReason, minOccupancy, shortest }),
  };
}

function judge(
  { minOccupancy, minDuration }: SelectionPlan['settings'],
  found: { readonly stopReason: string; readonly minOccupancy: number; readonly shortest: number },
): Disqualification[] {
  const reasons: Disqualification[] = [];
  if (found.stopReason === 'degenerate') {
    reasons.push({ code: 'DEGENERATE', message: 'every run of the fit broke down' });
  }
  if (found.minOccupancy < minOccupancy) {
    const share = `${(100 * found.minOccupancy).toFixed(1)} % of the rows`;
    reasons.push({ code: 'RARE_STATE', message: `a state holds ${share}, less than ${100 * minOccupancy} %` });
  }
  if (found.shortest < minDuration) {
    const stay = found.shortest.toFixed(1);
    reasons.push({ code: 'SHORT_STAY', message: `a state lasts ${stay} rows on average, less than ${minDuration}` });
  }
  return reasons;
}

/** Rows that count: those that every candidate has a density for, and that hold a value. Indices, ascending. */
export function countedRows({ rows, memory }: SelectionPlan, from = 0, to: number = rows.rows): number[] {
  const counted: number[] = [];
  let start = 0;
  for (const length of rows.lengths) {
    for (let t = Math.max(start + memory, from); t < Math.min(start + length, to); t++) {
      if (!rows.row(t).every(Number.isNaN)) counted.push(t);
    }
    start += length;
  }
  return counted;
}

/**
 * Log predictive scores of the rows of a span by a model that was fitted to the rows before it: the filter runs through
 * both, so that it stands at the beginning of the span where it would have stood. A sequence that begins inside the span
 * starts from the long run of the chain where there are several.
 */
export function scoreWindow(
  plan: SelectionPlan,
  candidate: CandidateModel,
  fold: number,
  model: HiddenMarkovModel,
): Float64Array {
  const { trainEnd, testEnd } = plan.windows[fold]!;
  const scores = logScores(model, firstRows(plan.rows, testEnd), {
    missing: plan.settings.fit.missing,
    covariates: cut(candidate.own, plan.covariates, testEnd),
    initialProbs: plan.rows.lengths.length > 1 ? 'stationary' : 'model',
  });
  return Float64Array.from(countedRows(plan, trainEnd, testEnd), (t) => scores[t]!);
}
