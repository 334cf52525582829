// A bundle of the usual size (3 states, 9 features, full covariance): save, verify, load. Prints medians.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandomStream } from '@regimekit/numerics';
import { loadModel, readBundle, saveModel, verifyModel, type ModelData, type ModelSchema } from '../src/index.ts';

const N_STATES = 3;
const N_FEATURES = 9;
const ROUNDS = 200;

const random = createRandomStream(1);
const filled = (...shape: number[]) => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform()),
});
const data: ModelData = {
  kind: 'bench',
  config: {
    labels: ['risk_on', 'neutral', 'risk_off'],
    features: Array.from({ length: N_FEATURES }, (_, i) => `f${i}`),
  },
  arrays: {
    initialProbs: filled(N_STATES),
    transitionMatrix: filled(N_STATES, N_STATES),
    means: filled(N_STATES, N_FEATURES),
    covariances: filled(N_STATES, N_FEATURES, N_FEATURES),
    scalerMean: filled(N_FEATURES),
    scalerScale: filled(N_FEATURES),
  },
  metadata: { trainedBy: 'bench', seed: 1 },
};
const schema: ModelSchema = { kind: 'bench', arrayNames: Object.keys(data.arrays), parse: (parsed) => parsed };

async function median(work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work(round);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[ROUNDS >> 1]!;
}

/** The least that durable saving costs: five small files written and synced. */
async function rawWrites(path: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    const handle = await open(`${path}-${i}`, 'wx');
    await handle.writeFile('x'.repeat(400));
    await handle.sync();
    await handle.close();
  }
}

const root = await mkdtemp(join(tmpdir(), 'regimekit-bench-'));
try {
  await saveModel(join(root, 'model'), data);
  const rows = {
    'save (files and folders synced)': await median((round) => saveModel(join(root, `s${round}`), data)),
    'five raw writes and syncs': await median((round) => rawWrites(join(root, `raw${round}`))),
    'verify (sizes and digests)': await median(() => verifyModel(join(root, 'model'))),
    'read (verify and parse)': await median(() => readBundle(join(root, 'model'))),
    'load (verify, parse, schema)': await median(() => loadModel(join(root, 'model'), schema)),
  };
  for (const [name, ms] of Object.entries(rows)) console.log(`${name.padEnd(34)} ${ms.toFixed(3).padStart(8)} ms`);
} finally {
  await rm(root, { recursive: true, force: true });
}
