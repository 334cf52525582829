import { createRandomStream, quantile } from '@regimekit/numerics';
import { normalCdf } from '@regimekit/numerics/distributions';
import { describe, expect, it } from 'vitest';
import {
  categorical,
  createGaussianHmm,
  createHmm,
  FamilyMismatchError,
  forecastObservations,
  forward,
  InvalidCovariatesError,
  InvalidOptionError,
  poisson,
  sample,
  studentT,
} from '../../src/index.ts';
import { familyCases, modelOfCase } from '../families/cases.ts';
import { relativeError } from '../support/closeness.ts';

const EXACT = 1e-12;
const DRAWS = 4000;

const chain = {
  initialProbs: [0.3, 0.7],
  transitionMatrix: [
    [0.8, 0.2],
    [0.35, 0.65],
  ],
};

describe('forecastObservations(model, rows)', () => {
  it('is the sum over all paths, for counts three steps ahead', () => {
    const rates = [2, 9];
    const model = createHmm({ ...chain, emissions: { family: poisson(), parameters: { rates } } });
    const rows = [[3], [8], [7]];
    const found = forecastObservations(model, rows, { steps: 3, quantiles: [0.1, 0.5, 0.99] });
    const now = forward(model, rows).filteredProbs.row(2);
    const A = chain.transitionMatrix;
    for (let h = 1; h <= 3; h++) {
      const weights = [0, 0];
      for (let path = 0; path < 2 ** (h + 1); path++) {
        const states = Array.from({ length: h + 1 }, (_, i) => (path >> i) & 1);
        const prob = states.reduce((p, z, i) => p * (i === 0 ? now[z]! : A[states[i - 1]!]![z]!), 1);
        weights[states.at(-1)!]! += prob;
      }
      const density = (y: number) =>
        weights.reduce((sum, weight, k) => {
          let factorial = 1;
          for (let i = 2; i <= y; i++) factorial *= i;
          return sum + (weight * rates[k]! ** y * Math.exp(-rates[k]!)) / factorial;
        }, 0);
      const table = Array.from({ length: 60 }, (_, y) => density(y));
      const mean = table.reduce((sum, p, y) => sum + p * y, 0);
      const variance = table.reduce((sum, p, y) => sum + p * (y - mean) ** 2, 0);
      expect(relativeError(found.means!.get(h - 1, 0), mean)).toBeLessThan(EXACT);
      expect(relativeError(found.covariances![h - 1]!, variance)).toBeLessThan(EXACT);
      for (const [q, p] of [0.1, 0.5, 0.99].entries()) {
        let sum = 0;
        const expected = table.findIndex((share) => (sum += share) >= p);
        expect(found.quantiles[(h - 1) * 3 + q]).toBe(expected);
      }
    }
  });

  it('puts each quantile where the mixture reaches its probability, whatever the units', () => {
    for (const unit of [1e-9, 1, 1e9]) {
      const model = createGaussianHmm({
        ...chain,
        means: [[-3 * unit], [4 * unit]],
        covariances: [[unit ** 2], [4 * unit ** 2]],
      });
      const { quantiles, stateProbs, probabilities } = forecastObservations(model, [[0], [unit]], { steps: 2 });
      for (let h = 0; h < 2; h++) {
        for (const [q, p] of probabilities.entries()) {
          const y = quantiles[h * probabilities.length + q]!;
          const F =
            stateProbs.get(h, 0) * normalCdf(y / unit + 3) + stateProbs.get(h, 1) * normalCdf((y / unit - 4) / 2);
          expect(Math.abs(F - p)).toBeLessThan(EXACT);
        }
      }
    }
  });

  it.each(familyCases.filter(({ family }) => (family.memory ?? 0) === 0))('$name: agrees with simulation', (given) => {
    const model = modelOfCase(given);
    const rows = given.rows.slice(0, 6);
    const options = given.covariates === undefined ? {} : { covariates: given.covariates.slice(0, 6) };
    const future = given.covariates?.slice(6, 8);
    const found = forecastObservations(model, rows, {
      ...options,
      steps: 2,
      quantiles: [0.25, 0.9],
      ...(future === undefined ? {} : { futureCovariates: future }),
    });
    // From the filtered probabilities a path of three: today, which is drawn and not looked at, and the two rows ahead.
    const { filteredProbs } = forward(model, rows, options);
    const { family, parameters } = model.emissions;
    const random = createRandomStream(23);
    const drawn = Array.from({ length: DRAWS }, () => {
      const row = new Float64Array(model.nFeatures);
      let state = random.categorical(filteredProbs.row(5));
      for (let h = 0; h < 2; h++) state = random.categorical(model.transitionMatrix.row(state));
      const covariates = Float64Array.from(future?.[1] ?? []);
      family.sampleInto!(row, state, parameters, random, { t: 7, rows: new Float64Array(0), covariates });
      return row;
    });
    const D = model.nFeatures;
    for (let d = 0; d < D; d++) {
      const column = drawn.map((row) => row[d]!);
      const mean = column.reduce((a, b) => a + b) / DRAWS;
      const spread = Math.sqrt(column.reduce((sum, y) => sum + (y - mean) ** 2, 0) / DRAWS);
      // Kinds have no mean.
      const expected = found.means?.get(1, d) ?? mean;
      expect(Math.abs(expected - mean) / spread).toBeLessThan(0.06);
      // A Student t with few degrees of freedom has a variance that draws hardly show.
      const heavy = found.means === null || family.name.startsWith('student') || family.name === 'product';
      const deviation = heavy ? spread : Math.sqrt(found.covariances![D * D + d * (D + 1)]!);
      expect(Math.abs(deviation / spread - 1)).toBeLessThan(0.05);
      for (const [q, p] of [0.25, 0.9].entries()) {
        const share = column.filter((y) => y <= found.quantiles[(D + d) * 2 + q]!).length / DRAWS;
        const reach = 4 * Math.sqrt((p * (1 - p)) / DRAWS);
        expect(share).toBeGreaterThan(p - reach);
        // The smallest whole number that reaches p may go far beyond it.
        expect(share).toBeLessThan(family.isDiscrete?.(d) === true ? 1.01 : p + reach);
      }
    }
    expect(
      quantile(
        drawn.map((row) => row[0]!),
        0.5,
      ),
    ).not.toBeNaN();
  });

  it('adds the covariance between states to that within', () => {
    const model = createGaussianHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      means: [
        [1, -2],
        [-1, 2],
      ],
      covariances: [
        [1, 1],
        [1, 1],
      ],
    });
    const { covariances } = forecastObservations(model, [[0, 0]]);
    expect(Array.from(covariances!)).toEqual([2, -2, -2, 5]);
  });

  it('says what does not exist: a variance with two degrees of freedom, a mean of kinds', () => {
    const heavy = createHmm({
      ...chain,
      emissions: { family: studentT(), parameters: { means: [0, 1], scales: [1, 1], degreesOfFreedom: [2, 8] } },
    });
    const found = forecastObservations(heavy, [[0], [1]]);
    expect(found.covariances![0]).toBe(Infinity);
    expect(found.means!.get(0, 0)).toBeGreaterThan(0);
    const kinds = createHmm({
      ...chain,
      emissions: {
        family: categorical({ nCategories: 3 }),
        parameters: {
          probs: [
            [0.5, 0.3, 0.2],
            [0.1, 0.1, 0.8],
          ],
        },
      },
    });
    expect(forecastObservations(kinds, [[0], [2]]).means).toBeNull();
  });

  it('throws for lags, missing covariates, and options that cannot be', () => {
    const lagged = familyCases.find(({ family }) => (family.memory ?? 0) > 0)!;
    expect(() => forecastObservations(modelOfCase(lagged), lagged.rows)).toThrow(FamilyMismatchError);
    const explained = familyCases.find(({ covariates }) => covariates !== undefined)!;
    const { covariates } = explained;
    expect(() => forecastObservations(modelOfCase(explained), explained.rows, { covariates })).toThrow(
      InvalidCovariatesError,
    );
    const model = createGaussianHmm({ ...chain, means: [[0], [1]], covariances: [[1], [1]] });
    const { observations } = sample(model, 5, { seed: 1 });
    expect(() => forecastObservations(model, observations, { steps: 0 })).toThrow(InvalidOptionError);
    expect(() => forecastObservations(model, observations, { quantiles: [0.5, 1] })).toThrow(InvalidOptionError);
  });
});
