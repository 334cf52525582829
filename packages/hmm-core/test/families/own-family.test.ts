import { inlineExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import {
  createHmm,
  fitHmm,
  fitHmmAsync,
  forward,
  InvalidJsonError,
  InvalidOptionError,
  logLikelihood,
  parseHmm,
  poisson,
  product,
  sample,
  studentT,
  type EmissionFamily,
} from '../../src/index.ts';
import { relativeError } from '../support/closeness.ts';
import { enumerateFrom } from '../support/enumeration.ts';
import { laplace } from './laplace.ts';

const chain = {
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.95, 0.05],
    [0.1, 0.9],
  ],
};
const truth = createHmm({
  ...chain,
  emissions: { family: laplace, parameters: { locations: [-1, 2], scales: [1, 0.5] } },
});
const { observations } = sample(truth, 1500, { seed: 3 });
const options = { nStates: 2, restarts: 4, seed: 5 } as const;

describe("a family of a user's own", () => {
  it('forward(model, rows) is the sum over all paths', () => {
    const rows = [[0.3], [-1.2], [2.2], [1.7]];
    const { locations, scales } = { locations: [-1, 2], scales: [1, 0.5] };
    const density = (k: number, t: number) =>
      Math.log(Math.exp(-Math.abs(rows[t]![0]! - locations[k]!) / scales[k]!) / (2 * scales[k]!));
    const table = enumerateFrom(truth, density, rows.length);
    expect(relativeError(forward(truth, rows).filteredProbs.to2DArray(), table.filtered)).toBeLessThanOrEqual(1e-12);
  });

  it('fitHmm(rows, laplace) finds the parameters that made the rows', () => {
    const { model, stopReason } = fitHmm(observations, { ...options, family: laplace });
    expect(stopReason).toBe('tolerance');
    const { locations, scales } = model.emissions.parameters;
    expect(relativeError(locations, [-1, 2])).toBeLessThan(0.05);
    expect(relativeError(scales, [1, 0.5])).toBeLessThan(0.1);
  });

  it('fitHmm(rows) takes a missing row as telling nothing', () => {
    const rows = observations.to2DArray().map((row, t) => (t % 5 === 0 ? [Number.NaN] : row));
    const { model } = fitHmm(rows, { ...options, family: laplace, missing: 'marginalise' });
    expect(relativeError(model.emissions.parameters.locations, [-1, 2])).toBeLessThan(0.05);
  });

  it('parseHmm(json, { families }) reads it, and refuses it without', () => {
    const json: unknown = JSON.parse(JSON.stringify(truth));
    const again = parseHmm(json, { families: { laplace: () => laplace } });
    expect(logLikelihood(again, observations)).toBe(logLikelihood(truth, observations));
    expect(() => parseHmm(json)).toThrow(InvalidJsonError);
  });

  it('fitHmmAsync(rows) gives the same bytes inline and over workers', async () => {
    await using pool = createWorkerPool({ size: 2 });
    for (const family of [laplace, poisson(), product({ blocks: { a: { columns: [0], family: laplace } } })]) {
      const rows =
        family === laplace || family.name === 'product'
          ? observations
          : observations.to2DArray().map(([y]) => [Math.round(Math.abs(y!))]);
      const here = fitHmm(rows, { ...options, family });
      const there = await fitHmmAsync(rows, { ...options, family, executor: pool });
      const inline = await fitHmmAsync(rows, { ...options, family, executor: inlineExecutor });
      expect(JSON.stringify(there)).toBe(JSON.stringify(here));
      expect(JSON.stringify(inline)).toBe(JSON.stringify(here));
    }
  });

  it('fitHmmAsync(rows) refuses to send a family without a source, before anything runs', async () => {
    await using pool = createWorkerPool({ size: 1 });
    const { source: _, ...homeless } = laplace;
    await expect(fitHmmAsync(observations, { ...options, family: homeless, executor: pool })).rejects.toThrow(
      /family must be one that a worker can load, received laplace/,
    );
    await expect(fitHmmAsync(observations, { ...options, family: homeless })).resolves.toHaveProperty('rows', 1500);
  });

  it('fitHmm(rows) refuses a family without an M step, sample one without sampleInto', () => {
    const { name, nFeatures } = laplace;
    const bare: EmissionFamily = {
      name,
      ...(nFeatures === undefined ? {} : { nFeatures }),
      layout: (D) => laplace.layout(D),
      logDensitiesInto: (out, data, parameters, K) => laplace.logDensitiesInto(out, data, parameters, K),
    };
    expect(() => fitHmm(observations, { ...options, family: bare })).toThrow(InvalidOptionError);
    const model = createHmm({
      ...chain,
      emissions: { family: bare, parameters: { locations: [0, 1], scales: [1, 1] } },
    });
    expect(() => sample(model, 3, { seed: 1 })).toThrow(/of a family with sampleInto/);
    expect(logLikelihood(model, [[0.5]])).toBeCloseTo(Math.log(0.5) - 0.5, 12);
  });

  it('fitHmm(rows) stops when the callback says no, and keeps what it has', () => {
    const fit = fitHmm(observations, { ...options, family: studentT(), onProgress: ({ iteration }) => iteration < 3 });
    expect(fit.stopReason).toBe('cancelled');
    expect(fit.restarts).toHaveLength(1);
  });
});
