import { checkOptions } from '../check-options.ts';
import { checkTrainable } from '../emissions/start-of.ts';
import { readEmissionData } from '../emissions/emission-data.ts';
import { createEStepKernel } from '../kernels/create-kernel.ts';
import { checkEveryColumnObserved } from '../missing/patterns.ts';
import { checkModel, isGaussianHmm } from '../model/check-model.ts';
import type { GaussianHmm } from '../model/gaussian-hmm.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { readObservations, type Observations } from '../observations.ts';
import { baumWelchOptionNames, resolveEmSettings, type BaumWelchOptions } from './em-settings.ts';
import { maximiseFamily } from './family-em.ts';
import { hmmBaumWelchOptionNames, resolveFamilySettings, type HmmBaumWelchOptions } from './family-settings.ts';
import type { FitReport } from './fit-report.ts';
import { maximiseLikelihood } from './gaussian-em.ts';
import { hmmOf, stateOf } from './hmm-parameters.ts';
import { modelOf, parametersOf } from './parameters.ts';

/** One EM run: how it went, and the model it ended at. */
export interface BaumWelchResult<Model extends HiddenMarkovModel = GaussianHmm> extends FitReport {
  readonly model: Model;
}

/**
 * One run of expectation-maximisation from a given start (Baum et al. 1970; Rabiner 1989, section III.C; Bishop 2006,
 * section 13.2.1). It does exactly what it is told: no variance floor and no prior unless asked for, states stay in the
 * order of the start, zeros of the start stay zero. The loop is the same for every family; what is only a Gaussian HMM's
 * (priors on means and covariances, shrinkage, acceleration, a choice of kernels) is refused for the others.
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
export function baumWelch(start: GaussianHmm, observations: Observations, options?: BaumWelchOptions): BaumWelchResult;
export function baumWelch(
  start: HiddenMarkovModel,
  observations: Observations,
  options?: HmmBaumWelchOptions,
): BaumWelchResult<HiddenMarkovModel>;
export function baumWelch(
  start: HiddenMarkovModel,
  observations: Observations,
  options: BaumWelchOptions | HmmBaumWelchOptions = {},
): BaumWelchResult<HiddenMarkovModel> {
  checkModel(start, 'start');
  return isGaussianHmm(start)
    ? climbGaussian(start, observations, options as BaumWelchOptions)
    : climbAny(start, observations, options as HmmBaumWelchOptions);
}

function climbGaussian(start: GaussianHmm, observations: Observations, options: BaumWelchOptions): BaumWelchResult {
  checkOptions(options, baumWelchOptionNames, 'baumWelch');
  const observed = readObservations(observations, options.lengths, start.nFeatures, options.missing);
  checkEveryColumnObserved(observed);
  const settings = resolveEmSettings(options, start, observed);
  const kernel = createEStepKernel(observed, start, options.kernel);
  const { parameters, ...report } = maximiseLikelihood(parametersOf(start), settings, kernel);
  kernel.release();
  return { model: modelOf(parameters), ...report };
}

function climbAny(
  start: HiddenMarkovModel,
  observations: Observations,
  options: HmmBaumWelchOptions,
): BaumWelchResult<HiddenMarkovModel> {
  checkOptions(options, hmmBaumWelchOptionNames, 'baumWelch');
  const { family } = start.emissions;
  checkTrainable(family);
  const data = readEmissionData(family, observations, options, start.nFeatures);
  const settings = resolveFamilySettings(options, start.nStates, data);
  const { parameters, ...report } = maximiseFamily(stateOf(start), settings, family, data);
  return { model: hmmOf(parameters, family, start.nFeatures), ...report };
}
