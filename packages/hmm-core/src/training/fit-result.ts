import { logLikelihood } from '../inference/forward.ts';
import type { GaussianHmm } from '../model/gaussian-hmm.ts';
import { canonicalOrder, relabel } from '../model/relabel.ts';
import { ObservationMatrix } from '../observations.ts';
import type { StopReason } from './convergence.ts';
import type { FitPlan, FitSettings } from './fit-plan.ts';
import type { Degeneracy, FitReport, Repairs } from './fit-report.ts';
import type { RestartOutcome, StartKind } from './fit-restart.ts';
import { groupOptima, type Optimum } from './optima.ts';
import { modelOf, type Parameters } from './parameters.ts';

/** How one restart went. */
export interface RestartReport {
  readonly restart: number;
  readonly start: StartKind;
  readonly iterations: number;
  /** `abandoned`: a short run that others outran; its values are those of its last iteration. */
  readonly stopReason: StopReason | 'abandoned';
  readonly logLikelihood: number;
  readonly penalisedObjective: number;
  readonly repairs: Repairs;
  /** Where it became degenerate, if it did. */
  readonly degeneracy?: Degeneracy;
}

/** The best of all restarts, and how every one of them went. */
export interface GaussianHmmFit extends FitReport {
  /** The best restart's model, its states in canonical order (see `canonicalOrder`). */
  readonly model: GaussianHmm;
  /** Index of the restart that the model and the rest of the report come from. */
  readonly bestRestart: number;
  /** Every restart that was run, in order. */
  readonly restarts: readonly RestartReport[];
  /** Where the runs ended, the best first: a table of all optima found and how often. */
  readonly optima: readonly Optimum[];
  /** T, all sequences together. */
  readonly rows: number;
  readonly settings: FitSettings;
}

/** What a search came to. */
export interface SearchOutcome<Outcome> {
  /** Runs to compare; at least one. */
  readonly outcomes: readonly Outcome[];
  /** Short runs that were not taken further. */
  readonly abandoned: readonly Outcome[];
  readonly cancelled: boolean;
}

/** The part of a fit that does not depend on what was fitted. */
export interface FitSummary<Model> extends FitReport {
  readonly model: Model;
  readonly bestRestart: number;
  readonly restarts: readonly RestartReport[];
  readonly optima: readonly Optimum[];
}

/**
 * The restart with the highest penalised objective; the first among equals. One that became degenerate counts only when
 * all did: its likelihood is high because it was about to be infinite.
 */
export function chooseBest(plan: FitPlan, search: SearchOutcome<RestartOutcome>): GaussianHmmFit {
  const summary = summariseSearch(search, plan.settings.tolerance * plan.observed.nSteps, (parameters: Parameters) => {
    const raw = modelOf(parameters);
    const model = relabel(raw, canonicalOrder(raw));
    return { model, value: valueOf(model, plan) };
  });
  return { ...summary, rows: plan.observed.nSteps, settings: plan.settings };
}

/**
 * The same for any kind of parameters.
 *
 * @param lastGain the gain of objective at which a run stops: tolerance times rows
 * @param finish makes the model, its states in canonical order, and its data log-likelihood
 */
export function summariseSearch<P, Model>(
  { outcomes, abandoned, cancelled }: SearchOutcome<RestartOutcome<P>>,
  lastGain: number,
  finish: (parameters: P) => { readonly model: Model; readonly value: number },
): FitSummary<Model> {
  const usable = outcomes.filter(({ stopReason }) => stopReason !== 'degenerate');
  const best = (usable.length > 0 ? usable : outcomes).reduce((a, b) =>
    b.penalisedObjective > a.penalisedObjective ? b : a,
  );
  const { parameters, restart, start: _start, ...report } = best;
  const { model, value } = finish(parameters);
  const restarts = [
    ...outcomes.map(summarise),
    ...abandoned.map((run): RestartReport => ({
      ...summarise(run),
      stopReason: run.stopReason === 'degenerate' ? 'degenerate' : 'abandoned',
    })),
  ].toSorted((a, b) => a.restart - b.restart);
  return {
    model,
    ...report,
    stopReason: cancelled ? 'cancelled' : report.stopReason,
    // Of the returned model to the bit: another order of the states sums in another order.
    logLikelihood: value,
    penalisedObjective: report.penalisedObjective + (value - report.logLikelihood),
    bestRestart: restart,
    restarts,
    optima: groupOptima(restarts, lastGain),
  };
}

function valueOf(model: GaussianHmm, { observed }: FitPlan): number {
  const { data, nSteps, nFeatures, lengths } = observed;
  const missing = observed.missing === undefined ? 'error' : 'marginalise';
  return logLikelihood(model, new ObservationMatrix(nSteps, nFeatures, data, lengths), { missing });
}

function summarise(outcome: RestartOutcome<unknown>): RestartReport {
  const { restart, start, iterations, stopReason, logLikelihood: value, penalisedObjective, repairs } = outcome;
  const { degeneracy } = outcome;
  return {
    restart,
    start,
    iterations,
    stopReason,
    logLikelihood: value,
    penalisedObjective,
    repairs,
    ...(degeneracy === undefined ? {} : { degeneracy }),
  };
}
