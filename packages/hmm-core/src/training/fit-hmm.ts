import { inlineExecutor, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import type { EmissionFamily } from '../emissions/emission-family.ts';
import { logDensitiesInto } from '../emissions/evaluate.ts';
import { filterInto } from '../inference/forward.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { canonicalOrder, relabel } from '../model/relabel.ts';
import type { Observations } from '../observations.ts';
import type { RestartOutcome } from './fit-restart.ts';
import { summariseSearch, type FitSummary, type SearchOutcome } from './fit-result.ts';
import {
  hmmFitOptionNames,
  planHmmFit,
  type HmmFitOptions,
  type HmmFitPlan,
  type HmmFitSettings,
} from './hmm-fit-plan.ts';
import { runHmmRestart } from './hmm-fit-restart.ts';
import { checkSendable, fitHmmRestartTask } from './hmm-fit-task.ts';
import { hmmOf, type HmmState } from './hmm-parameters.ts';
import { runSearchAsync, type ExecutorOptions } from './run-search-async.ts';
import { runSearch } from './run-search.ts';

/** The best of all restarts, and how every one of them went. */
export interface HmmFit extends FitSummary<HiddenMarkovModel> {
  /** T, all sequences together. */
  readonly rows: number;
  readonly settings: HmmFitSettings;
}

/** `HmmFitOptions`, and who runs the starts, and how they are stopped. */
export interface AsyncHmmFitOptions extends HmmFitOptions, ExecutorOptions {}

const asyncOptionNames: OptionNames<AsyncHmmFitOptions> = { ...hmmFitOptionNames, executor: true, signal: true };

/**
 * Fits a hidden Markov model of any family: EM from many seeded starts (clusters and quantiles of the rows, random pieces
 * of the series) and those the caller brings, the one with the highest penalised objective kept, all of them reported. The
 * search is that of `fitGaussianHmm`, which is faster for Gaussians; the loop is the one of `baumWelch`.
 *
 * Only `stopReason: 'tolerance'` means converged. States come in canonical order (`canonicalOrder`).
 *
 * @throws InvalidObservationsError, InvalidCovariatesError, InvalidLengthsError, TooManyStatesError, InvalidOptionError,
 *   FamilyMismatchError (a start of another family), InvalidPriorsError
 *
 * @example
 * ```ts
 * import { createHmm, fitHmm, poisson, sample } from '@regimekit/hmm-core';
 *
 * const truth = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   emissions: { family: poisson(), parameters: { rates: [3, 12] } },
 * });
 * const { observations } = sample(truth, 500, { seed: 1 });
 * const fit = fitHmm(observations, { family: poisson(), nStates: 2, seed: 42, restarts: 4 });
 * fit.model.emissions.parameters.rates; // close to [3, 12]
 * fit.stopReason; // 'tolerance'
 * ```
 */
export function fitHmm(observations: Observations, options: HmmFitOptions): HmmFit {
  checkOptions(options, hmmFitOptionNames, 'fitHmm');
  const plan = planHmmFit(observations, options);
  const { family, onProgress } = options;
  const run = (restart: number, how: Parameters<typeof runHmmRestart>[3]) => runHmmRestart(plan, family, restart, how);
  return finish(plan, family, runSearch({ plan, run }, onProgress));
}

/**
 * `fitHmm`, one task per restart, on any executor: the same bytes for any number of workers. A worker makes the family
 * again from its name and options; one of your own needs `source` (the module that exports it), except on the
 * `inlineExecutor`. Ends early as `fitGaussianHmmAsync` does.
 *
 * @throws as `fitHmm` (as a rejection), InvalidOptionError for a family that cannot be sent, and what the executor
 *   rejects with
 *
 * @example
 * ```ts
 * import { createHmm, fitHmmAsync, poisson, sample } from '@regimekit/hmm-core';
 *
 * const truth = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   emissions: { family: poisson(), parameters: { rates: [3, 12] } },
 * });
 * const { observations } = sample(truth, 200, { seed: 1 });
 * const fit = await fitHmmAsync(observations, { family: poisson(), nStates: 2, restarts: 2 });
 * fit.model.nStates; // 2
 * ```
 */
export async function fitHmmAsync(observations: Observations, options: AsyncHmmFitOptions): Promise<HmmFit> {
  checkOptions(options, asyncOptionNames, 'fitHmmAsync');
  const { executor = inlineExecutor, signal, family } = options;
  signal?.throwIfAborted();
  const plan = planHmmFit(observations, options);
  const travels = executor !== inlineExecutor;
  if (travels) checkSendable(plan.settings.family);
  const run = async (restart: number, maxIterations: number) => {
    const input = { plan, restart, maxIterations, ...(travels ? {} : { family }) };
    return executor.run(fitHmmRestartTask, input, { signal });
  };
  return finish(plan, family, await runSearchAsync({ plan, run }, options));
}

function finish(plan: HmmFitPlan, family: EmissionFamily, search: SearchOutcome<RestartOutcome<HmmState>>): HmmFit {
  const { settings, data } = plan;
  const summary = summariseSearch(search, settings.tolerance * data.nSteps, (state) => {
    const raw = hmmOf(state, family, data.nFeatures);
    const model = relabel(raw, canonicalOrder(raw));
    return { model, value: valueOf(model, plan) };
  });
  return { ...summary, rows: data.nSteps, settings };
}

function valueOf(
  { nStates, initialProbs, transitionMatrix, emissions }: HiddenMarkovModel,
  { data }: HmmFitPlan,
): number {
  const densities = new Float64Array(data.nSteps * nStates);
  logDensitiesInto(densities, emissions.family, data, emissions.parameters, nStates);
  const chain = { nStates, initialProbs, transitionMatrix: transitionMatrix.data };
  return filterInto(new Float64Array(densities.length), new Float64Array(nStates), 0, chain, densities, data.lengths);
}
