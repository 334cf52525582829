import { readCovariates, readEmissionData, type DataOptions } from '../emissions/emission-data.ts';
import { logDensitiesInto } from '../emissions/evaluate.ts';
import { isGaussianHmm } from '../model/check-model.ts';
import { gaussianEmissions } from '../model/gaussian-hmm.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { readObservations, type Observations, type ObservedSequences } from '../observations.ts';
import { gaussianLogDensities } from './gaussian-densities.ts';

/** Data that was checked against a model, and their densities under it. */
export interface ModelData {
  readonly nSteps: number;
  readonly lengths: readonly number[];
  /** The rows as the kernels of a Gaussian HMM take them; undefined for every other family. */
  readonly observed: ObservedSequences | undefined;
  /** log p(y_t given z_t = k), T x K, computed anew. */
  readonly logDensities: () => Float64Array;
}

/**
 * Where inference meets the family (row by row: `row-densities.ts`, `batch-densities.ts`): a Gaussian HMM has its kernels, all
 * others are asked through the seam. Behind it there are only log densities.
 *
 * @throws as `forward`
 */
export function readModelData(model: HiddenMarkovModel, observations: Observations, options: DataOptions): ModelData {
  if (isGaussianHmm(model)) {
    const observed = readObservations(observations, options.lengths, model.nFeatures, options.missing);
    const { nSteps, lengths } = observed;
    readCovariates(gaussianEmissions(model).family, options.covariates, nSteps);
    return { nSteps, lengths, observed, logDensities: () => gaussianLogDensities(model, observed) };
  }
  const { nStates, nFeatures } = model;
  const { family, parameters } = model.emissions;
  const data = readEmissionData(family, observations, options, nFeatures);
  const { nSteps, lengths } = data;
  const logDensities = () => {
    const out = new Float64Array(nSteps * nStates);
    logDensitiesInto(out, family, data, parameters, nStates);
    return out;
  };
  return { nSteps, lengths, observed: undefined, logDensities };
}
