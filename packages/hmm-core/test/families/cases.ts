import { createRandomStream } from '@regimekit/numerics';
import {
  bernoulli,
  categorical,
  createHmm,
  gaussian,
  gaussianMixture,
  linearRegression,
  poisson,
  product,
  studentT,
  type EmissionFamily,
  type EmissionParameters,
  type GivenParameters,
  type HiddenMarkovModel,
} from '../../src/index.ts';
import { logNormal } from '../support/enumeration.ts';

/** A family with parameters, rows, and its density written down anew: nothing of it is shared with the package. */
export interface FamilyCase {
  readonly name: string;
  readonly family: EmissionFamily;
  readonly parameters: GivenParameters;
  readonly rows: readonly (readonly number[])[];
  readonly covariates?: readonly (readonly number[])[];
  /** log p(y_t given k) under flat parameters. */
  readonly logDensity: (parameters: EmissionParameters, k: number, t: number, rows: FamilyCase['rows']) => number;
  /** Whether one M step from anywhere reaches the maximum for given weights. */
  readonly closedForm: boolean;
}

/** log Gamma of a whole or half number, from Gamma(1) = 1 and Gamma(1/2) = sqrt(pi). */
function logGammaOfHalf(x: number): number {
  let sum = 0;
  let z = x;
  for (; z > 1; z--) sum += Math.log(z - 1);
  return z === 1 ? sum : sum + Math.log(Math.PI) / 2;
}

function logPoisson(y: number, rate: number): number {
  let logFactorial = 0;
  for (let i = 2; i <= y; i++) logFactorial += Math.log(i);
  return y * Math.log(rate) - rate - logFactorial;
}

const diagonal = (values: readonly number[]) => values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));
const matrixAt = (flat: Float64Array, at: number, n: number) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => flat[at + i * n + j]!));
const slice = (flat: Float64Array, k: number, n: number) => Array.from(flat.subarray(k * n, (k + 1) * n));

/** log t by the Gaussian with the same scale: only its quadratic form and determinant are taken from there. */
function logStudent(y: readonly number[], mean: readonly number[], scale: number[][], nu: number): number {
  const D = y.length;
  const atMean = logNormal(mean, mean, scale);
  const distance = 2 * (atMean - logNormal(y, mean, scale));
  const halfLogDeterminant = -(D / 2) * Math.log(2 * Math.PI) - atMean;
  const norm = lanczosFree((nu + D) / 2) - lanczosFree(nu / 2) - (D / 2) * Math.log(nu * Math.PI) - halfLogDeterminant;
  return norm - ((nu + D) / 2) * Math.log(1 + distance / nu);
}

/** log Gamma by Stirling's series far out and the recurrence down to x: another way than the package's. */
function lanczosFree(x: number): number {
  if (Number.isInteger(2 * x) && x < 30) return logGammaOfHalf(x);
  let shift = 0;
  let z = x;
  for (; z < 30; z++) shift += Math.log(z);
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680)))) / z;
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift;
}

const random = createRandomStream(11);
const reals = (n: number, D: number) =>
  Array.from({ length: n }, () => Array.from({ length: D }, () => 2 * random.normal()));
const wholes = (n: number, D: number, most: number) =>
  Array.from({ length: n }, () => Array.from({ length: D }, () => random.integer(most)));

/** Enough rows for an M step with two states; enumeration takes the first six. */
const N = 60;
const real1 = reals(N, 1);
const real2 = reals(N, 2);
const covariates = reals(N, 2);

