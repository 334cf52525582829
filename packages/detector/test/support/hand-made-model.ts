import { createGaussianHmm, type CovarianceType } from '@regimekit/hmm-core';
import { regimeNames } from '../../src/labels/regimes.ts';
import { createFittedRegimeModel, type FittedRegimeModel } from '../../src/model/fitted-regime-model.ts';

export interface HandMadeParts {
  readonly covarianceType?: CovarianceType;
  readonly transitionMatrix: number[][];
  readonly means: number[][];
  readonly covariances: number[] | number[][] | number[][][];
  readonly scaler?: { readonly means: number[]; readonly scales: number[] };
  readonly occupancy?: number[];
  readonly featureNames?: string[];
}

/** A model with numbers that can be followed on paper: no fit was needed to get it. */
export function handMadeModel(parts: HandMadeParts): FittedRegimeModel {
  const { covarianceType = 'diag', transitionMatrix, means, covariances } = parts;
  const [K, D] = [means.length, means[0]!.length];
  const even = Array.from({ length: K }, () => 1 / K);
  const { means: scalerMeans, scales } = parts.scaler ?? { means: Array(D).fill(0), scales: Array(D).fill(1) };
  return createFittedRegimeModel({
    regimes: regimeNames(K),
    labelRule: { kind: 'total_variance' },
    featureNames: parts.featureNames ?? Array.from({ length: D }, (_, j) => `feature_${j}`),
    featureSet: null,
    scaler: { means: Float64Array.from(scalerMeans), scales: Float64Array.from(scales) },
    hmm: createGaussianHmm({ covarianceType, initialProbs: even, transitionMatrix, means, covariances }),
    occupancy: Float64Array.from(parts.occupancy ?? even),
    imported: null,
    fitOptions: {
      seed: 1,
      restarts: 1,
      maxIterations: 1,
      tolerance: 1e-6,
      samplesPerParameter: 10,
      varianceFloor: 0,
      hasPriors: false,
    },
    diagnostics: {
      converged: true,
      stopReason: 'tolerance',
      nIterations: 1,
      logLikelihood: -1,
      logLikelihoodInFeatureUnits: -1,
      nSamplesTrained: 1,
      nFeatures: D,
      nStates: K,
      nParameters: 1,
      statePersistence: 0.9,
      restarts: [{ start: 'k-means', logLikelihood: -1, iterations: 1, stopReason: 'tolerance' }],
      bestRestart: 0,
      restartsAtOptimum: 1,
      repairs: { varianceFloor: 0, varianceFloorAtEnd: 0, emptyStates: 0, transitionRows: 0, initialProbs: 0 },
      kernel: 'typescript',
    },
    training: { rows: 1, sequences: 1, from: null, to: null, dataFingerprint: '0'.repeat(64) },
  });
}
