// What the operations of a registry cost, how they grow with its length, and how far verifying is from what the disk asks
// for anyway (promotion.bench.ts says that of promoting). Prints medians. Files lie in the system's temporary folder, so the
// figures for writes are those of its disk.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelRegistry } from '../src/index.ts';
import { openRegistryStore } from '../src/stores/open-registry-store.ts';
import { data, schema } from './bench-model.ts';

const MANY = 2000;
const REAL = 200;
const ROUNDS = 40;

async function time(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function medianOf(times: number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]!;
}

async function median(work: (round: number) => unknown, rounds = ROUNDS): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await time(() => work(round)));
  return medianOf(times);
}

/** Medians of two things that are done in turn, so that both meet the same disk. */
async function inTurn(
  first: (round: number) => unknown,
  second: (round: number) => unknown,
  rounds = ROUNDS,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    times[0].push(await time(() => first(round)));
    times[1].push(await time(() => second(round)));
  }
  return [medianOf(times[0]), medianOf(times[1])];
}

function print(name: string, ms: number, note = ''): void {
  console.log(`${name.padEnd(56)} ${ms.toFixed(2).padStart(9)} ms  ${note}`);
}

/** What verifying cannot do without: every byte of every bundle read and hashed. */
async function readAndHash(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      createHash('sha256')
        .update(await readFile(join(entry.parentPath, entry.name)))
        .digest();
  }
}

/** Two events for each of many versions, without their bundles: enough to list. */
async function fill(folder: string): Promise<void> {
  const store = await openRegistryStore({ kind: 'folder', folder }, { clock: () => new Date() });
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

const root = await mkdtemp(join(tmpdir(), 'regimekit-bench-'));
try {
  const small = join(root, 'small');
  const registry = await ModelRegistry.open(small, { actor: 'bench' });
  print(`register, the first ${ROUNDS + 1}`, await median(() => registry.register('model', data), ROUNDS + 1));
  await registry.promote('model', `1.0.${ROUNDS}`);
  print('promote to production', await median((round) => registry.promote('model', `1.0.${round}`)));
  print(
    'load production (read, verify, parse, schema)',
    await median(() => registry.loadProduction('model', schema), 200),
  );
  while ((await registry.list()).length < REAL) await registry.register('model', data);
  const [verify, hashed] = await inTurn(
    () => registry.verify(),
    () => readAndHash(join(small, 'model')),
    7,
  );
  print(`verify ${REAL} versions`, verify, `${(verify / hashed).toFixed(2)} times reading and hashing them`);
  print(`  reading and hashing ${REAL} versions`, hashed);
  await registry.close();

  const many = join(root, 'many');
  await fill(many);
  const opening = async (): Promise<void> => (await ModelRegistry.open(many)).close();
  print(`open with ${MANY} versions, projections missing`, await median(opening, 1));
  print(`open with ${MANY} versions`, await median(opening, 7));
  print(
    `open with ${MANY} versions and list them`,
    await median(async () => {
      const once = await ModelRegistry.open(many);
      await once.list();
      await once.close();
    }, 7),
  );
  const large = await ModelRegistry.open(many, { actor: 'bench' });
  print(`list ${MANY} versions`, await median(() => large.list(), 15));
  print(`get one of ${MANY}`, await median(() => large.get('many', '1.0.7'), 15));
  print(`register beside ${MANY}`, await median(() => large.register('other', data), 15));
  await large.close();
} finally {
  await rm(root, { recursive: true, force: true });
}
