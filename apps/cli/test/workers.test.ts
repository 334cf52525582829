// One model on disk, many readers: whoever asks, and in whatever order, gets the answer of one thread alone.
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { loadModel, saveModel } from '@regimekit/persistence';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/run-cli.ts';

const THREADS = 4;
const FILTERS = 100;
const script = new URL('./support/predict-bundle-worker.ts', import.meta.url);
const features = new FeatureCalculator().calculateFeatureHistory(
  createSyntheticMarket({ seed: 3, nDays: 1500 }).inputs,
);
const rows = features.to2DArray();
const fitted = new RegimeDetector({ seed: 3, restarts: 2 }).fit(features);

describe('one bundle', () => {
  let folder: string;
  let loaded: RegimeDetector;
  beforeAll(async () => {
    folder = join(temporaryFolder(), 'model');
    await saveModel(folder, fitted.toModelData());
    loaded = RegimeDetector.fromModelData(await loadModel(folder, regimeModelSchema));
  });

  it('loadModel(folder) gives the predictions of the fit, to the bit', () => {
    expect(loaded.predictRegimes(features)).toEqual(fitted.predictRegimes(features));
  });

  it(`loadModel(folder) in ${THREADS} threads at once gives the predictions of this one, to the bit`, async () => {
    const workerData = { folder, rows };
    const execArgv = ['--conditions=@regimekit/source'];
    const workers = Array.from({ length: THREADS }, () => new Worker(script, { workerData, execArgv }));
    const answers = await Promise.all(workers.map(async (worker) => once(worker, 'message')));
    const expected = fitted.predictRegimes(rows);
    for (const [predictions] of answers) expect(predictions).toEqual(expected);
  });

  it(`createOnlineFilter() ${FILTERS} times, row by row in turn, each agrees with its batch to the bit`, () => {
    // Each filter walks another part of the history, so that none could live on the state of its neighbour.
    const walks = Array.from({ length: FILTERS }, (_, i) => {
      const own = rows.slice(9 * i, 9 * i + 200);
      return { own, filter: loaded.createOnlineFilter(), expected: fitted.predictRegimes(own) };
    });
    for (let t = 0; t < 200; t++) {
      for (const { own, filter, expected } of walks) expect(filter.update(own[t]!)).toEqual(expected[t]);
    }
    expect(walks[0]!.expected).not.toEqual(walks[1]!.expected); // so that the comparison above can fail
  });
});
