import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { relativeError } from '../../../test/support/closeness.ts';
import { covarianceOf, logNormal } from '../../../test/support/enumeration.ts';
import { covarianceTypes, randomModel, randomRows } from '../../../test/support/models.ts';
import { gaussianParameters } from '../../model/gaussian-hmm.ts';
import { createParameters } from '../../training/parameters.ts';
import { resolvePriors, type Priors } from '../../training/priors.ts';
import type { CovarianceType } from './covariance-structure.ts';
import { covarianceStructures } from './covariance-structures.ts';

const RTOL = 1e-11;
const K = 3;
const D = 4;
// Not a multiple of the tile of four rows.
const T = 23;
const rows = randomRows(T, D, 2);
const x = Float64Array.from(rows.flat());

function weights(): Float64Array {
  const random = createRandomStream(4);
  return Float64Array.from(rows.flatMap(() => [...random.dirichlet([1, 1, 1])]));
}

function setUp(covarianceType: CovarianceType, priors: Priors = {}) {
  const model = randomModel(covarianceType, K, D, 6);
  const structure = covarianceStructures[covarianceType];
  const parameters = gaussianParameters(model);
  const factors = structure.createFactors(K, D);
  structure.factorInto(factors, parameters);
  return { model, structure, parameters, factors, priors: resolvePriors(priors, covarianceType, K, D) };
}

describe.each(covarianceTypes)('%s', (covarianceType) => {
  it('logDensitiesInto gives log N(x; mean, covariance) of every row and state', () => {
    const { model, structure, parameters, factors } = setUp(covarianceType);
    const out = new Float64Array(T * K);
    structure.logDensitiesInto(out, x, T, parameters, factors);
    const expected = rows.map((row) =>
      Array.from({ length: K }, (_, k) => logNormal(row, [...model.means.row(k)], covarianceOf(model, k))),
    );
    expect(relativeError(out, expected)).toBeLessThan(RTOL);
  });

  it('logDensitiesInto gives a row the same bits alone and in a batch', () => {
    const { structure, parameters, factors } = setUp(covarianceType);
    const batch = new Float64Array(T * K);
    structure.logDensitiesInto(batch, x, T, parameters, factors);
    const alone = new Float64Array(K);
    for (let t = 0; t < T; t++) {
      structure.logDensitiesInto(alone, x.slice(t * D, (t + 1) * D), 1, parameters, factors);
      expect([...alone]).toEqual([...batch.subarray(t * K, (t + 1) * K)]);
    }
  });

  it('factorInto names the first state whose covariance is unusable', () => {
    const { structure, parameters, factors } = setUp(covarianceType);
    const broken = { ...parameters, covariances: parameters.covariances.map((value, i) => (i === 0 ? -value : value)) };
    expect(structure.factorInto(factors, broken)).toBe(0);
    expect(structure.factorInto(factors, parameters)).toBe(-1);
  });

  it.each<[string, Priors]>([
    ['maximum likelihood', {}],
    ['a number for every prior', { means: 0.3, meansWeight: 2, covariances: 0.7, covariancesWeight: 9 }],
    ['a weight below the cut', { covariances: 0.2, covariancesWeight: -3 }],
    [
      'means of each state',
      {
        means: [
          [1, 2, 3, 4],
          [0, 0, 0, 0],
          [-1, 0, 1, 2],
        ],
        meansWeight: [[1], [2], [3]],
      },
    ],
  ])('estimateInto follows the table of formulas, %s', (_, given) => {
    const { structure, parameters, priors } = setUp(covarianceType, given);
    const g = weights();
    const moments = structure.createMoments(K, D);
    structure.momentsInto(moments, x, T, g, parameters);
    const next = createParameters(covarianceType, K, D);
    const means = naiveMeans(g, priors);
    next.means.set(means.flat());
    structure.estimateInto(next, moments, parameters, priors);
    expect(relativeError(next.covariances, naiveCovariances(covarianceType, g, means, priors))).toBeLessThan(RTOL);
  });

  it('estimateInto keeps the covariance of an empty state and counts it', () => {
    const { structure, parameters, priors } = setUp(covarianceType);
    const g = weights().map((value, i) => (i % K === 1 ? 0 : value));
    const moments = structure.createMoments(K, D);
    structure.momentsInto(moments, x, T, g, parameters);
    const next = createParameters(covarianceType, K, D);
    next.means.set(parameters.means);
    const empty = structure.estimateInto(next, moments, parameters, priors);
    expect(empty).toBe(covarianceType === 'tied' ? 0 : 1);
    expect(structure.variance(next, 1, 2)).toBe(
      covarianceType === 'tied' ? structure.variance(next, 0, 2) : structure.variance(parameters, 1, 2),
    );
    expect(next.covariances.every(Number.isFinite)).toBe(true);
  });

  it('raiseToFloor raises every variance to its floor and counts, and leaves the rest alone', () => {
    const { structure, parameters } = setUp(covarianceType);
    const untouched = { ...parameters, covariances: parameters.covariances.slice() };
    expect(structure.raiseToFloor(untouched, new Float64Array(D).fill(1e-6))).toBe(0);
    expect(untouched.covariances).toEqual(parameters.covariances);
    const collapsed = { ...parameters, covariances: parameters.covariances.map((value) => value * 1e-12) };
    const raised = structure.raiseToFloor(collapsed, new Float64Array(D).fill(0.5));
    expect(raised).toBe({ spherical: K, diag: K * D, tied: D, full: K * D }[covarianceType]);
    expect(structure.variance(collapsed, 2, 3)).toBeCloseTo(0.5, 9);
  });
});

