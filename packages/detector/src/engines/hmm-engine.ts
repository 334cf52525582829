import {
  checkSampleSize,
  createOnlineFilter,
  fitGaussianHmm,
  fitGaussianHmmAsync,
  forward,
  viterbi,
  type FitOptions as HmmFitOptions,
  type OnlineFilterState,
} from '@regimekit/hmm-core';
import { gaussianEvidence } from '../describe/gaussian-evidence.ts';
import { InsufficientSamplesError } from '../insufficient-samples-error.ts';
import { inUnitsOf } from '../model/align-with-previous.ts';
import { assembleModel } from '../model/assemble-model.ts';
import type { FitOptions, TrainingData } from '../model/training-data.ts';
import type { ResolvedDetectorOptions } from '../options/detector-options.ts';
import type { RegimeEngine } from './regime-engine.ts';

/** A Gaussian hidden Markov model; every history begins at its stationary distribution. */
export const hmmEngine: RegimeEngine = {
  kind: 'hmm',
  firstRowBasis: 'stationary',

  requireEnoughSamples(nSamples, nFeatures, { nStates, covarianceType, samplesPerParameter }) {
    const question = { nSamples, nStates, nFeatures, covarianceType, samplesPerParameter };
    const finding = checkSampleSize(question).find(({ code }) => code === 'TOO_FEW_SAMPLES');
    if (finding !== undefined) throw new InsufficientSamplesError(finding);
  },

  fit(data, options, fitOptions) {
    const fit = fitGaussianHmm(data.observations, hmmOptions(data, options, fitOptions));
    return assembleModel(fit, data, options, fitOptions.previous?.model);
  },

  async fitAsync(data, options, fitOptions) {
    const { executor, signal } = fitOptions;
    const settings = { ...hmmOptions(data, options, fitOptions), executor, signal };
    const fit = await fitGaussianHmmAsync(data.observations, settings);
    return assembleModel(fit, data, options, fitOptions.previous?.model);
  },

  filter({ hmm, stationaryProbs }, observations, lengths) {
    const { filteredProbs } = forward(hmm, observations, { lengths, initialProbs: stationaryProbs });
    return { probs: filteredProbs, margins: null };
  },

  createFilter({ hmm, stationaryProbs }, state) {
    const filter = createOnlineFilter(hmm, {
      initialProbs: stationaryProbs,
      ...(state === undefined ? {} : { state: state as OnlineFilterState }),
    });
    return {
      update: (row) => ({ probs: filter.update(row).filteredProbs, margin: null }),
      state: () => filter.state(),
      reset: () => filter.reset(),
    };
  },

  decode({ hmm, stationaryProbs }, observations, lengths) {
    return viterbi(hmm, observations, { lengths, initialProbs: stationaryProbs }).statePath;
  },

  evidence: gaussianEvidence,
  fingerprintParts: () => ({}),
};

function hmmOptions(
  { table, scaler }: TrainingData,
  options: ResolvedDetectorOptions,
  { onProgress, previous, refit = 'warm' }: FitOptions,
): HmmFitOptions {
  const { nStates, covarianceType, seed, restarts, maxIterations, tolerance, priors, shrinkage, varianceFloor } =
    options;
  return {
    nStates,
    covarianceType,
    seed,
    restarts: previous !== undefined && refit === 'warm' ? 0 : restarts,
    startFrom: previous && inUnitsOf(previous.model, scaler),
    maxIterations,
    tolerance,
    shrinkage,
    varianceFloor,
    lengths: table.lengths,
    priors,
    onProgress,
  };
}
