import { checkOptions } from '../check-options.ts';
import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { createEStepKernel } from '../kernels/create-kernel.ts';
import type { EStepKernel, KernelName } from '../kernels/kernel.ts';
import { checkEveryColumnObserved } from '../missing/patterns.ts';
import { checkModel } from '../model/check-model.ts';
import type { GaussianHmm } from '../model/gaussian-hmm.ts';
import { readObservations, type Observations } from '../observations.ts';
import { Accelerator } from './accelerator.ts';
import { Convergence, type IterationValue, type StopReason } from './convergence.ts';
import { findDegeneracy, type Defect } from './degeneracy.ts';
import { baumWelchOptionNames, resolveEmSettings, type BaumWelchOptions, type EmSettings } from './em-settings.ts';
import type { FitReport } from './fit-report.ts';
import { maximiseInto } from './maximisation.ts';
import { createParameters, modelOf, parametersOf, type Parameters } from './parameters.ts';
import { logPrior } from './priors.ts';
import { RepairCount } from './repair-count.ts';
import { tieInitialProbs } from './stationary-start.ts';
import { createStatistics } from './sufficient-statistics.ts';

/** One EM run: how it went, and the model it ended at. */
export interface BaumWelchResult extends FitReport {
  readonly model: GaussianHmm;
}

/**
 * One run of expectation-maximisation from a given start (Baum et al. 1970; Rabiner 1989, section III.C; Bishop 2006,
 * section 13.2.1). It does exactly what it is told: no variance floor and no prior unless asked for, states stay in the
 * order of the start, zeros of the start stay zero.
 *
 * @throws InvalidObservationsError, InvalidLengthsError, DimensionMismatchError, InvalidPriorsError, InvalidOptionError;
 *   a numerical failure is no exception but a `stopReason`
 *
 * @example
 * ```ts
 * import { baumWelch, createGaussianHmm } from '@regimekit/hmm-core';
 *
 * const start = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.8, 0.2], [0.2, 0.8]],
 *   means: [[0], [2]],
 *   covariances: [[1], [1]],
 * });
 * const returns = [[0.1], [-0.2], [0.3], [3.1], [2.8], [3.3], [0.2], [-0.1]];
 * const { model, history, stopReason } = baumWelch(start, returns, { maxIterations: 50 });
 * model.means.to2DArray(); // about [[0.06], [3.07]]
 * ```
 */
export function baumWelch(
  start: GaussianHmm,
  observations: Observations,
  options: BaumWelchOptions = {},
): BaumWelchResult {
  checkModel(start, 'start');
  checkOptions(options, baumWelchOptionNames, 'baumWelch');
  const observed = readObservations(observations, options.lengths, start.nFeatures, options.missing);
  checkEveryColumnObserved(observed);
  const settings = resolveEmSettings(options, start, observed);
  const kernel = createEStepKernel(observed, start, options.kernel);
  const { parameters, ...report } = maximiseLikelihood(parametersOf(start), settings, kernel);
  kernel.release();
  return { model: modelOf(parameters), ...report };
}

/** A report with flat parameters instead of a model: plain data that can travel between threads. */
export interface EmOutcome extends FitReport {
  readonly parameters: Parameters;
}

/** The EM loop on flat buffers. `start` must be a model's parameters; it is written to. */
export function maximiseLikelihood(
  start: Parameters,
  { maxIterations, tolerance, nSteps, priors, floor, constraints, acceleration, onIteration }: EmSettings,
  kernel: EStepKernel,
): EmOutcome {
  const structure = covarianceStructures[start.covarianceType];
  const factors = structure.createFactors(start.nStates, start.nFeatures);
  const statistics = createStatistics(start);
  const convergence = new Convergence(maxIterations, tolerance, nSteps);
  const repairs = new RepairCount(floor, start);
  if (constraints.stationaryStart) tieInitialProbs(start);
  const accelerator = acceleration === 'none' ? undefined : new Accelerator(start, floor, constraints);
  let current = start;
  let next = createParameters(start.covarianceType, start.nStates, start.nFeatures);
  structure.factorInto(factors, current);
  const evaluate = (): IterationValue => {
    const logLikelihood = kernel.evaluate(current, factors);
    return { logLikelihood, objective: logLikelihood + logPrior(current, factors, priors) };
  };

  for (let iteration = 0; ; iteration++) {
    // E step, forward half: the filtered probabilities, and with them log p(Y) under the current parameters.
    let value = evaluate();
    const instead = accelerator?.takeBack(convergence.gainOf(value.objective));
    if (instead !== undefined) {
      current = instead;
      structure.factorInto(factors, current);
      value = evaluate();
    }
    const { logLikelihood, objective } = value;

    const goOn = iteration === 0 || onIteration === undefined || onIteration(iteration, logLikelihood);
    const stopReason = convergence.judge(objective, repairs.comparable) ?? (goOn ? undefined : 'cancelled');
    const run = { iteration, convergence, repairs, accelerator, kernel: kernel.name };
    if (stopReason === 'objective_decreased') return outcome(next, stopReason, convergence.takeBack(value), run);
    if (stopReason !== undefined) return outcome(current, stopReason, value, run);

    // E step, backward half: p(z_t given Y) and p(z_t, z_{t+1} given Y), summed up as sufficient statistics.
    kernel.gather(statistics);

    // M step: the parameters that maximise the expected log-likelihood plus the log prior.
    repairs.mend(next, maximiseInto(next, statistics, current, priors, constraints));
    const defect = findDegeneracy(next, factors);
    if (defect !== undefined) return outcome(current, 'degenerate', value, run, defect);

    convergence.record(value);
    // Where three steps lie in a row, the next one may be a longer one.
    if (accelerator?.extrapolateInto(next, current, factors) === false) structure.factorInto(factors, next);
    [current, next] = [next, current];
  }
}

/** How far a run has come. */
interface Run {
  readonly iteration: number;
  readonly convergence: Convergence;
  readonly repairs: RepairCount;
  readonly accelerator: Accelerator | undefined;
  readonly kernel: KernelName;
}

function outcome(
  parameters: Parameters,
  stopReason: StopReason,
  { logLikelihood, objective }: IterationValue,
  { iteration, convergence, repairs, accelerator, kernel }: Run,
  defect: Defect = { cause: 'impossible_data' },
): EmOutcome {
  return {
    parameters,
    history: convergence.history,
    objectiveHistory: convergence.objectiveHistory,
    iterations: iteration,
    stopReason,
    logLikelihood,
    penalisedObjective: objective,
    repairs: repairs.total(),
    ...(stopReason === 'degenerate' ? { degeneracy: { iteration, ...defect } } : {}),
    ...(accelerator === undefined ? {} : { extrapolations: accelerator.total() }),
    kernel,
  };
}
