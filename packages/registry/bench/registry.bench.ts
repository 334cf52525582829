// What the operations of a registry cost, and how they grow with its length. Prints medians.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelData, ModelSchema } from '@regimekit/persistence';
import { openEventStore } from '../src/event-store.ts';
import { ModelRegistry } from '../src/index.ts';

const MANY = 2000;
const REAL = 100;
const ROUNDS = 15;

const data: ModelData = {
  kind: 'bench',
  config: { labels: ['risk_on', 'neutral', 'risk_off'] },
  arrays: { covariances: { shape: [3, 9, 9], data: new Float64Array(243).fill(0.5) } },
  metadata: { trainedBy: 'bench', seed: 1, logLikelihood: -1234.5, performance: { accuracy: 0.9 } },
};
const schema: ModelSchema = { kind: 'bench', arrayNames: ['covariances'], parse: (parsed) => parsed };

async function median(work: (round: number) => Promise<unknown>, rounds = ROUNDS): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work(round);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1]!;
}

/** Two events for each of many versions, without their bundles: enough to list. */
async function fill(folder: string): Promise<void> {
  const store = await openEventStore(join(folder, 'registry.sqlite'), () => new Date());
  await store.transact(async (transaction) => {
    for (let i = 0; i < MANY; i++) {
      const event = {
        at: new Date().toISOString(),
        actor: 'bench',
        modelName: 'many',
        version: `1.0.${i}`,
        reason: null,
        manifestDigest: 'a'.repeat(64),
      };
      const details = { kind: 'bench', metadata: data.metadata };
      await transaction.append({ ...event, type: 'registered', from: null, to: 'staging', details });
      await transaction.append({ ...event, type: 'archived', from: 'staging', to: 'archive', details: { checks: [] } });
    }
  });
  await store.close();
}

function print(name: string, ms: number): void {
  console.log(`${name.padEnd(52)} ${ms.toFixed(2).padStart(9)} ms`);
}

const root = await mkdtemp(join(tmpdir(), 'regimekit-bench-'));
try {
  const registry = await ModelRegistry.open(join(root, 'small'), { actor: 'bench' });
  print(`register, the first ${ROUNDS}`, await median(() => registry.register('model', data)));
  print('promote to production', await median((round) => registry.promote('model', `1.0.${round}`)));
  print('load production (verify, parse, schema)', await median(() => registry.loadProduction('model', schema), 100));
  while ((await registry.list()).length < REAL) await registry.register('model', data);
  print(`verify ${REAL} versions`, await median(() => registry.verify(), 5));
  await registry.close();

  const many = join(root, 'many');
  await fill(many);
  print(
    `open with ${MANY} versions, projections missing`,
    await median(async () => (await ModelRegistry.open(many)).close(), 1),
  );
  print(`open with ${MANY} versions`, await median(async () => (await ModelRegistry.open(many)).close(), 5));
  const large = await ModelRegistry.open(many, { actor: 'bench' });
  print(`list ${MANY} versions`, await median(() => large.list()));
  print(`get one of ${MANY}`, await median(() => large.get('many', '1.0.7')));
  print(`register beside ${MANY}`, await median(() => large.register('other', data)));
  await large.close();
} finally {
  await rm(root, { recursive: true, force: true });
}
