import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  createGaussianHmm,
  DECREASE_TOLERANCE,
  DimensionMismatchError,
  dirichletNiwPriors,
  fitGaussianHmm,
  InvalidOptionError,
  InvalidPriorsError,
  sample,
  type DirichletNiwOptions,
} from '../index.ts';
import { relativeError } from '../../test/support/closeness.ts';
import { covarianceOf } from '../../test/support/enumeration.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';

const RTOL = 1e-10;
const D = 2;
const rows = randomRows(40, D, 31);
const mean = [0, 1].map((d) => rows.reduce((sum, row) => sum + row[d]!, 0) / rows.length);
/** sum_t (x_t - about)(x_t - about)' */
const scatter = (of: readonly (readonly number[])[], about: readonly number[]) =>
  [0, 1].map((i) => [0, 1].map((j) => of.reduce((sum, row) => sum + (row[i]! - about[i]!) * (row[j]! - about[j]!), 0)));

/** One EM step of a model with one state: the mode of the posterior, whatever the start. */
function modeOfOneState(covarianceType: (typeof covarianceTypes)[number], emissions: DirichletNiwOptions['emissions']) {
  const start = randomModel(covarianceType, 1, D, 1);
  const priors = dirichletNiwPriors({ emissions });
  return baumWelch(start, rows, { priors, maxIterations: 1, tolerance: -Infinity }).model;
}

