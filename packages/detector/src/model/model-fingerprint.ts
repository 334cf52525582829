import { fingerprint } from '@regimekit/numerics';
import type { FittedRegimeModel } from './fitted-regime-model.ts';

const known = new WeakMap<FittedRegimeModel, string>();

/** SHA-256 over all numbers and names that a prediction depends on: equal fingerprints predict the same. */
export function modelFingerprint(model: FittedRegimeModel): string {
  const found = known.get(model);
  if (found !== undefined) return found;
  const { hmm, scaler, regimes, featureNames } = model;
  const made = fingerprint({
    covarianceType: hmm.covarianceType,
    transitionMatrix: Array.from(hmm.transitionMatrix.data),
    means: Array.from(hmm.means.data),
    covariances: Array.from(hmm.covariances),
    scalerMeans: Array.from(scaler.means),
    scalerScales: Array.from(scaler.scales),
    regimes,
    featureNames,
  });
  known.set(model, made);
  return made;
}
