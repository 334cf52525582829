import type { FeatureSetRecord } from '@regimekit/features';
import { stationaryDistribution, type CovarianceType, type GaussianHmm, type Shrinkage } from '@regimekit/hmm-core';
import type { StandardScaler } from '../data/standard-scaler.ts';
import type { LabelRule } from '../labels/label-states.ts';
import type { Regime } from '../labels/regimes.ts';
import { ModelKindError } from '../errors.ts';
import type { FitDiagnostics, ImportRecord, TrainingSpan } from './fit-record.ts';
import type { FittedJump } from './fitted-jump.ts';

/**
 * Everything that a prediction needs and everything that is known of where it comes from, frozen: what a fit yields, or
 * what was imported. State i of it is `regimes[i]`: the states are in the order of the regimes, from the least to the most
 * stressed.
 */
export type FittedRegimeModel = RegimeModelNumbers & RegimeModelOrigin;

/** `hmm`: a Gaussian hidden Markov model. `jump`: a statistical jump model. */
export type ModelKind = 'hmm' | 'jump';

/**
 * Fitted here, with the record of the fit (of a jump model in `jump`); or imported, and then how it was fitted is not known
 * here.
 */
export type RegimeModelOrigin =
  | {
      readonly imported: null;
      readonly fitOptions: FitOptionsRecord;
      readonly diagnostics: FitDiagnostics;
      readonly training: TrainingSpan;
    }
  | {
      readonly imported: null;
      readonly fitOptions: null;
      readonly diagnostics: null;
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
  readonly kind: ModelKind;
  readonly covarianceType: CovarianceType;
  readonly nStates: number;
  readonly nFeatures: number;
  readonly regimes: readonly Regime[];
  readonly labelRule: LabelRule;
  readonly featureNames: readonly string[];
  /** The definitions behind the features; null for a model that was fitted on plain numbers. */
  readonly featureSet: FeatureSetRecord | null;
  readonly scaler: StandardScaler;
  /**
   * The hidden Markov model, in standardised units: (x - mean) / standard deviation of the training rows.
   *
   * @throws ModelKindError where the model is a jump model
   */
  readonly hmm: GaussianHmm;
  /** The jump model with the record of its fit; null where the model is a hidden Markov model. */
  readonly jump: FittedJump | null;
  /**
   * What describes the states, in standardised units: means, variances inside each state, transition matrix. Of a hidden
   * Markov model it is the model itself; of a jump model the training rows in each state of its hindsight path, and how
   * often one followed the other. Nothing is predicted by it.
   */
  readonly moments: GaussianHmm;
  /** Long-run share of time of each regime by the transition matrix; where every history of an HMM begins. Length K. */
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
  /** Standard deviations within which the features were brought; absent where they were not. */
  readonly clip?: number | undefined;
}

export type FittedRegimeModelParts = Omit<
  RegimeModelNumbers,
  'kind' | 'covarianceType' | 'nStates' | 'nFeatures' | 'stationaryProbs' | 'moments' | 'jump'
> &
  RegimeModelOrigin & {
    /** Makes it a jump model, and `hmm` its moments. @default null */
    readonly jump?: FittedJump | null;
  };

/** Completes a model with what follows from its parts. */
export function createFittedRegimeModel({ hmm, jump = null, ...parts }: FittedRegimeModelParts): FittedRegimeModel {
  const { covarianceType, nStates, nFeatures, transitionMatrix } = hmm;
  const model = {
    ...parts,
    kind: jump === null ? 'hmm' : 'jump',
    jump,
    moments: hmm,
    covarianceType,
    nStates,
    nFeatures,
    stationaryProbs: stationaryDistribution(transitionMatrix),
  };
  // A jump model has none. Not undefined, and not its moments: those would predict something else without a word.
  Object.defineProperty(
    model,
    'hmm',
    jump === null ? { value: hmm, enumerable: true } : { get: refuseHmm, enumerable: false },
  );
  return Object.freeze(model) as FittedRegimeModel;
}

function refuseHmm(): never {
  throw new ModelKindError('model.hmm', 'hmm', 'jump');
}
