import { describe, expect, it } from 'vitest';
import {
  alignStates,
  baumWelch,
  bernoulli,
  categorical,
  createGaussianHmm,
  createHmm,
  createOnlineFilter,
  DimensionMismatchError,
  FamilyMismatchError,
  fitHmm,
  forward,
  gaussian,
  InvalidBlocksError,
  InvalidCovariatesError,
  InvalidEmissionsError,
  InvalidJsonError,
  InvalidObservationsError,
  InvalidOptionError,
  linearRegression,
  parseHmm,
  poisson,
  product,
  rescale,
  reviewFit,
  studentT,
  type EmissionFamily,
  type GaussianHmm,
  type GaussianHmmFit,
  type GivenParameters,
  type HmmError,
} from '../../src/index.ts';

const chain = {
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
};
const make = (family: EmissionFamily, parameters: GivenParameters) =>
  createHmm({ ...chain, emissions: { family, parameters } });
const counts = make(poisson(), { rates: [2, 5] });
const kinds = make(categorical({ nCategories: 3 }), {
  probs: [
    [0.5, 0.3, 0.2],
    [0.2, 0.2, 0.6],
  ],
});
const yes = make(bernoulli(), { probs: [0.2, 0.7] });
const line = make(linearRegression({ nCovariates: 1 }), { intercept: [0, 1], slopes: [1, -1], variances: [1, 1] });
const lagged = make(linearRegression({ lags: 1 }), { intercept: [0, 1], lags: [0.5, 0.1], variances: [1, 1] });
const normal = createGaussianHmm({ ...chain, means: [[0], [1]], covariances: [[1], [1]] });

/** What a call throws. */
function thrown(call: () => unknown): HmmError {
  try {
    call();
  } catch (error) {
    return error as HmmError;
  }
  throw new Error('It threw nothing.');
}

type Kind = new (...parameters: never[]) => HmmError;

const fitted = fitHmm([[1], [2], [9], [8]], { family: poisson(), nStates: 1, restarts: 1 });

