import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { RegimeDetector } from '../src/index.ts';
import { features, fitToy, market } from './support/fitted-toy.ts';

const script = new URL('./support/predict-worker.ts', import.meta.url);

describe('worker threads', () => {
  it('four threads that predict from the same model data agree with this one to the bit', async () => {
    const detector = fitToy();
    const rows = market.rows.to2DArray();
    const workerData = { model: detector.toModelData(), rows };
    const workers = Array.from(
      { length: 4 },
      () => new Worker(script, { workerData, execArgv: ['--conditions=@regimekit/source'] }),
    );
    const answers: unknown[][] = await Promise.all(workers.map((worker) => once(worker, 'message')));
    const expected = detector.predictRegimes(rows);
    for (const [predictions] of answers) expect(predictions).toEqual(expected);
  });

  it('fitAsync(features, { executor }) on two threads gives the same bytes as fit', async () => {
    await using executor = createWorkerPool({ size: 2 });
    const detector = await new RegimeDetector({ seed: 7, restarts: 4 }).fitAsync(features, { executor });
    expect(detector.toModelData()).toEqual(fitToy().toModelData());
  });
});
