import { createRandomStream } from '@regimekit/numerics';
import { normalQuantile } from '@regimekit/numerics/distributions';
import { describe, expect, it } from 'vitest';
import {
  createGaussianHmm,
  createHmm,
  FamilyMismatchError,
  InvalidOptionError,
  LARGEST_RESIDUAL,
  linearRegression,
  poisson,
  pseudoResiduals,
  sample,
  testResiduals,
  type EmissionFamily,
} from '../../src/index.ts';
import { familyCases, modelOfCase } from '../families/cases.ts';
import { laplace } from '../families/laplace.ts';
import { relativeError } from '../support/closeness.ts';
import { enumerate, enumerateFrom } from '../support/enumeration.ts';

/** Two ways of one sum; Simpson's rule is good to this. */
const RTOL = 1e-9;
const ROWS = 600;
/** Chance of a rejection of the truth in one of these tests; their seeds are fixed. */
const RARE = 1e-3;

const chain = {
  initialProbs: [0.3, 0.7],
  transitionMatrix: [
    [0.8, 0.2],
    [0.35, 0.65],
  ],
};

/** P(Y <= y) by Simpson's rule on the density: nothing of the package in it. */
function normalBelow(y: number, mean: number, variance: number): number {
  const [from, steps] = [mean - 12 * Math.sqrt(variance), 4000];
  const h = (y - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = from + i * h;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += (weight * Math.exp((-0.5 * (x - mean) ** 2) / variance)) / Math.sqrt(2 * Math.PI * variance);
  }
  return (sum * h) / 3;
}

