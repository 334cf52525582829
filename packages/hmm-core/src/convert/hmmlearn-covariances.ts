// The shapes in which hmmlearn keeps covariances (`_covars_`) and in which its getter shows them (`covars_`).
import { covarianceTypes } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { DimensionMismatchError, InvalidOptionError } from '../errors.ts';
import { blocksOf, describeShape, sameShape, type ShapedNumbers } from './hmmlearn-arrays.ts';

interface Sizes {
  readonly nStates: number;
  readonly nFeatures: number;
}

/** The covariances of `type` in our storage (which is that of `_covars_`), from either shape. */
export function readCovariances(covars: ShapedNumbers, type: CovarianceType, sizes: Sizes): Float64Array {
  const { nStates: K, nFeatures: D } = sizes;
  const stored = { spherical: [K], diag: [K, D], tied: [D, D], full: [K, D, D] }[type];
  if (sameShape(covars.shape, stored)) return covars.data;
  const shown = [K, D, D];
  if (sameShape(covars.shape, shown)) return contract(blocksOf(covars.data, D * D), type, D);
  throw new DimensionMismatchError(
    `covars_ of type '${type}' must be ${describeShape(stored)} (as hmmlearn stores them) or ${describeShape(shown)} ` +
      `(as it shows them), received ${describeShape(covars.shape)}.`,
    { code: 'SHAPE_MISMATCH', details: { name: 'covars_', expected: stored, received: covars.shape } },
  );
}

/**
 * The only type that the numbers can be of. K x D x D is read as `full`, which predicts the same whatever it was.
 *
 * @throws InvalidOptionError where two types are possible, or the numbers are of none; DimensionMismatchError where the
 * shape is of none
 */
export function inferCovarianceType(
  { shape, data }: ShapedNumbers,
  { nStates: K, nFeatures: D }: Sizes,
): CovarianceType {
  const possible: CovarianceType[] = [];
  if (sameShape(shape, [K])) possible.push('spherical');
  if (sameShape(shape, [K, D]) && data.every((variance) => variance > 0)) possible.push('diag');
  if (sameShape(shape, [D, D]) && isSymmetric(data, D)) possible.push('tied');
  if (sameShape(shape, [K, D, D])) possible.push('full');
  // One state and one feature: a variance is a variance.
  if (possible.length === 1 || (K === 1 && D === 1 && possible.length > 0)) return possible[0]!;
  if (possible.length === 0) {
    if (sameShape(shape, [K, D]) || sameShape(shape, [D, D])) {
      const expected = 'variances above zero (diag) or one symmetric matrix (tied)';
      throw new InvalidOptionError(
        'covars_',
        expected,
        'neither',
        'Look at how the file was made; no model has these.',
      );
    }
    throw new DimensionMismatchError(`covars_ of ${K} states and ${D} features cannot be ${describeShape(shape)}.`, {
      code: 'SHAPE_MISMATCH',
      hint: 'hmmlearn stores K (spherical), K x D (diag), D x D (tied) or K x D x D (full), and shows all as K x D x D.',
      details: { name: 'covars_', nStates: K, nFeatures: D, received: shape },
    });
  }
  const hint = `With ${K} states and ${D} features the numbers may be of either type; model.covariance_type says which.`;
  throw new InvalidOptionError('covariance_type', `given as ${possible.join(' or ')}`, undefined, hint);
}

/** @throws InvalidOptionError */
export function checkCovarianceType(type: CovarianceType): void {
  if (covarianceTypes.includes(type)) return;
  throw new InvalidOptionError('covariance_type', `one of ${covarianceTypes.join(', ')}`, type);
}

/** From one D x D matrix for each state to what the type keeps of it; nothing that is not zero is dropped. */
function contract(matrices: readonly Float64Array[], type: CovarianceType, D: number): Float64Array {
  if (type === 'tied') {
    const first = matrices[0]!;
    requireShown(
      type,
      'the same for every state',
      matrices.every((matrix) => matrix.every((v, p) => v === first[p])),
    );
    return first;
  }
  const diagonals = matrices.map((matrix) => Float64Array.from({ length: D }, (_, d) => matrix[d * D + d]!));
  const isDiagonal = matrices.every((matrix) => matrix.every((value, p) => p % (D + 1) === 0 || value === 0));
  requireShown(type, 'zero off the diagonal', isDiagonal);
  if (type === 'diag') return Float64Array.from(diagonals.flatMap((diagonal) => [...diagonal]));
  requireShown(
    type,
    'equal along the diagonal',
    diagonals.every((diagonal) => diagonal.every((v) => v === diagonal[0])),
  );
  return Float64Array.from(diagonals, (diagonal) => diagonal[0]!);
}

function requireShown(type: CovarianceType, expected: string, holds: boolean): void {
  if (holds) return;
  throw new InvalidOptionError(
    `covars_ of type '${type}', one matrix for each state,`,
    expected,
    'matrices that are not',
    "Give covariance_type: 'full' if the matrices are meant as they are.",
  );
}

function isSymmetric(data: Float64Array, D: number): boolean {
  return data.every((value, p) => value === data[(p % D) * D + Math.floor(p / D)]);
}
