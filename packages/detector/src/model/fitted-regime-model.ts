import type { FeatureSetRecord } from '@regimekit/features';
import { stationaryDistribution, type CovarianceType, type GaussianHmm, type Shrinkage } from '@regimekit/hmm-core';
import type { StandardScaler } from '../data/standard-scaler.ts';
import type { LabelRule } from '../labels/label-states.ts';
import type { Regime } from '../labels/regimes.ts';
import type { FitDiagnostics, ImportRecord, TrainingSpan } from './fit-record.ts';

/**
 * Everything that a prediction needs and everything that is known of where it comes from, frozen: what a fit yields, or
 * what was imported. State i of `hmm` is `regimes[i]`: the states are in the order of the regimes, from the least to the
 * most stressed.
 */
export type FittedRegimeModel = RegimeModelNumbers & RegimeModelOrigin;

/** Fitted here, with the record of the fit; or imported, and then how it was fitted is not known here. */
export type RegimeModelOrigin =
  | {
      readonly imported: null;
      readonly fitOptions: FitOptionsRecord;
      readonly diagnostics: FitDiagnostics;
      readonly training: TrainingSpan;
    }
  | {
      readonly imported: ImportRecord;
      readonly fitOptions: null;
      readonly diagnostics: null;
      readonly training: null;
    };

/** What a prediction needs. */
export interface RegimeModelNumbers {
  readonly covarianceType: CovarianceType;
  readonly nStates: number;
  readonly nFeatures: number;
  readonly regimes: readonly Regime[];
  readonly labelRule: LabelRule;
  readonly featureNames: readonly string[];
  /** The definitions behind the features; null for a model that was fitted on plain numbers. */
  readonly featureSet: FeatureSetRecord | null;
  readonly scaler: StandardScaler;
  /** In standardised units: (x - mean) / standard deviation of the training rows. */
  readonly hmm: GaussianHmm;
  /** Long-run share of time of each regime by the transition matrix; where every history begins. Length K. */
  readonly stationaryProbs: Float64Array;
  /**
   * Share of the training rows that each regime explains (mean of the smoothed probabilities); of an imported model, whose
   * training rows are not known, the stationary distribution. Length K, sums to one.
   */
  readonly occupancy: Float64Array;
}

/** The options that shaped the fit, as plain data. */
export interface FitOptionsRecord {
  readonly seed: number;
  /** Runs to the end; null where the search of hmm-core decided. */
  readonly restarts: number | null;
  readonly maxIterations: number;
  /** null for the -Infinity that runs every iteration, which JSON cannot say. */
  readonly tolerance: number | null;
  readonly samplesPerParameter: number;
  readonly varianceFloor: number;
  readonly hasPriors: boolean;
  readonly shrinkage?: Shrinkage | undefined;
}

export type FittedRegimeModelParts = Omit<
  RegimeModelNumbers,
  'covarianceType' | 'nStates' | 'nFeatures' | 'stationaryProbs'
> &
  RegimeModelOrigin;

/** Completes a model with what follows from its parts. */
export function createFittedRegimeModel(parts: FittedRegimeModelParts): FittedRegimeModel {
  const { covarianceType, nStates, nFeatures, transitionMatrix } = parts.hmm;
  return Object.freeze({
    ...parts,
    covarianceType,
    nStates,
    nFeatures,
    stationaryProbs: stationaryDistribution(transitionMatrix),
  });
}
