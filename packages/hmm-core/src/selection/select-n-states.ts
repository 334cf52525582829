import { RegimekitError } from '@regimekit/errors';
import { inlineExecutor, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import type { Observations } from '../observations.ts';
import { fitGaussianHmm } from '../training/fit.ts';
import { fitGaussianHmmAsync } from '../training/fit-async.ts';
import { fitHmm, fitHmmAsync } from '../training/fit-hmm.ts';
import type { FitOptions } from '../training/fit-plan.ts';
import type { HmmFitOptions } from '../training/hmm-fit-plan.ts';
import type { ExecutorOptions } from '../training/run-search-async.ts';
import type { Disqualification } from './candidate.ts';
import { measureFit, scoreWindow, type AnyFit } from './measure-candidate.ts';
import { selectionOptionNames, type SelectionOptions } from './selection-options.ts';
import { jobOf, planSelection, type CandidateModel, type FitJob, type SelectionPlan } from './selection-plan.ts';
import { concludeSelection, type ModelSelection, type Trial } from './selection-result.ts';

/** `SelectionOptions`, and who runs the fits, and how they are stopped. */
export interface AsyncSelectionOptions extends SelectionOptions, ExecutorOptions {}

const asyncOptionNames: OptionNames<AsyncSelectionOptions> = { ...selectionOptionNames, executor: true, signal: true };

/** What became of a fit. */
type Outcome = { readonly fit: AnyFit } | { readonly problem: string } | 'cancelled';

/**
 * Chooses the number of states, the covariance type and the family: every candidate is fitted to all rows, for AIC, BIC,
 * ICL and a look at its states, and to each expanding window, to see how well it foresees the span behind it. The result
 * is the whole table, one frozen record for each candidate with why it cannot be chosen, if so, and the choice in words.
 *
 * The default is the honest one: the out-of-sample log score, and of all candidates within one standard error of the best
 * the one with the fewest parameters. AIC, BIC and ICL stand beside it and can be chosen by. All four take memory inside a
 * state for more states (`warnings` says when there is some), so whether there are regimes at all is for `testNoRegimes`.
 *
 * A candidate whose fit fails is a row with the reason. Families with memory condition on the first rows of a sequence:
 * those rows then count for no candidate. Nothing is purged between a window and the span it foresees.
 *
 * @param observations - T x D
 * @throws InvalidObservationsError, InvalidLengthsError, InvalidOptionError (also for families of whole and of real
 *   numbers side by side, which have no common measure)
 *
 * @example
 * ```ts
 * import { createGaussianHmm, sample, selectNStates } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.97, 0.03], [0.05, 0.95]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const { observations } = sample(truth, 600, { seed: 1 });
 * const { chosen, reason } = selectNStates(observations, { nStates: [1, 2, 3], seed: 1 });
 * chosen?.nStates; // 2
 * ```
 */
export function selectNStates(observations: Observations, options: SelectionOptions = {}): ModelSelection {
  checkOptions(options, selectionOptionNames, 'selectNStates');
  const plan = planSelection(observations, options);
  const work = selectionSteps(plan);
  let step = work.next();
  while (!step.done) {
    const outcome = attempt(step.value);
    step = work.next(goesOn(plan, step.value, options) ? outcome : 'cancelled');
  }
  return step.value;
}

/**
 * `selectNStates` with the restarts of every fit on any executor: the same bytes for any number of workers. An abort
 * rejects with `signal.reason`; an `onProgress` that returns false resolves without a choice.
 *
 * @throws as `selectNStates` (as a rejection), and when the executor itself fails
 *
 * @example
 * ```ts
 * import { createGaussianHmm, sample, selectNStatesAsync } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[0], [4]],
 *   covariances: [[1], [1]],
 * });
 * const { observations } = sample(truth, 300, { seed: 1 });
 * const search = { starts: 4, keep: 2 };
 * const { table } = await selectNStatesAsync(observations, { nStates: [1, 2], criterion: 'bic', outOfSample: false, search });
 * table.length; // 2
 * ```
 */
export async function selectNStatesAsync(
  observations: Observations,
  options: AsyncSelectionOptions = {},
): Promise<ModelSelection> {
  checkOptions(options, asyncOptionNames, 'selectNStatesAsync');
  const { executor = inlineExecutor, signal } = options;
  signal?.throwIfAborted();
  const plan = planSelection(observations, options);
  const work = selectionSteps(plan);
  let step = work.next();
  while (!step.done) {
    const outcome = await attemptAsync(step.value, { executor, signal });
    step = work.next(goesOn(plan, step.value, options) ? outcome : 'cancelled');
  }
  return step.value;
}

/** The fits to make, one after the other, whoever makes them; what comes of each is handed back in. */
function* selectionSteps(plan: SelectionPlan): Generator<FitJob, ModelSelection, Outcome> {
  const trials: Trial[] = [];
  let cancelled = false;
  for (const candidate of plan.candidates) {
    const trial: Trial | undefined = cancelled ? undefined : yield* tryCandidate(plan, candidate);
    cancelled ||= trial === undefined;
    trials.push(trial ?? untried(candidate, { code: 'CANCELLED', message: 'cancelled' }));
  }
  return concludeSelection(plan, trials, cancelled);
}

/** undefined: cancelled. */
function* tryCandidate(plan: SelectionPlan, candidate: CandidateModel): Generator<FitJob, Trial | undefined, Outcome> {
  const outcome = yield jobOf(plan, candidate, null);
  if (outcome === 'cancelled') return undefined;
  if ('problem' in outcome) return untried(candidate, { code: 'FIT_FAILED', message: outcome.problem });
  const { fit } = outcome;
  const scores: Float64Array[] = [];
  let windowProblem: string | undefined;
  for (const fold of plan.windows.keys()) {
    const foreseen = yield jobOf(plan, candidate, fold);
    if (foreseen === 'cancelled') return undefined;
    if ('problem' in foreseen) windowProblem ??= `span ${fold}: ${foreseen.problem}`;
    else {
      const span = guard(() => scoreWindow(plan, candidate, fold, foreseen.fit.model));
      if ('problem' in span) windowProblem ??= `span ${fold}: ${span.problem}`;
      else if (!span.value.every(Number.isFinite)) windowProblem ??= `span ${fold}: a row was foreseen as impossible`;
      else scores.push(span.value);
    }
  }
  const measured = guard(() => measureFit(plan, candidate, fit));
  if ('problem' in measured) return untried(candidate, { code: 'FIT_FAILED', message: measured.problem });
  return { candidate, fit, measures: measured.value, windows: windowProblem ?? scores, failure: undefined };
}

/** A family of the caller's own may throw anywhere. */
function guard<T>(work: () => T): { readonly value: T } | { readonly problem: string } {
  try {
    return { value: work() };
  } catch (error) {
    return problemOf(error);
  }
}

function untried(candidate: CandidateModel, failure: Disqualification): Trial {
  return { candidate, fit: undefined, measures: undefined, windows: [], failure };
}

function attempt({ candidate: { own }, rows, options }: FitJob): Outcome {
  try {
    return {
      fit: own === undefined ? fitGaussianHmm(rows, options as FitOptions) : fitHmm(rows, options as HmmFitOptions),
    };
  } catch (error) {
    return problemOf(error);
  }
}

async function attemptAsync({ candidate: { own }, rows, options }: FitJob, how: ExecutorOptions): Promise<Outcome> {
  try {
    return {
      fit: await (own === undefined
        ? fitGaussianHmmAsync(rows, { ...(options as FitOptions), ...how })
        : fitHmmAsync(rows, { ...(options as HmmFitOptions), ...how })),
    };
  } catch (error) {
    if (how.signal?.aborted === true) throw error;
    return problemOf(error);
  }
}

/** A candidate may fail; an executor that is closed or crashed is the caller's to know. */
function problemOf(error: unknown): { readonly problem: string } {
  if (RegimekitError.isInstance(error) && error.kind !== 'input') throw error;
  return { problem: error instanceof Error ? error.message : String(error) };
}

function goesOn(plan: SelectionPlan, { candidate, fold }: FitJob, { onProgress }: SelectionOptions): boolean {
  const perCandidate = plan.windows.length + 1;
  const done = plan.candidates.indexOf(candidate) * perCandidate + (fold === null ? 1 : fold + 2);
  const total = plan.candidates.length * perCandidate;
  // A no that comes with the last fit stops nothing.
  return onProgress?.({ done, total, candidate: candidate.name, fold }) !== false || done === total;
}