describe('dirichletNiwPriors', () => {
  const nu = 7;
  const kappa = 3;
  const m = [1, -2];
  const psi = [
    [2, 0.5],
    [0.5, 1],
  ];
  const n = rows.length;
  // Gelman et al. (2013), section 3.6: Psi_n = Psi + S + kappa n / (kappa + n) (xbar - m)(xbar - m)', nu_n = nu + n; the
  // joint mode of mean and covariance is at Psi_n / (nu_n + D + 2).
  const psiN = scatter(rows, mean).map((row, i) =>
    row.map((s, j) => s + psi[i]![j]! + ((kappa * n) / (kappa + n)) * (mean[i]! - m[i]!) * (mean[j]! - m[j]!)),
  );
  const meanN = mean.map((value, d) => (kappa * m[d]! + n * value) / (kappa + n));

  it('dirichletNiwPriors puts one full or tied state at the mode of the textbook', () => {
    for (const type of ['full', 'tied'] as const) {
      const model = modeOfOneState(type, { means: m, meansWeight: kappa, degreesOfFreedom: nu, scale: psi });
      const expected = psiN.map((row) => row.map((value) => value / (nu + n + D + 2)));
      expect(relativeError(covarianceOf(model, 0), expected)).toBeLessThan(RTOL);
      expect(relativeError(model.means.row(0), meanN)).toBeLessThan(RTOL);
      // The control: one degree of freedom more would be seen.
      expect(
        relativeError(
          covarianceOf(model, 0),
          psiN.map((row) => row.map((v) => v / (nu + n + D + 3))),
        ),
      ).toBeGreaterThan(1e-3);
    }
  });

  it('dirichletNiwPriors puts one diagonal state at the mode of each feature, and a spherical one at that of them all', () => {
    const scale = [psi[0]![0]!, psi[1]![1]!];
    const emissions = { means: m, meansWeight: kappa, degreesOfFreedom: nu, scale };
    const diag = modeOfOneState('diag', emissions);
    expect(relativeError(diag.covariances, [psiN[0]![0]! / (nu + n + 3), psiN[1]![1]! / (nu + n + 3)])).toBeLessThan(
      RTOL,
    );
    // One variance: the exponent of 1 / sigma^2 gains D for the means and D n for the data; Psi counts once, in all.
    const total = psiN[0]![0]! - scale[0]! + psiN[1]![1]! - scale[1]! + (scale[0]! + scale[1]!) / D;
    const spherical = modeOfOneState('spherical', emissions);
    expect(relativeError(spherical.covariances, [total / (nu + 2 + D + D * n)])).toBeLessThan(RTOL);
  });

  it('dirichletNiwPriors without a pull of the means has one observation less, and Psi of the whole by default', () => {
    const model = modeOfOneState('full', { degreesOfFreedom: nu });
    const pooled = scatter(rows, mean).map((row) => row.map((value) => value / n));
    const expected = pooled.map((row) => row.map((value) => (value * (nu + n)) / (nu + n + D + 1)));
    expect(relativeError(covarianceOf(model, 0), expected)).toBeLessThan(RTOL);
  });

  it('dirichletNiwPriors({ stickiness }) adds stays to the counts of transitions', () => {
    // States so far apart that every row has a state of its own, and transitions can be counted by hand.
    const path = [0, 0, 0, 1, 1, 0, 1, 1, 1, 0];
    const data = path.map((state, t) => [100 * state + (t % 3)]);
    const counts = [
      [2, 2],
      [2, 3],
    ];
    const start = createGaussianHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      means: [[1], [101]],
      covariances: [[1], [1]],
    });
    const step = (options: DirichletNiwOptions) =>
      baumWelch(start, data, { priors: dirichletNiwPriors(options), maxIterations: 1, tolerance: -Infinity }).model;
    const rowsOf = (concentration: number, stickiness: number) =>
      counts.map((row, i) => {
        const weights = row.map((count, j) => count + concentration - 1 + (i === j ? stickiness : 0));
        return weights.map((weight) => weight / (weights[0]! + weights[1]!));
      });
    const sticky = step({ transitions: 2, stickiness: 10, initialProbs: 3 });
    expect(relativeError(sticky.transitionMatrix.to2DArray(), rowsOf(2, 10))).toBeLessThan(RTOL);
    expect(relativeError(sticky.initialProbs, [3 / 5, 2 / 5])).toBeLessThan(RTOL);
    expect(relativeError(step({}).transitionMatrix.to2DArray(), rowsOf(1, 0))).toBeLessThan(RTOL);
    expect(relativeError(step({}).transitionMatrix.to2DArray(), rowsOf(2, 10))).toBeGreaterThan(0.1);
  });

  it('dirichletNiwPriors are refused when no distribution has such parameters', () => {
    const fit = (options: DirichletNiwOptions) => () =>
      fitGaussianHmm(rows, { nStates: 2, covarianceType: 'full', restarts: 1, priors: dirichletNiwPriors(options) });
    expect(fit({ stickiness: -1 })).toThrow(InvalidPriorsError);
    expect(fit({ emissions: { degreesOfFreedom: 1 } })).toThrow(
      'priors.emissions.degreesOfFreedom must be a finite number above 1',
    );
    expect(fit({ emissions: { degreesOfFreedom: 3, meansWeight: Number.NaN } })).toThrow(InvalidPriorsError);
    expect(fit({ emissions: { degreesOfFreedom: 3, scale: [1, 2, 3] } })).toThrow(DimensionMismatchError);
    expect(fit({ transitions: -1 })).toThrow(InvalidPriorsError);
  });
});

