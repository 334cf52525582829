import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { InvalidEmissionsError } from '../errors.ts';
import { logDensitiesInWasm } from '../kernels/wasm/density-function.ts';
import { hasWasm } from '../kernels/wasm/module.ts';
import { marginalLogDensitiesInto, marginalsOf } from '../missing/marginal-densities.ts';
import { gaussianParameters, type GaussianHmm } from '../model/gaussian-hmm.ts';
import type { ObservedSequences } from '../observations.ts';

/** Rows from which densities are computed in WebAssembly, where there is one. */
const FEWEST_FOR_WASM = 24;

/** log p(y_t given z_t = k), T x K; of what is there where values are missing. */
export function gaussianLogDensities(model: GaussianHmm, { data, nSteps, missing }: ObservedSequences): Float64Array {
  const logDensities = new Float64Array(nSteps * model.nStates);
  const logDensitiesInto = createDensityFunction(model);
  if (missing === undefined) logDensitiesInto(logDensities, data, nSteps);
  else {
    const marginals = marginalsOf(model.covarianceType, model.nStates, missing.patterns);
    marginalLogDensitiesInto(logDensities, data, marginals, gaussianParameters(model));
  }
  return logDensities;
}

/** Factors the covariances once; the function it returns writes log densities of any rows and allocates next to nothing. */
export function createDensityFunction(
  model: GaussianHmm,
): (out: Float64Array, rows: Float64Array, nSteps: number) => void {
  const structure = covarianceStructures[model.covarianceType];
  const parameters = gaussianParameters(model);
  const factors = structure.createFactors(model.nStates, model.nFeatures);
  const unusable = structure.factorInto(factors, parameters);
  if (unusable >= 0) {
    throw new InvalidEmissionsError(`The covariance of state ${unusable} is no longer positive definite.`, {
      code: 'COVARIANCE_NOT_POSITIVE_DEFINITE',
      hint: 'Somebody wrote to the arrays of the model; make a new one with createGaussianHmm.',
      details: { state: unusable },
    });
  }
  return (out, rows, nSteps) => {
    // Both give the same bits: it is only a matter of time.
    if (nSteps >= FEWEST_FOR_WASM && hasWasm()) {
      logDensitiesInWasm(out, rows, nSteps, model.covarianceType, parameters, factors);
    } else structure.logDensitiesInto(out, rows, nSteps, parameters, factors);
  };
}
