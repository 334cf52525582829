import type { MatrixInput, OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import type { EmissionData } from '../emissions/emission-family.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import { checkConstraints } from './constraints.ts';
import { checkFloorShare, checkOnProgress, checkTolerance, listen, type OnProgress } from './em-settings.ts';
import type { FamilyEmSettings, HmmParameterName } from './family-em.ts';
import { chainPriorNames, resolveChainPriors, type ChainPriorOptions } from './priors.ts';
import { pooledMoments } from './variance-floor.ts';

const parameterNames: readonly HmmParameterName[] = ['initialProbs', 'transitionMatrix', 'emissions'];

/** How EM runs for a model of any family. */
export interface HmmTrainingOptions {
  /** Rows of each sequence. @default one sequence, or the lengths the observations carry */
  readonly lengths?: readonly number[] | undefined;
  /** What a regression explains by: T x C. @default none; needed where the family takes some */
  readonly covariates?: MatrixInput | undefined;
  /** What a NaN means. @default 'error', which names row and column */
  readonly missing?: MissingPolicy | undefined;
  /** @default 100 in `baumWelch`, 500 in `fitHmm` */
  readonly maxIterations?: number | undefined;
  /** Gain of penalised objective per observation at which to stop. @default 1e-6 */
  readonly tolerance?: number | undefined;
  /**
   * Smallest variance, as a share of each feature's variance over all rows, in families that have variances.
   *
   * @default 0 in `baumWelch`, 1e-6 in `fitHmm`
   */
  readonly varianceFloor?: number | undefined;
  /** Dirichlet weights of the chain: `initialProbs` (K) and `transitionMatrix` (K x K); 1 is none. @default none */
  readonly priors?: ChainPriorOptions | undefined;
  /** Blocks that stay what they are in the start. @default none */
  readonly fixed?: readonly HmmParameterName[] | undefined;
  /** Ties the initial probabilities to the long run of the transition matrix. @default false */
  readonly stationaryStart?: boolean | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** Options of `baumWelch` for a model of any family. */
export type HmmBaumWelchOptions = HmmTrainingOptions;

export const hmmBaumWelchOptionNames: OptionNames<HmmTrainingOptions> = {
  lengths: true,
  covariates: true,
  missing: true,
  maxIterations: true,
  tolerance: true,
  varianceFloor: true,
  priors: true,
  fixed: true,
  stationaryStart: true,
  onProgress: true,
};

/** @throws InvalidOptionError, InvalidPriorsError, DimensionMismatchError */
export function resolveFamilySettings(
  { maxIterations = 100, tolerance = 1e-6, varianceFloor = 0, priors = {}, onProgress, ...options }: HmmTrainingOptions,
  nStates: number,
  data: EmissionData,
): FamilyEmSettings {
  checkWholeNumber(maxIterations, 'maxIterations', 0);
  checkTolerance(tolerance);
  checkFloorShare(varianceFloor);
  checkOnProgress(onProgress);
  checkOptions(priors, chainPriorNames, 'priors');
  return {
    maxIterations,
    tolerance,
    nSteps: data.nSteps,
    priors: resolveChainPriors(priors, nStates),
    constraints: checkConstraints(options, parameterNames),
    floor: varianceFloor === 0 ? undefined : floorOf(data, varianceFloor),
    onIteration: onProgress && listen(onProgress, { restart: 0, restarts: 1, run: 'full', maxIterations }),
  };
}

function floorOf({ rows, nSteps, nFeatures, lengths }: EmissionData, share: number): Float64Array {
  const missing = rows.some(Number.isNaN) ? { patterns: [], nObservedRows: nSteps } : undefined;
  const { variances } = pooledMoments({ data: rows, nSteps, nFeatures, lengths, ...(missing && { missing }) });
  return variances.map((variance) => share * variance);
}