it('control: moments about the old mean alone, without the shift to the new one, do not match the table', () => {
  const { structure, parameters, priors } = setUp('full');
  const g = weights();
  const moments = structure.createMoments(K, D);
  structure.momentsInto(moments, x, T, g, parameters);
  const next = createParameters('full', K, D);
  next.means.set(parameters.means);
  structure.estimateInto(next, moments, parameters, priors);
  expect(relativeError(next.covariances, naiveCovariances('full', g, naiveMeans(g, priors), priors))).toBeGreaterThan(
    0.01,
  );
});

type Resolved = ReturnType<typeof resolvePriors>;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

// mu_k = (w m + S_k) / (w + N_k)
function naiveMeans(g: Float64Array, { means, meansWeight }: Resolved): number[][] {
  return range(K).map((k) =>
    range(D).map((d) => {
      const w = meansWeight[k * D + d]!;
      const sum = total(rows.map((row, t) => g[t * K + k]! * row[d]!));
      return (w * means[k * D + d]! + sum) / (w + total(rows.map((_, t) => g[t * K + k]!)));
    }),
  );
}

// C_k = w d d' + sum_t g_t(k) (x_t - mu)(x_t - mu)', d = mu - m, then the table of the priors by covariance type
function naiveCovariances(type: CovarianceType, g: Float64Array, mu: number[][], priors: Resolved): number[] {
  const { means: m, meansWeight, covariances: c, covariancesWeight: v } = priors;
  const N = range(K).map((k) => total(rows.map((_, t) => g[t * K + k]!)));
  const C = (k: number, i: number, j: number) =>
    meansWeight[k * D]! * (mu[k]![i]! - m[k * D + i]!) * (mu[k]![j]! - m[k * D + j]!) +
    total(rows.map((row, t) => g[t * K + k]! * (row[i]! - mu[k]![i]!) * (row[j]! - mu[k]![j]!)));
  const diag = (k: number) =>
    range(D).map((d) => (c[k * D + d]! + C(k, d, d)) / Math.max(Math.max(v - 1, 0) + N[k]!, 1e-5));
  const estimate = {
    diag: () => range(K).flatMap(diag),
    spherical: () => range(K).map((k) => total(diag(k)) / D),
    full: () =>
      range(K).flatMap((k) =>
        range(D * D).map((p) => (c[k * D * D + p]! + C(k, Math.floor(p / D), p % D)) / (Math.max(v - D, 0) + N[k]!)),
      ),
    tied: () =>
      range(D * D).map(
        (p) => (c[p]! + total(range(K).map((k) => C(k, Math.floor(p / D), p % D)))) / (Math.max(v - D, 0) + total(N)),
      ),
  };
  return estimate[type]();
}
