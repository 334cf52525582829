import type { TaskExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { autoregression, threeRegimes } from '../../test/support/no-regimes.ts';
import {
  fitGaussianHmm,
  InvalidObservationsError,
  InvalidOptionError,
  logLikelihood,
  testNoRegimes,
  testNoRegimesAsync,
  type NoRegimesProgress,
} from '../index.ts';
import { sequentialPValue } from './sequential-p-value.ts';
import { fitVar1 } from './var1.ts';

const rows = autoregression({ nSteps: 150, nFeatures: 1, phi: 0.8, seed: 1 });
const options = { replicates: 19, seed: 3, calibrationReplicates: 10 };

describe('testNoRegimes', () => {
  it('testNoRegimes(rows) compares the log-likelihoods of both models behind the first row', () => {
    const test = testNoRegimes(rows, { ...options, replicates: 1 });
    const fit = fitGaussianHmm(rows, { ...test.settings.alternative });
    expect(test.fit.logLikelihood).toBe(fit.logLikelihood);
    const first = logLikelihood(fit.model, [rows.row(0)]);
    expect(test.logLikelihoods.hmm).toBeCloseTo(fit.logLikelihood - first, 8);
    const series = { data: rows.data, nSteps: 150, nFeatures: 1, lengths: [150] };
    expect(test.logLikelihoods.null).toBe(fitVar1(series, 'var1').logLikelihood);
    expect(test.statistic).toBe(2 * (test.logLikelihoods.hmm - test.logLikelihoods.null));
  });

  it('testNoRegimes(rows) has p = (1 + exceedances) / (replicates + 1), and the same bytes for the same seed', () => {
    const test = testNoRegimes(rows, options);
    const exceedances = test.bootstrapStatistics.filter((value) => value >= test.statistic).length;
    expect(test.exceedances).toBe(exceedances);
    expect(test.pValue).toBe((1 + exceedances) / 20);
    expect(test.stopReason).toBe('replicates');
    expect(JSON.stringify(testNoRegimes(rows, options))).toBe(JSON.stringify(test));
    expect(JSON.stringify(testNoRegimes(rows, { ...options, seed: 4 }))).not.toBe(JSON.stringify(test));
    expect(test.meaning).toContain('does not say that regimes do');
  });

  it('testNoRegimes(rows, { stopAfter }) ends at that exceedance, and has its draws in common with the whole test', () => {
    const whole = testNoRegimes(rows, options);
    const early = testNoRegimes(rows, { ...options, stopAfter: 2 });
    expect(early.stopReason).toBe('exceedances');
    expect(early.exceedances).toBe(2);
    expect(early.pValue).toBe(2 / early.bootstrapStatistics.length);
    expect(early.bootstrapStatistics).toEqual(whole.bootstrapStatistics.slice(0, early.bootstrapStatistics.length));
  });

  it('testNoRegimes(rows) takes sequences apart: no pair of rows across a border', () => {
    const split = testNoRegimes(rows, { ...options, lengths: [70, 80], replicates: 2 });
    const series = { data: rows.data, nSteps: 150, nFeatures: 1, lengths: [70, 80] };
    expect(split.logLikelihoods.null).toBe(fitVar1(series, 'var1').logLikelihood);
  });

  it('testNoRegimes(rows, { onProgress, now }) tells of each series, and of the time left with a clock', () => {
    const heard: NoRegimesProgress[] = [];
    let clock = 0;
    const now = () => (clock += 500);
    testNoRegimes(rows, { ...options, replicates: 3, now, onProgress: (progress) => void heard.push(progress) });
    expect(heard.map(({ done, secondsLeft }) => [done, secondsLeft])).toEqual([
      [1, 1],
      [2, 0.5],
      [3, 0],
    ]);
    const test = testNoRegimes(rows, { ...options, onProgress: ({ done }) => done < 4 });
    expect(test).toMatchObject({ stopReason: 'cancelled', pValue: (1 + test.exceedances) / 5 });
    expect(test.notes.join()).toContain('Cancelled after 4');
  });

  it('testNoRegimes refuses what cannot be meant', () => {
    expect(() => testNoRegimes(rows, { replicates: 0 })).toThrow(InvalidOptionError);
    expect(() => testNoRegimes(rows, { null: 'ar1' as never })).toThrow(/'var1' or 'iid'/);
    expect(() => testNoRegimes(rows, { stopAfter: 0 })).toThrow(InvalidOptionError);
    expect(() => testNoRegimes(rows, { calibrationReplicates: -1 })).toThrow(InvalidOptionError);
    expect(() => testNoRegimes(rows, { covarianceType: 'round' as never })).toThrow(InvalidOptionError);
    expect(() => testNoRegimes(rows, { now: 3 as never })).toThrow(InvalidOptionError);
    expect(() => testNoRegimes(rows, { search: { starts: 0 } })).toThrow(InvalidOptionError);
    expect(() => testNoRegimes([[1], [Number.NaN]])).toThrow(InvalidObservationsError);
    const copies = rows.to2DArray().map(([value]) => [value!, 2 * value!]);
    expect(() => testNoRegimes(copies, { ...options, covarianceType: 'diag' })).toThrow(
      /linear function of the others/,
    );
  });
});

describe('testNoRegimesAsync', () => {
  const whole = JSON.stringify(testNoRegimes(rows, options));
  const early = JSON.stringify(testNoRegimes(rows, { ...options, stopAfter: 2 }));

  it('gives the bytes of testNoRegimes on the inline executor', async () => {
    expect(JSON.stringify(await testNoRegimesAsync(rows, options))).toBe(whole);
  });

  it.each([1, 2])('gives the same bytes on a pool of %i worker thread(s), stopped early or not', async (size) => {
    await using executor = createWorkerPool({ size });
    expect(JSON.stringify(await testNoRegimesAsync(rows, { ...options, executor }))).toBe(whole);
    expect(JSON.stringify(await testNoRegimesAsync(rows, { ...options, executor, stopAfter: 2 }))).toBe(early);
  });

  it('gives the same bytes when series finish in another order', async () => {
    const executor: TaskExecutor = {
      concurrency: 4,
      run: async (task, input) => {
        const { replicate } = input as { replicate: number };
        await new Promise((resolve) => {
          setTimeout(resolve, replicate % 4 === 0 ? 12 : 1);
        });
        return task.run(structuredClone(input));
      },
    };
    expect(JSON.stringify(await testNoRegimesAsync(rows, { ...options, executor }))).toBe(whole);
    expect(JSON.stringify(await testNoRegimesAsync(rows, { ...options, executor, stopAfter: 2 }))).toBe(early);
  });

  it('rejects with the reason of the signal, before or during the test, and resolves when onProgress says no', async () => {
    const reason = new Error('enough');
    await expect(testNoRegimesAsync(rows, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    await expect(testNoRegimesAsync(rows, { ...options, signal: controller.signal, onProgress })).rejects.toBe(reason);
    const cancelled = await testNoRegimesAsync(rows, { ...options, onProgress: ({ done }) => done < 3 });
    expect(cancelled).toMatchObject({ stopReason: 'cancelled' });
    expect(cancelled.bootstrapStatistics).toHaveLength(3);
    await expect(testNoRegimesAsync(rows, { nStates: 0 })).rejects.toThrow(InvalidOptionError);
  });
});

describe('sequentialPValue', () => {
  // Every order of ranks is equally likely when the null is true, so the p-value can be enumerated.
  it('sequentialPValue(observed, B, h) rejects a true null with at most the stated probability', () => {
    const B = 19;
    for (const limit of [null, 1, 3]) {
      const pValues = Array.from({ length: 4000 }, (_, i) => {
        // A Weyl sequence for the place of the observed value, and a shuffled one for the draws.
        const observed = (i * 0.6180339887498949) % 1;
        const p = sequentialPValue(observed, B, limit);
        for (let b = 0; b < B; b++) {
          const x = Math.sin(12.9898 * (i + 1) + 78.233 * (b + 1)) * 43_758.5453;
          if (p.add({ statistic: x - Math.floor(x), converged: true })) break;
        }
        return p.pValue();
      });
      for (const level of [0.05, 0.1, 0.25]) {
        const share = pValues.filter((p) => p <= level).length / pValues.length;
        expect(share).toBeLessThan(level + 0.02);
        expect(share).toBeGreaterThan(level - 0.06);
      }
    }
  });

  it('sequentialPValue counts a statistic that is no number against the HMM', () => {
    const p = sequentialPValue(1, 3, null);
    for (const statistic of [0, Number.NaN, 2]) p.add({ statistic, converged: false });
    expect([p.exceedances, p.pValue(), p.notConverged]).toEqual([2, 0.75, 3]);
  });
});

// Small and seeded: the counts of bench/no-regimes.bench.ts, at the size of a test. At most 2 of 59 as large is p <= 0.05,
// so that the third ends a case.
describe('the level of testNoRegimes', () => {
  const decide = { replicates: 59, stopAfter: 3, calibrationReplicates: 20 };
  const count = (make: (seed: number) => Parameters<typeof testNoRegimes>[0], n: number, more = {}) =>
    Array.from({ length: n }, (_, seed) => testNoRegimes(make(100 + seed), { ...decide, seed, ...more })).filter(
      ({ pValue }) => pValue <= 0.05,
    ).length;
  const noRegimes = (phi: number, nFeatures: number) => (seed: number) =>
    autoregression({ nSteps: 300, nFeatures, phi, seed });

  // P(5 or more of 20 at a level of 5 %) is 0.3 %.
  it.each([0, 0.97])('testNoRegimes(rows) keeps its level without regimes at phi %f', { timeout: 60_000 }, (phi) => {
    expect(count(noRegimes(phi, 2), 20)).toBeLessThan(5);
  });

  it('testNoRegimes(rows) finds three regimes', { timeout: 60_000 }, () => {
    expect(count((seed) => threeRegimes(400, 2, seed), 5)).toBe(5);
  });

  it(
    "testNoRegimes(rows, { null: 'iid' }) does not keep its level on data with memory: a wrong null",
    { timeout: 60_000 },
    () => {
      expect(count(noRegimes(0.97, 2), 5, { null: 'iid' })).toBe(5);
    },
  );

  it(
    'testNoRegimes(rows, { calibrationReplicates: 0 }) does not keep it with many features: noise taken for memory',
    { timeout: 60_000 },
    () => {
      const raw = count(noRegimes(0, 7), 5, { calibrationReplicates: 0 });
      expect(raw).toBeGreaterThan(count(noRegimes(0, 7), 5));
      expect(raw).toBeGreaterThan(3);
    },
  );
});
