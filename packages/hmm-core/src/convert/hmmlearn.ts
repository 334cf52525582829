// oxlint-disable eslint/no-underscore-dangle -- the names of hmmlearn's parameters end so
import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { DimensionMismatchError } from '../errors.ts';
import { nest, type NestedArray } from '../math/nested-numbers.ts';
import { checkGaussianModel } from '../model/check-model.ts';
import { createGaussianHmm, type GaussianHmm } from '../model/gaussian-hmm.ts';
import { describeShape, readArray, sameShape, type HmmlearnArray, type ShapedNumbers } from './hmmlearn-arrays.ts';
import { checkCovarianceType, inferCovarianceType, readCovariances } from './hmmlearn-covariances.ts';

/** The parameters of an `hmmlearn.hmm.GaussianHMM`, under its names. */
export interface HmmlearnParameters {
  /** p(z_1 = k), length K. */
  readonly startprob_: HmmlearnArray;
  /** p(z_{t+1} = j given z_t = i), K x K. */
  readonly transmat_: HmmlearnArray;
  /** K x D. */
  readonly means_: HmmlearnArray;
  /**
   * As hmmlearn stores them: K (spherical), K x D (diag), D x D (tied), K x D x D (full). Or as its getter shows them:
   * K x D x D for every type.
   */
  readonly covars_: HmmlearnArray;
  /** @default what the shape of `covars_` says, where it says it; K x D x D is taken as `full` */
  readonly covariance_type?: CovarianceType | undefined;
}

/** What `toHmmlearn` writes: nested arrays, `covars_` in the shape that hmmlearn's setter takes. */
export interface HmmlearnJson {
  readonly covariance_type: CovarianceType;
  readonly startprob_: number[];
  readonly transmat_: number[][];
  readonly means_: number[][];
  readonly covars_: NestedArray;
}

const parameterNames: OptionNames<HmmlearnParameters> = {
  startprob_: true,
  transmat_: true,
  means_: true,
  covars_: true,
  covariance_type: true,
};

/**
 * The model that hmmlearn (github.com/hmmlearn/hmmlearn, 0.3) has fitted. The numbers are taken as they are, so
 * likelihoods, smoothed probabilities and paths are hmmlearn's up to rounding. The order of the states stays.
 *
 * @throws InvalidOptionError (also where the covariance type cannot be told), DimensionMismatchError,
 *   InvalidProbabilitiesError (as for a state that EM has left without a way out: hmmlearn leaves its row all zero),
 *   InvalidEmissionsError
 *
 * @example
 * ```ts
 * import { fromHmmlearn } from '@regimekit/hmm-core';
 *
 * // json.dump({ 'covariance_type': m.covariance_type, 'startprob_': m.startprob_.tolist(), ... })
 * const model = fromHmmlearn({
 *   covariance_type: 'diag',
 *   startprob_: [1, 0],
 *   transmat_: [[0.95, 0.05], [0.1, 0.9]],
 *   means_: [[0.01, 12], [-0.02, 30]],
 *   covars_: [[[0.0001, 0], [0, 4]], [[0.0009, 0], [0, 80]]], // as hmmlearn shows them
 * });
 * model.covariances; // Float64Array [0.0001, 4, 0.0009, 80]
 * ```
 */
export function fromHmmlearn(parameters: HmmlearnParameters): GaussianHmm {
  checkOptions(parameters, parameterNames, 'fromHmmlearn');
  const startprob = readArray(parameters.startprob_, 'startprob_');
  const means = readArray(parameters.means_, 'means_');
  const transmat = readArray(parameters.transmat_, 'transmat_');
  const covars = readArray(parameters.covars_, 'covars_');
  const nStates = startprob.data.length;
  const nFeatures = means.shape[1] ?? 0;
  requireShape(startprob, 'startprob_', [nStates]);
  requireShape(means, 'means_', [nStates, nFeatures]);
  requireShape(transmat, 'transmat_', [nStates, nStates]);
  if (parameters.covariance_type !== undefined) checkCovarianceType(parameters.covariance_type);
  const covarianceType = parameters.covariance_type ?? inferCovarianceType(covars, { nStates, nFeatures });
  return createGaussianHmm({
    covarianceType,
    initialProbs: startprob.data,
    transitionMatrix: transmat.data,
    means: means.data,
    covariances: readCovariances(covars, covarianceType, { nStates, nFeatures }),
  });
}

/**
 * A model under hmmlearn's names. In Python: `m = GaussianHMM(n_components=len(p['startprob_']),
 * covariance_type=p['covariance_type'])`, then `m.startprob_ = np.array(p['startprob_'])` and so on for `transmat_`,
 * `means_`, `covars_`.
 *
 * @example
 * ```ts
 * import { createGaussianHmm, toHmmlearn } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({ initialProbs: [1], transitionMatrix: [[1]], means: [[0]], covariances: [[4]] });
 * toHmmlearn(model).covars_; // [[4]]
 * ```
 */
export function toHmmlearn(model: GaussianHmm): HmmlearnJson {
  checkGaussianModel(model);
  const { covarianceType, nStates, nFeatures, covariances } = model;
  return {
    covariance_type: covarianceType,
    startprob_: Array.from(model.initialProbs),
    transmat_: model.transitionMatrix.to2DArray(),
    means_: model.means.to2DArray(),
    covars_: nest(covariances, covarianceStructures[covarianceType].covarianceShape(nStates, nFeatures)),
  };
}

function requireShape({ shape }: ShapedNumbers, name: string, expected: readonly number[]): void {
  if (sameShape(shape, expected) && shape.every((extent) => extent >= 1)) return;
  throw new DimensionMismatchError(
    `${name} must be ${name === 'means_' ? 'K x D' : describeShape(expected)}, received ${describeShape(shape)}.`,
    { code: 'SHAPE_MISMATCH', details: { name, expected, received: shape } },
  );
}
