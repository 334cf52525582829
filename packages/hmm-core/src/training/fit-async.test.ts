import { inlineExecutor, type TaskExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { fitGaussianHmm, fitGaussianHmmAsync, InvalidOptionError, sample, type FitOptions } from '../index.ts';
import { randomModel } from '../../test/support/models.ts';

const { observations } = sample(randomModel('full', 2, 2, 3), 300, { seed: 4 });
const options: FitOptions = { nStates: 3, covarianceType: 'full', seed: 11, restarts: 5, maxIterations: 60 };
const expected = JSON.stringify(fitGaussianHmm(observations, options));

describe('fitGaussianHmmAsync', () => {
  it('gives the bytes of fitGaussianHmm on the inline executor', async () => {
    expect(JSON.stringify(await fitGaussianHmmAsync(observations, options))).toBe(expected);
  });

  it.each([1, 2])('gives the same bytes on a pool of %i worker thread(s)', async (size) => {
    await using executor = createWorkerPool({ size });
    const fit = await fitGaussianHmmAsync(observations, { ...options, executor });
    expect(JSON.stringify(fit)).toBe(expected);
  });

  it('gives the same bytes when restarts finish in another order', async () => {
    const executor: TaskExecutor = {
      concurrency: 5,
      run: async (task, input) => {
        const { restart } = input as { restart: number };
        await new Promise((resolve) => {
          setTimeout(resolve, 10 * (5 - restart));
        });
        return task.run(structuredClone(input));
      },
    };
    const order: number[] = [];
    const onProgress = ({ restart }: { restart: number }) => void order.push(restart);
    const fit = await fitGaussianHmmAsync(observations, { ...options, executor, onProgress });
    expect(JSON.stringify(fit)).toBe(expected);
    expect(order).toEqual([4, 3, 2, 1, 0]);
  });

  it('rejects with the reason of the signal, before or during the fit', async () => {
    const reason = new Error('enough');
    await expect(fitGaussianHmmAsync(observations, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    await expect(fitGaussianHmmAsync(observations, { ...options, signal: controller.signal, onProgress })).rejects.toBe(
      reason,
    );
  });

  it('resolves with what is finished when onProgress says no', async () => {
    const fit = await fitGaussianHmmAsync(observations, { ...options, onProgress: ({ restart }) => restart < 1 });
    expect(fit.stopReason).toBe('cancelled');
    expect(fit.restarts).toHaveLength(2);
    const sync = fitGaussianHmm(observations, { ...options, restarts: 2 });
    expect(JSON.stringify(fit.model)).toBe(JSON.stringify(sync.model));
  });

  it('starts nothing more once a task failed', async () => {
    let runs = 0;
    const executor: TaskExecutor = {
      concurrency: 2,
      run: async (task, input) => {
        runs++;
        if (runs === 1) throw new Error('broken');
        return inlineExecutor.run(task, input);
      },
    };
    await expect(fitGaussianHmmAsync(observations, { ...options, executor })).rejects.toThrow('broken');
    expect(runs).toBe(2);
  });

  it('rejects bad input as fitGaussianHmm throws it', async () => {
    await expect(fitGaussianHmmAsync(observations, { nStates: 0 })).rejects.toThrow(InvalidOptionError);
  });
});