export const familyCases: readonly FamilyCase[] = [
  {
    name: 'gaussian spherical',
    family: gaussian({ covarianceType: 'spherical' }),
    parameters: {
      means: [
        [0, 1],
        [2, -1],
      ],
      covariances: [0.8, 2.5],
    },
    rows: real2,
    logDensity: (p, k, t, rows) =>
      logNormal(rows[t]!, slice(p.means!, k, 2), diagonal([p.covariances![k]!, p.covariances![k]!])),
    closedForm: true,
  },
  {
    name: 'gaussian diag',
    family: gaussian(),
    parameters: {
      means: [
        [0, 1],
        [2, -1],
      ],
      covariances: [
        [1, 3],
        [2, 0.5],
      ],
    },
    rows: real2,
    logDensity: (p, k, t, rows) => logNormal(rows[t]!, slice(p.means!, k, 2), diagonal(slice(p.covariances!, k, 2))),
    closedForm: true,
  },
  {
    name: 'gaussian tied',
    family: gaussian({ covarianceType: 'tied' }),
    parameters: {
      means: [
        [0, 1],
        [2, -1],
      ],
      covariances: [
        [2, 0.5],
        [0.5, 1],
      ],
    },
    rows: real2,
    logDensity: (p, k, t, rows) => logNormal(rows[t]!, slice(p.means!, k, 2), matrixAt(p.covariances!, 0, 2)),
    closedForm: true,
  },
  {
    name: 'gaussian full',
    family: gaussian({ covarianceType: 'full' }),
    parameters: {
      means: [
        [0, 1],
        [2, -1],
      ],
      covariances: [
        [
          [2, 0.5],
          [0.5, 1],
        ],
        [
          [1, -0.3],
          [-0.3, 3],
        ],
      ],
    },
    rows: real2,
    logDensity: (p, k, t, rows) => logNormal(rows[t]!, slice(p.means!, k, 2), matrixAt(p.covariances!, 4 * k, 2)),
    closedForm: true,
  },
  {
    name: 'student-t diag',
    family: studentT(),
    parameters: {
      means: [
        [0, 1],
        [2, -1],
      ],
      scales: [
        [1, 3],
        [2, 0.5],
      ],
      degreesOfFreedom: [3, 8],
    },
    rows: real2,
    logDensity: (p, k, t, rows) =>
      logStudent(rows[t]!, slice(p.means!, k, 2), diagonal(slice(p.scales!, k, 2)), p.degreesOfFreedom![k]!),
    closedForm: false,
  },
  {
    name: 'student-t full, shared degrees of freedom',
    family: studentT({ scaleType: 'full', degreesOfFreedom: 'shared' }),
    parameters: {
      means: [
        [0, 1],
        [2, -1],
      ],
      scales: [
        [
          [2, 0.5],
          [0.5, 1],
        ],
        [
          [1, -0.3],
          [-0.3, 3],
        ],
      ],
      degreesOfFreedom: 5,
    },
    rows: real2,
    logDensity: (p, k, t, rows) =>
      logStudent(rows[t]!, slice(p.means!, k, 2), matrixAt(p.scales!, 4 * k, 2), p.degreesOfFreedom![0]!),
    closedForm: false,
  },
  {
    name: 'student-t, fixed degrees of freedom',
    family: studentT({ degreesOfFreedom: 4 }),
    parameters: { means: [0, 2], scales: [1, 2], degreesOfFreedom: 4 },
    rows: real1,
    logDensity: (p, k, t, rows) => logStudent(rows[t]!, [p.means![k]!], [[p.scales![k]!]], 4),
    closedForm: false,
  },
  ...(['diag', 'full'] as const).map((covarianceType): FamilyCase => ({
    name: `gaussian-mixture ${covarianceType}`,
    family: gaussianMixture({ nComponents: 2, covarianceType }),
    parameters: {
      weights: [
        [0.3, 0.7],
        [0.6, 0.4],
      ],
      means: [
        [
          [0, 1],
          [3, 0],
        ],
        [
          [2, -1],
          [-3, 1],
        ],
      ],
      covariances:
        covarianceType === 'diag'
          ? [
              [
                [1, 2],
                [2, 1],
              ],
              [
                [0.5, 1],
                [3, 2],
              ],
            ]
          : [
              [
                [
                  [1, 0.2],
                  [0.2, 2],
                ],
                [
                  [2, 0],
                  [0, 1],
                ],
              ],
              [
                [
                  [0.5, 0.1],
                  [0.1, 1],
                ],
                [
                  [3, -1],
                  [-1, 2],
                ],
              ],
            ],
    },
    rows: real2,
    logDensity: (p, k, t, rows) => {
      const terms = [0, 1].map((m) => {
        const c = 2 * k + m;
        const sigma =
          covarianceType === 'diag' ? diagonal(slice(p.covariances!, c, 2)) : matrixAt(p.covariances!, 4 * c, 2);
        return p.weights![c]! * Math.exp(logNormal(rows[t]!, slice(p.means!, c, 2), sigma));
      });
      return Math.log(terms[0]! + terms[1]!);
    },
    closedForm: false,
  })),
  {
    name: 'categorical',
    family: categorical({ nCategories: 3 }),
    parameters: {
      probs: [
        [0.2, 0.5, 0.3],
        [0.6, 0.1, 0.3],
      ],
    },
    rows: wholes(N, 1, 3),
    logDensity: (p, k, t, rows) => Math.log(p.probs![3 * k + rows[t]![0]!]!),
    closedForm: true,
  },
  {
    name: 'poisson',
    family: poisson(),
    parameters: {
      rates: [
        [2, 5],
        [6, 1],
      ],
    },
    rows: wholes(N, 2, 9),
    logDensity: (p, k, t, rows) =>
      logPoisson(rows[t]![0]!, p.rates![2 * k]!) + logPoisson(rows[t]![1]!, p.rates![2 * k + 1]!),
    closedForm: true,
  },
  {
    name: 'bernoulli',
    family: bernoulli(),
    parameters: {
      probs: [
        [0.2, 0.5],
        [0.7, 0.9],
      ],
    },
    rows: wholes(N, 2, 2),
    logDensity: (p, k, t, rows) =>
      [0, 1].reduce((sum, d) => {
        const q = p.probs![2 * k + d]!;
        return sum + Math.log(rows[t]![d] === 1 ? q : 1 - q);
      }, 0),
    closedForm: true,
  },
  {
    name: 'product of gaussian, poisson and student-t',
    family: product({
      blocks: {
        level: { columns: [2], family: gaussian() },
        count: { columns: [0], family: poisson() },
        heavy: { columns: [1], family: studentT({ degreesOfFreedom: 5 }) },
      },
    }),
    parameters: {
      level: { means: [0, 2], covariances: [1, 3] },
      count: { rates: [2, 6] },
      heavy: { means: [0, 1], scales: [1, 2], degreesOfFreedom: 5 },
    },
    rows: Array.from({ length: N }, (_, t) => [random.integer(8), real1[t]![0]!, 2 * random.normal()]),
    logDensity: (p, k, t, rows) =>
      logNormal([rows[t]![2]!], [p['level.means']![k]!], [[p['level.covariances']![k]!]]) +
      logPoisson(rows[t]![0]!, p['count.rates']![k]!) +
      logStudent([rows[t]![1]!], [p['heavy.means']![k]!], [[p['heavy.scales']![k]!]], 5),
    closedForm: false,
  },
  {
    name: 'linear-regression on covariates',
    family: linearRegression({ nCovariates: 2 }),
    parameters: {
      intercept: [0, 1],
      slopes: [
        [0.5, 1],
        [-0.5, 0.3],
      ],
      variances: [1, 2],
    },
    rows: real1,
    covariates,
    logDensity: (p, k, t, rows) => {
      const mean =
        p.intercept![k]! + p.slopes![2 * k]! * covariates[t]![0]! + p.slopes![2 * k + 1]! * covariates[t]![1]!;
      return logNormal(rows[t]!, [mean], [[p.variances![k]!]]);
    },
    closedForm: true,
  },
  {
    name: 'linear-regression with trend, AR(2) and tied lags',
    family: linearRegression({ lags: 2, trend: true, tied: ['lags'] }),
    parameters: { intercept: [0, 1], trend: [0.01, -0.02], lags: [0.5, -0.3], variances: [1, 2] },
    rows: real1,
    logDensity: (p, k, t, rows) => {
      if (t < 2) return 0;
      const lagged = p.lags![0]! * rows[t - 1]![0]! + p.lags![1]! * rows[t - 2]![0]!;
      return logNormal(rows[t]!, [p.intercept![k]! + p.trend![k]! * t + lagged], [[p.variances![k]!]]);
    },
    closedForm: false,
  },
  {
    name: 'linear-regression AR(1) with tied variance',
    family: linearRegression({ lags: 1, tied: ['variances'] }),
    parameters: { intercept: [0, 1], lags: [[0.5], [-0.3]], variances: 1.5 },
    rows: real1,
    logDensity: (p, k, t, rows) =>
      t < 1 ? 0 : logNormal(rows[t]!, [p.intercept![k]! + p.lags![k]! * rows[t - 1]![0]!], [[p.variances![0]!]]),
    closedForm: true,
  },
];

export function modelOfCase({ family, parameters }: Pick<FamilyCase, 'family' | 'parameters'>): HiddenMarkovModel {
  return createHmm({
    initialProbs: [0.3, 0.7],
    transitionMatrix: [
      [0.8, 0.2],
      [0.35, 0.65],
    ],
    emissions: { family, parameters },
  });
}