describe('bad input has an error of its own', () => {
  it.each<[string, () => unknown, Kind, string]>([
    ['a negative count', () => forward(counts, [[-1]]), InvalidObservationsError, 'NEGATIVE_COUNT'],
    ['half a count', () => forward(counts, [[1], [0.5]]), InvalidObservationsError, 'NOT_A_COUNT'],
    ['a category too far', () => forward(kinds, [[3]]), InvalidObservationsError, 'CATEGORY_OUT_OF_RANGE'],
    ['half a category', () => forward(kinds, [[0.5]]), InvalidObservationsError, 'NOT_A_CATEGORY'],
    ['neither yes nor no', () => forward(yes, [[2]]), InvalidObservationsError, 'NOT_BINARY'],
    ['a bad count online', () => createOnlineFilter(counts).update([-1]), InvalidObservationsError, 'NEGATIVE_COUNT'],
    [
      'a bad count in a fit',
      () => fitHmm([[1], [-2]], { family: poisson(), nStates: 1 }),
      InvalidObservationsError,
      'NEGATIVE_COUNT',
    ],
    ['no covariates', () => forward(line, [[1]]), InvalidCovariatesError, 'COVARIATES_MISSING'],
    ['no covariates online', () => createOnlineFilter(line).update([1]), InvalidCovariatesError, 'COVARIATES_MISSING'],
    [
      'too few covariates',
      () => forward(line, [[1], [2]], { covariates: [[1]] }),
      InvalidCovariatesError,
      'COVARIATES_LENGTH',
    ],
    [
      'too wide covariates',
      () => forward(line, [[1]], { covariates: [[1, 2]] }),
      InvalidCovariatesError,
      'COVARIATES_WIDTH',
    ],
    [
      'covariates that are none',
      () => forward(line, [[1]], { covariates: [[Number.NaN]] }),
      InvalidCovariatesError,
      'NON_FINITE_COVARIATE',
    ],
    [
      'covariates for counts',
      () => forward(counts, [[1]], { covariates: [[1]] }),
      InvalidCovariatesError,
      'COVARIATES_NOT_TAKEN',
    ],
    [
      'covariates for a Gaussian',
      () => forward(normal, [[1]], { covariates: [[1]] }),
      InvalidCovariatesError,
      'COVARIATES_NOT_TAKEN',
    ],
    [
      'a gap under lags',
      () => forward(lagged, [[1], [Number.NaN]], { missing: 'marginalise' }),
      InvalidObservationsError,
      'MISSING_NOT_SUPPORTED',
    ],
    [
      'half a row of t',
      () =>
        forward(
          make(studentT(), {
            means: [
              [0, 0],
              [1, 1],
            ],
            scales: [
              [1, 1],
              [1, 1],
            ],
            degreesOfFreedom: [5, 5],
          }),
          [[1, Number.NaN]],
          { missing: 'marginalise' },
        ),
      InvalidObservationsError,
      'MISSING_NOT_SUPPORTED',
    ],
    [
      'a start of another family',
      () => fitHmm([[1], [2], [3]], { family: poisson(), nStates: 2, starts: [yes] }),
      FamilyMismatchError,
      'FAMILY_MISMATCH',
    ],
    [
      'a start with other options',
      () => fitHmm([[1], [2], [0]], { family: categorical({ nCategories: 4 }), nStates: 2, starts: [kinds] }),
      FamilyMismatchError,
      'FAMILY_MISMATCH',
    ],
    [
      'counts to be rescaled',
      () => rescale(counts as GaussianHmm, { shifts: [0], scales: [1] }),
      FamilyMismatchError,
      'FAMILY_MISMATCH',
    ],
    ['counts to be aligned', () => alignStates(normal, counts as GaussianHmm), FamilyMismatchError, 'FAMILY_MISMATCH'],
    [
      'the fit of counts to be reviewed',
      () => reviewFit(fitted as unknown as GaussianHmmFit),
      FamilyMismatchError,
      'FAMILY_MISMATCH',
    ],
    [
      'a Gaussian prior for counts',
      () => baumWelch(counts, [[1]], { shrinkage: { weight: 1 } } as object),
      InvalidOptionError,
      'INVALID_OPTION',
    ],
    [
      'a column in no block',
      () => product({ blocks: { a: { columns: [1], family: poisson() } } }),
      InvalidBlocksError,
      'INVALID_BLOCKS',
    ],
    [
      'a column in two blocks',
      () => product({ blocks: { a: { columns: [0, 1], family: poisson() }, b: { columns: [1], family: gaussian() } } }),
      InvalidBlocksError,
      'INVALID_BLOCKS',
    ],
    [
      'a block too wide',
      () => product({ blocks: { a: { columns: [0, 1], family: categorical({ nCategories: 2 }) } } }),
      InvalidBlocksError,
      'INVALID_BLOCKS',
    ],
    [
      'degrees of freedom beyond a bound',
      () => make(studentT(), { means: [0, 1], scales: [1, 1], degreesOfFreedom: [5, 201] }),
      InvalidEmissionsError,
      'OUT_OF_BOUNDS',
    ],
    [
      'degrees of freedom below a bound',
      () => make(studentT(), { means: [0, 1], scales: [1, 1], degreesOfFreedom: [5, 0.5] }),
      InvalidEmissionsError,
      'OUT_OF_BOUNDS',
    ],
    [
      'fixed degrees of freedom beyond a bound',
      () => studentT({ degreesOfFreedom: 0.5 }),
      InvalidOptionError,
      'INVALID_OPTION',
    ],
    ['bounds that are none', () => studentT({ bounds: { min: 5, max: 2 } }), InvalidOptionError, 'INVALID_OPTION'],
    [
      'other degrees of freedom than the fixed ones',
      () => make(studentT({ degreesOfFreedom: 4 }), { means: [0, 1], scales: [1, 1], degreesOfFreedom: 5 }),
      InvalidOptionError,
      'INVALID_OPTION',
    ],
    ['a rate of zero', () => make(poisson(), { rates: [0, 1] }), InvalidEmissionsError, 'NOT_POSITIVE'],
    [
      'no distribution',
      () =>
        make(categorical({ nCategories: 2 }), {
          probs: [
            [0.5, 0.6],
            [1, 0],
          ],
        }),
      InvalidEmissionsError,
      'NOT_A_DISTRIBUTION',
    ],
    ['no probability', () => make(bernoulli(), { probs: [1.5, 0] }), InvalidEmissionsError, 'OUT_OF_BOUNDS'],
    [
      'no covariance',
      () =>
        make(gaussian({ covarianceType: 'full' }), {
          means: [
            [0, 0],
            [1, 1],
          ],
          covariances: [
            [
              [1, 2],
              [2, 1],
            ],
            [
              [1, 0],
              [0, 1],
            ],
          ],
        }),
      InvalidEmissionsError,
      'COVARIANCE_NOT_POSITIVE_DEFINITE',
    ],
    [
      'an infinite mean',
      () => make(gaussian(), { means: [0, Infinity], covariances: [1, 1] }),
      InvalidEmissionsError,
      'NOT_FINITE',
    ],
    [
      'parameters of another shape',
      () => make(poisson(), { rates: [1, 2, 3] }),
      DimensionMismatchError,
      'SHAPE_MISMATCH',
    ],
    [
      'a parameter too many',
      () => make(poisson(), { rates: [1, 2], means: [1, 2] }),
      InvalidOptionError,
      'INVALID_OPTION',
    ],
    ['a parameter too few', () => make(studentT(), { means: [1, 2] }), InvalidOptionError, 'INVALID_OPTION'],
    ['no family', () => make(undefined as unknown as EmissionFamily, {}), InvalidOptionError, 'INVALID_OPTION'],
    [
      'an unknown family in JSON',
      () =>
        parseHmm({
          ...(counts.toJSON() as object),
          emissions: { family: 'gamma', options: {}, nFeatures: 1, parameters: {} },
        }),
      InvalidJsonError,
      'UNKNOWN_FAMILY',
    ],
    ['the JSON of a Gaussian HMM', () => parseHmm(normal.toJSON()), InvalidJsonError, 'INVALID_MODEL_JSON'],
    ['a misspelt tie', () => linearRegression({ lags: 1, tied: ['slopes'] }), InvalidOptionError, 'INVALID_OPTION'],
    ['one category', () => categorical({ nCategories: 1 }), InvalidOptionError, 'INVALID_OPTION'],
    ['more columns than the model has', () => forward(counts, [[1, 2]]), DimensionMismatchError, 'FEATURE_MISMATCH'],
  ])('%s', (_name, call, kind, code) => {
    const error = thrown(call);
    expect(error).toBeInstanceOf(kind);
    expect(error.code).toBe(code);
  });

  it('createOnlineFilter(model).update leaves the filter where it was when it refuses a row', () => {
    const filter = createOnlineFilter(lagged);
    filter.update([0.5]);
    const before = filter.state();
    expect(() => filter.update([Number.NaN])).toThrow(InvalidObservationsError);
    expect(filter.state()).toEqual(before);
  });

  it('fitHmm(rows) counts degrees of freedom that end on a bound', () => {
    const rows = Array.from({ length: 200 }, (_, t) => [Math.sin(t)]);
    const fit = fitHmm(rows, { family: studentT(), nStates: 1, restarts: 1 });
    expect(fit.model.emissions.parameters.degreesOfFreedom?.[0]).toBe(200);
    expect(fit.repairs.boundsAtEnd).toBe(1);
  });
});