describe('pseudoResiduals(model, rows)', () => {
  const gaussian = createGaussianHmm({
    ...chain,
    covarianceType: 'full',
    means: [
      [0, 1],
      [2, -1],
    ],
    covariances: [
      [
        [1, 0.4],
        [0.4, 2],
      ],
      [
        [2, -0.3],
        [-0.3, 0.5],
      ],
    ],
  });
  const rows = [
    [0.3, 0.2],
    [2.5, -1],
    [-0.4, 1.9],
    [1, 0],
    [3.1, -2],
  ];

  it('is the predictive distribution from the table of all paths', () => {
    const { predicted } = enumerate(gaussian, rows);
    const { uniforms, residuals, kinds, clipped } = pseudoResiduals(gaussian, rows);
    const expected = rows.map((row, t) =>
      row.map((y, d) =>
        [0, 1].reduce((sum, k) => {
          const variance = gaussian.covariances[k * 4 + d * 3]!;
          return sum + predicted[t]![k]! * normalBelow(y, gaussian.means.get(k, d), variance);
        }, 0),
      ),
    );
    expect(relativeError(uniforms.to2DArray(), expected)).toBeLessThan(RTOL);
    expect(
      relativeError(
        residuals.to2DArray(),
        expected.map((row) => row.map(normalQuantile)),
      ),
    ).toBeLessThan(RTOL);
    expect(kinds).toEqual(['continuous', 'continuous']);
    expect(clipped).toBe(0);
    // Another chain does not match: the comparison can fail.
    const other = createGaussianHmm({
      ...gaussian.toJSON(),
      transitionMatrix: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    });
    expect(relativeError(pseudoResiduals(other, rows).uniforms.to2DArray(), expected)).toBeGreaterThan(0.01);
  });

  it('lies between F(y - 1) and F(y) for counts: in the middle, or drawn by a seed', () => {
    const model = createHmm({ ...chain, emissions: { family: poisson(), parameters: { rates: [3, 8] } } });
    const counts = [[2], [7], [0], [4], [9]];
    const log = (y: number, rate: number) =>
      y * Math.log(rate) - rate - Array.from({ length: y }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
    const rates = [3, 8];
    const { predicted } = enumerateFrom(model, (k, t) => log(counts[t]![0]!, rates[k]!), counts.length);
    const below = (t: number, y: number) =>
      [0, 1].reduce((sum, k) => {
        let cdf = 0;
        for (let i = 0; i <= y; i++) cdf += Math.exp(log(i, rates[k]!));
        return sum + predicted[t]![k]! * cdf;
      }, 0);
    const mid = pseudoResiduals(model, counts, { discrete: 'mid' });
    const expected = counts.map(([y], t) => [(below(t, y! - 1) + below(t, y!)) / 2]);
    expect(relativeError(mid.uniforms.to2DArray(), expected)).toBeLessThan(RTOL);
    expect(mid.kinds).toEqual(['mid']);

    const drawn = pseudoResiduals(model, counts, { seed: 3 }).uniforms;
    for (const [t, [y]] of counts.entries()) {
      expect(drawn.get(t, 0)).toBeGreaterThan(below(t, y! - 1));
      expect(drawn.get(t, 0)).toBeLessThan(below(t, y!));
    }
    expect(pseudoResiduals(model, counts, { seed: 3 }).uniforms).toEqual(drawn);
    expect(pseudoResiduals(model, counts, { seed: 4 }).uniforms).not.toEqual(drawn);
  });

  it('does not look ahead: a scrambled future changes nothing before it', () => {
    const before = pseudoResiduals(gaussian, rows).residuals;
    const after = pseudoResiduals(gaussian, [...rows.slice(0, 3), [40, -3], [-7, 9]]).residuals;
    expect(after.data.slice(0, 6)).toEqual(before.data.slice(0, 6));
    expect(after.data.slice(6)).not.toEqual(before.data.slice(6));
  });

  it('has none where a value is missing, and keeps the others', () => {
    const gap = rows.map((row, t) => (t === 2 ? [Number.NaN, row[1]!] : row));
    const { residuals } = pseudoResiduals(gaussian, gap, { missing: 'marginalise' });
    expect(residuals.get(2, 0)).toBeNaN();
    expect(residuals.get(2, 1)).toBe(pseudoResiduals(gaussian, rows).residuals.get(2, 1));
    expect(Array.from(residuals.data).filter(Number.isNaN)).toHaveLength(1);
  });

  it('has none for the rows that lags are conditioned on', () => {
    const model = createHmm({
      ...chain,
      emissions: {
        family: linearRegression({ lags: 2 }),
        parameters: {
          intercept: [0, 1],
          lags: [
            [0.5, 0],
            [0.1, 0.1],
          ],
          variances: [1, 1],
        },
      },
    });
    const { residuals } = pseudoResiduals(model, [[1], [2], [3], [1], [2]], { lengths: [3, 2] });
    expect(Array.from(residuals.data, Number.isNaN)).toEqual([true, true, false, true, true]);
  });

  it('says where a value lies so far out that the distribution function rounds', () => {
    const { residuals, clipped } = pseudoResiduals(gaussian, [
      [100, 0],
      [0, 0],
    ]);
    expect(clipped).toBe(1);
    expect(residuals.get(0, 0)).toBe(LARGEST_RESIDUAL);
    expect(normalQuantile(2 ** -53)).toBeCloseTo(-LARGEST_RESIDUAL, 12);
  });

  it.each(familyCases)('$name: the truth passes every test', (given) => {
    const model = modelOfCase(given);
    const random = createRandomStream(17);
    const covariates = given.covariates && Array.from({ length: ROWS }, () => [random.normal(), random.normal()]);
    const options = covariates === undefined ? {} : { covariates };
    const { observations } = sample(model, ROWS, { random, ...options });
    const tests = testResiduals(pseudoResiduals(model, observations, options));
    expect(tests).toHaveLength(4 * model.nFeatures);
    expect(tests.filter(({ pValue }) => pValue < RARE)).toEqual([]);
  });

  it('throws for a family without a distribution function, and for options that cannot be', () => {
    const rest = Object.fromEntries(
      Object.entries(laplace).filter(([name]) => name !== 'cdfInto'),
    ) as unknown as EmissionFamily;
    const model = createHmm({
      ...chain,
      emissions: { family: rest, parameters: { locations: [0, 1], scales: [1, 1] } },
    });
    expect(() => pseudoResiduals(model, [[1], [2]])).toThrow(FamilyMismatchError);
    expect(() => pseudoResiduals(gaussian, rows, { discrete: 'median' as never })).toThrow(InvalidOptionError);
    expect(() => pseudoResiduals(gaussian, rows, { seed: 0.5 })).toThrow(InvalidOptionError);
    expect(() => pseudoResiduals(gaussian, rows, { seeds: 1 } as never)).toThrow(/seed/);
  });
});
