import { describe, expect, it } from 'vitest';
import {
  createHmm,
  forward,
  gaussian,
  linearRegression,
  poisson,
  product,
  studentT,
  type EmissionData,
} from '../../src/index.ts';
import { relativeError } from '../support/closeness.ts';
import { familyCases, modelOfCase } from './cases.ts';

/** Of an integral by Simpson's rule on a grid this fine, over this many units to the left. */
const STEPS = 40_000;
const REACH = 400;
const CLOSE = 1e-5;

function oneRow(row: readonly number[]): EmissionData {
  return {
    rows: Float64Array.from(row),
    positions: Int32Array.of(0),
    nSteps: 1,
    nFeatures: row.length,
    lengths: [1],
    covariates: new Float64Array(0),
    nCovariates: 0,
  };
}

const ofOneRow = familyCases.filter(({ family: { memory = 0, nCovariates = 0 } }) => memory + nCovariates === 0);

describe.each(ofOneRow)('the distribution function of $name', (given) => {
  const model = modelOfCase(given);
  const { family, parameters } = model.emissions;
  const D = model.nFeatures;
  const row = given.rows[0]!;

  it('cdfInto is the sum or integral of the density, feature by feature', () => {
    for (let d = 0; d < D; d++) {
      const out = new Float64Array(2);
      family.cdfInto!(out, oneRow(row), d, parameters, 2);
      const cdf = (y: number, k: number) => {
        const moved = row.with(d, y);
        const value = new Float64Array(2);
        family.cdfInto!(value, oneRow(moved), d, parameters, 2);
        return value[k]!;
      };
      for (let k = 0; k < 2; k++) {
        expect(out[k]!).toBeGreaterThanOrEqual(0);
        expect(out[k]!).toBeLessThanOrEqual(1);
        // Wide at the left nothing, at the right everything, and never down on the way.
        expect(cdf(-1e12, k)).toBeLessThanOrEqual(1e-12);
        expect(cdf(1e6, k)).toBeGreaterThanOrEqual(1 - 1e-9);
        const walk = Array.from({ length: 41 }, (_, i) => cdf(i / 2 - 10, k));
        expect(walk).toEqual(walk.toSorted((a, b) => a - b));
      }
    }
  });
});

const chain = { initialProbs: [1], transitionMatrix: [[1]] };

describe('cdfInto against the density of one feature', () => {
  it.each([
    ['gaussian', gaussian(), { means: [0.5], covariances: [2] }],
    ['student-t', studentT(), { means: [0.5], scales: [2], degreesOfFreedom: [3.7] }],
  ] as const)('%s: the integral by Simpson', (_name, family, parameters) => {
    const model = createHmm({ ...chain, emissions: { family, parameters } });
    const values = model.emissions.parameters;
    for (const y of [-3, 0.2, 0.5, 4]) {
      const h = REACH / STEPS;
      const grid = Array.from({ length: STEPS + 1 }, (_, i) => [y - REACH + i * h]);
      const out = new Float64Array(grid.length);
      const all = { ...oneRow([0]), rows: Float64Array.from(grid.flat()), nSteps: grid.length };
      family.logDensitiesInto(out, all, values, 1);
      const sum = out.reduce((total, log, i) => {
        const weight = i === 0 || i === STEPS ? 1 : i % 2 === 1 ? 4 : 2;
        return total + (weight * Math.exp(log) * h) / 3;
      }, 0);
      const cdf = new Float64Array(1);
      family.cdfInto!(cdf, oneRow([y]), 0, values, 1);
      expect(Math.abs(cdf[0]! - sum)).toBeLessThan(CLOSE);
    }
  });

  it('poisson: the sum of the probabilities, to 1e-12', () => {
    const family = poisson();
    const { parameters } = createHmm({ ...chain, emissions: { family, parameters: { rates: [6.3] } } }).emissions;
    expect(family.isDiscrete!(0)).toBe(true);
    let sum = 0;
    for (let y = 0; y < 40; y++) {
      const [log, cdf] = [new Float64Array(1), new Float64Array(1)];
      family.logDensitiesInto(log, oneRow([y]), parameters, 1);
      sum += Math.exp(log[0]!);
      family.cdfInto!(cdf, oneRow([y]), 0, parameters, 1);
      expect(Math.abs(cdf[0]! - sum)).toBeLessThan(1e-12);
    }
  });
});

describe('missing values', () => {
  it('forward(model, rows) skips a block of a product whose columns are missing', () => {
    const blocks = { x: { columns: [0], family: gaussian() }, n: { columns: [1], family: poisson() } };
    const both = createHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      emissions: {
        family: product({ blocks }),
        parameters: { x: { means: [0, 2], covariances: [1, 1] }, n: { rates: [2, 5] } },
      },
    });
    const counts = createHmm({
      initialProbs: both.initialProbs,
      transitionMatrix: both.transitionMatrix,
      emissions: { family: poisson(), parameters: { rates: [2, 5] } },
    });
    const rows = [
      [Number.NaN, 3],
      [Number.NaN, 6],
      [Number.NaN, 1],
    ];
    const a = forward(both, rows, { missing: 'marginalise' });
    const b = forward(
      counts,
      rows.map((row) => [row[1]!]),
    );
    expect(relativeError(a.filteredProbs.data, b.filteredProbs.data)).toBeLessThanOrEqual(1e-14);
  });

  it('forward(model, rows) takes a row that is missing for a step of pure prediction', () => {
    const model = createHmm({
      initialProbs: [0.3, 0.7],
      transitionMatrix: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      emissions: {
        family: linearRegression({ nCovariates: 1 }),
        parameters: { intercept: [0, 1], slopes: [1, -1], variances: [1, 2] },
      },
    });
    const rows = [[0.5], [Number.NaN], [1.5]];
    const covariates = [[1], [2], [3]];
    const { filteredProbs, predictedProbs } = forward(model, rows, { missing: 'marginalise', covariates });
    expect([...filteredProbs.row(1)]).toEqual([...predictedProbs.row(1)]);
  });
});
