import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  bootstrapErrors,
  createGaussianHmm,
  createHmm,
  InvalidOptionError,
  linearRegression,
  poisson,
  sample,
  standardErrors,
  type BootstrapErrors,
} from '../../src/index.ts';
import { laplace } from '../families/laplace.ts';

const at = ({ estimates }: BootstrapErrors, name: string) => estimates.find((estimate) => estimate.name === name)!;

const truth = createGaussianHmm({
  initialProbs: [1, 0],
  transitionMatrix: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
  means: [[0], [20]],
  covariances: [[1], [4]],
});
const { observations } = sample(truth, 400, { seed: 3 });
const { model } = baumWelch(truth, observations, { tolerance: 1e-9 });

describe('bootstrapErrors(model, rows)', () => {
  it('agrees with the closed forms and with the observed information', async () => {
    const drawn = await bootstrapErrors(model, observations, { replicates: 200, seed: 1 });
    expect(drawn).toMatchObject({ drawn: 200, used: 200, failed: 0, swapped: 0 });
    const exact = standardErrors(model, observations);
    for (const { name, standardError } of exact.estimates) {
      // 200 draws know a standard error to 5 %; durations are far from normal.
      const within = name.startsWith('expected') ? 0.35 : 0.2;
      expect(Math.abs(at(drawn, name).standardError! / standardError! - 1)).toBeLessThan(within);
    }
    const mean = at(drawn, 'means[0,0]');
    expect(mean.percentile!.lower).toBeLessThan(mean.estimate);
    expect(Math.abs(mean.percentile!.lower - mean.interval!.lower)).toBeLessThan(mean.standardError!);
    const duration = at(drawn, 'expectedDurations[1]');
    expect(duration.interval!.lower).toBeGreaterThan(1);
    // Fewer rows, wider: the comparison can fail.
    const half = await bootstrapErrors(model, observations.to2DArray().slice(0, 100), { replicates: 60, seed: 1 });
    expect(at(half, 'means[0,0]').standardError!).toBeGreaterThan(1.5 * mean.standardError!);
  });

  it('gives the same bytes for any number of workers, and others for another seed', async () => {
    const options = { replicates: 12, seed: 5 };
    const inline = await bootstrapErrors(model, observations, options);
    for (const size of [1, 2]) {
      await using pool = createWorkerPool({ size });
      expect(await bootstrapErrors(model, observations, { ...options, executor: pool })).toEqual(inline);
    }
    expect(await bootstrapErrors(model, observations, { ...options, seed: 6 })).not.toEqual(inline);
  });

  it('serves every family, in workers too: counts, regressions with covariates, sequences, gaps', async () => {
    const counts = createHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      emissions: { family: poisson(), parameters: { rates: [3, 15] } },
    });
    const rows = sample(counts, 120, { seed: 1 }).observations.to2DArray();
    rows[7] = [Number.NaN];
    const options = { replicates: 12, lengths: [50, 70], missing: 'marginalise' } as const;
    const inline = await bootstrapErrors(counts, rows, options);
    await using pool = createWorkerPool({ size: 1 });
    expect(await bootstrapErrors(counts, rows, { ...options, executor: pool })).toEqual(inline);
    expect(at(inline, 'rates[0,0]').standardError!).toBeGreaterThan(0);

    const family = linearRegression({ nCovariates: 1 });
    const line = createHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      emissions: { family, parameters: { intercept: [0, 5], slopes: [1, -1], variances: [0.2, 0.2] } },
    });
    const covariates = Array.from({ length: 120 }, (_, t) => [Math.sin(t)]);
    const y = sample(line, 120, { seed: 1, covariates }).observations;
    const errors = await bootstrapErrors(line, y, { replicates: 12, covariates });
    expect(at(errors, 'slopes[1,0]').standardError!).toBeLessThan(0.5);
  });

  it('counts refits that fail and states that were swapped, instead of hiding them', async () => {
    const blurred = createGaussianHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.6, 0.4],
        [0.4, 0.6],
      ],
      means: [[0], [0.3]],
      covariances: [[1], [1]],
    });
    const few = sample(blurred, 20, { seed: 1 }).observations;
    const result = await bootstrapErrors(blurred, few, { replicates: 60, varianceFloor: 0, seed: 1 });
    expect(result.used + result.failed).toBe(60);
    expect(result.failed).toBeGreaterThan(0);
    expect(result.swapped).toBeGreaterThan(0);
    const codes = result.findings.map(({ code }) => code);
    expect(codes).toContain('REFITS_FAILED');
    expect(codes).toContain('STATES_SWAPPED');
  });

  it('says what lies on a bound', async () => {
    const absorbing = createGaussianHmm({
      initialProbs: [1, 0],
      transitionMatrix: [
        [0.95, 0.05],
        [0, 1],
      ],
      means: [[0], [9]],
      covariances: [[1], [1]],
    });
    const rows = sample(absorbing, 60, { seed: 1 }).observations;
    const result = await bootstrapErrors(absorbing, rows, { replicates: 12 });
    expect(at(result, 'transitionMatrix[1,0]').reason).toBe('bound');
    expect(at(result, 'expectedDurations[1]').reason).toBe('bound');
  });

  it('ends early: a listener keeps what is done, an abort rejects with its reason', async () => {
    const heard: number[] = [];
    const stopped = await bootstrapErrors(model, observations, {
      replicates: 50,
      onProgress({ done, replicates }) {
        expect(replicates).toBe(50);
        heard.push(done);
        return done < 12;
      },
    });
    expect(heard).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(stopped.drawn).toBe(12);
    expect(stopped.findings.map(({ code }) => code)).toContain('CANCELLED');

    const controller = new AbortController();
    const reason = new Error('enough');
    const promise = bootstrapErrors(model, observations, {
      replicates: 50,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(promise).rejects.toBe(reason);
  });

  it('rejects options that cannot be, and families that cannot be sent', async () => {
    await expect(bootstrapErrors(model, observations, { replicates: 0 })).rejects.toThrow(InvalidOptionError);
    await expect(bootstrapErrors(model, observations, { level: 2 })).rejects.toThrow(InvalidOptionError);
    const { source: _own, ...homeless } = laplace;
    const own = createHmm({
      initialProbs: [1],
      transitionMatrix: [[1]],
      emissions: { family: homeless, parameters: { locations: [0], scales: [1] } },
    });
    await using pool = createWorkerPool({ size: 1 });
    const rows = sample(own, 30, { seed: 1 }).observations;
    await expect(bootstrapErrors(own, rows, { executor: pool })).rejects.toThrow(InvalidOptionError);
    expect((await bootstrapErrors(own, rows, { replicates: 12 })).used).toBe(12);
  });
});
