import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { DimensionMismatchError, InvalidOptionError } from '../errors.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { checkGaussianModel } from './check-model.ts';
import { createGaussianHmm, type GaussianHmm } from './gaussian-hmm.ts';

/** x = shift + scale * x', feature by feature: from the units of the model to other ones. */
export interface UnitChange {
  /** Length D. */
  readonly shifts: ArrayLike<number>;
  /** Positive, length D. */
  readonly scales: ArrayLike<number>;
}

const changeNames: OptionNames<UnitChange> = { shifts: true, scales: true };

/**
 * The same model in other units: if x' follows `model`, x = shift + scale x' follows the result. A model of standardised
 * features comes back to the features' own units with their means and standard deviations. The chain stays as it is;
 * log-likelihoods move by -sum_t sum_d log scale_d.
 *
 * A spherical model becomes diagonal, because one variance for all features does not survive unequal scales.
 *
 * @throws DimensionMismatchError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { createGaussianHmm, rescale } from '@regimekit/hmm-core';
 *
 * const standardised = createGaussianHmm({
 *   initialProbs: [1], transitionMatrix: [[1]], means: [[0.5]], covariances: [[1]],
 * });
 * rescale(standardised, { shifts: [20], scales: [8] }).means.to2DArray(); // [[24]]
 * ```
 */
export function rescale(model: GaussianHmm, change: UnitChange): GaussianHmm {
  checkGaussianModel(model);
  checkOptions(change, changeNames, 'rescale');
  const { shifts, scales } = change;
  const { nStates, nFeatures, means } = model;
  checkChange(shifts, scales, nFeatures);
  return createGaussianHmm({
    covarianceType: rescaledType(model.covarianceType),
    initialProbs: model.initialProbs,
    transitionMatrix: model.transitionMatrix,
    means: Array.from({ length: nStates }, (_, k) => means.row(k).map((value, d) => shifts[d]! + scales[d]! * value)),
    covariances: rescaledCovariances(model, scales),
  });
}

function rescaledType(covarianceType: CovarianceType): CovarianceType {
  return covarianceType === 'spherical' ? 'diag' : covarianceType;
}

function rescaledCovariances(
  { covarianceType, covariances, nStates, nFeatures: D }: GaussianHmm,
  scales: ArrayLike<number>,
) {
  if (covarianceType === 'spherical') {
    return Float64Array.from({ length: nStates * D }, (_, p) => covariances[Math.floor(p / D)]! * scales[p % D]! ** 2);
  }
  if (covarianceType === 'diag') return covariances.map((value, p) => value * scales[p % D]! ** 2);
  return covariances.map((value, p) => value * scales[Math.floor(p / D) % D]! * scales[p % D]!);
}

function checkChange(shifts: ArrayLike<number>, scales: ArrayLike<number>, nFeatures: number): void {
  if (shifts?.length !== nFeatures || scales?.length !== nFeatures) {
    throw new DimensionMismatchError(
      `The model has ${nFeatures} feature(s), received ${shifts?.length ?? 0} shift(s) and ${scales?.length ?? 0} scale(s).`,
      { code: 'SHAPE_MISMATCH', details: { nFeatures, shifts: shifts?.length, scales: scales?.length } },
    );
  }
  for (let d = 0; d < nFeatures; d++) {
    if (!Number.isFinite(shifts[d])) throw new InvalidOptionError(`shifts[${d}]`, 'finite', shifts[d]);
    if (!(scales[d]! > 0 && scales[d]! < Infinity)) {
      throw new InvalidOptionError(`scales[${d}]`, 'positive and finite', scales[d]);
    }
  }
}
