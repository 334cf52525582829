import { fingerprint } from '@regimekit/numerics';
import { engineOf } from '../engines/engines.ts';
import type { StandardScaler } from '../data/standard-scaler.ts';
import type { FittedRegimeModel } from './fitted-regime-model.ts';

const known = new WeakMap<FittedRegimeModel, string>();

/** SHA-256 over all numbers and names that a prediction depends on: equal fingerprints predict the same. */
export function modelFingerprint(model: FittedRegimeModel): string {
  const found = known.get(model);
  if (found !== undefined) return found;
  const { moments, scaler, regimes, featureNames } = model;
  const made = fingerprint({
    covarianceType: moments.covarianceType,
    transitionMatrix: Array.from(moments.transitionMatrix.data),
    means: Array.from(moments.means.data),
    covariances: Array.from(moments.covariances),
    scalerMeans: Array.from(scaler.means),
    scalerScales: Array.from(scaler.scales),
    regimes,
    featureNames,
    ...clipping(scaler),
    ...engineOf(model).fingerprintParts(model),
  });
  known.set(model, made);
  return made;
}

function clipping({ bounds }: StandardScaler): Record<string, number[]> {
  return bounds === undefined ? {} : { lower: Array.from(bounds.lower), upper: Array.from(bounds.upper) };
}