describe('shrinkage', () => {
  it.each(covarianceTypes)(
    'draws each %s covariance towards that of all rows by its weight in observations',
    (type) => {
      // Rows far apart by state, so that the posteriors are 0 and 1.
      const data = rows.map((row, t) => row.map((value, d) => value + (t < 25 ? 0 : 100 * (d + 1))));
      const groups = [data.slice(0, 25), data.slice(25)];
      const center = (of: number[][]) => [0, 1].map((d) => of.reduce((sum, row) => sum + row[d]!, 0) / of.length);
      const pooled = scatter(data, center(data)).map((row) => row.map((value) => value / data.length));
      const weight = 15;
      const start = createGaussianHmm({
        ...randomModel(type, 2, D, 2).toJSON(),
        means: groups.map(center),
        initialProbs: [0.5, 0.5],
      });
      const step = (shrinkage?: { weight: number }) =>
        baumWelch(start, data, { shrinkage, maxIterations: 1, tolerance: -Infinity }).model;
      const expectedFull = groups.map((group) =>
        scatter(group, center(group)).map((row, i) =>
          row.map((s, j) => (weight * pooled[i]![j]! + s) / (weight + group.length)),
        ),
      );
      const tied = pooled.map((row, i) =>
        row.map(
          (p, j) =>
            (weight * p + groups.reduce((sum, group) => sum + scatter(group, center(group))[i]![j]!, 0)) /
            (weight + 40),
        ),
      );
      const expected = {
        full: expectedFull,
        tied,
        diag: expectedFull.map((sigma) => [sigma[0]![0]!, sigma[1]![1]!]),
        spherical: expectedFull.map((sigma) => (sigma[0]![0]! + sigma[1]![1]!) / 2),
      }[type];
      expect(relativeError(step({ weight }).covariances, expected.flat(2))).toBeLessThan(RTOL);
      expect(relativeError(step().covariances, expected.flat(2))).toBeGreaterThan(0.1);
      expect(JSON.stringify(step({ weight: 0 }))).toBe(JSON.stringify(step()));
    },
  );

  it('adds to priors, and is refused below 0', () => {
    const options = { nStates: 2, restarts: 2, covarianceType: 'full' } as const;
    const { observations } = sample(randomModel('full', 2, 3, 1), 120, { seed: 3 });
    const both = fitGaussianHmm(observations, {
      ...options,
      priors: dirichletNiwPriors({ stickiness: 5 }),
      shrinkage: { weight: 50 },
    });
    expect(both.settings).toMatchObject({ shrinkage: { weight: 50 }, priors: { kind: 'dirichlet-niw' } });
    expect(both.stopReason).toBe('tolerance');
    expect(() => fitGaussianHmm(observations, { ...options, shrinkage: { weight: -1 } })).toThrow(InvalidOptionError);
  });
});

describe('MAP estimation', () => {
  it('never lowers the penalised objective, whatever the priors, though the likelihood may fall (seed 17)', () => {
    const cases = fc.record({
      type: fc.constantFrom(...covarianceTypes),
      seed: fc.nat(100_000),
      stickiness: fc.double({ min: 0, max: 60, noNaN: true }),
      concentration: fc.double({ min: 1, max: 5, noNaN: true }),
      meansWeight: fc.constantFrom(0, 0.5, 20),
      extra: fc.double({ min: 0.1, max: 80, noNaN: true }),
      weight: fc.constantFrom(undefined, 1, 100),
    });
    let likelihoodFell = 0;
    fc.assert(
      fc.property(cases, ({ type, seed, stickiness, concentration, meansWeight, extra, weight }) => {
        const data = randomRows(30, 3, seed);
        const { history, objectiveHistory, stopReason } = baumWelch(randomModel(type, 3, 3, seed + 1), data, {
          maxIterations: 25,
          tolerance: 0,
          priors: dirichletNiwPriors({
            stickiness,
            transitions: concentration,
            initialProbs: concentration,
            emissions: { meansWeight, degreesOfFreedom: 3 + extra },
          }),
          shrinkage: weight === undefined ? undefined : { weight },
        });
        expect(stopReason).not.toBe('objective_decreased');
        const fell = (values: readonly number[]) =>
          values.some((value, i) => i > 0 && value - values[i - 1]! < -DECREASE_TOLERANCE * Math.abs(values[i - 1]!));
        expect(fell(objectiveHistory)).toBe(false);
        if (fell(history)) likelihoodFell++;
      }),
      { seed: 17, numRuns: 120 },
    );
    // The control: what is watched can fall.
    expect(likelihoodFell).toBeGreaterThan(5);
  });
});
