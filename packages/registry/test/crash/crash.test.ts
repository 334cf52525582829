// A crash at every write, sync, rename, statement and message of a change: afterwards the change has happened or not.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepThrough, type CrashStep } from '@regimekit/test-crash';
import { testPostgres } from '@regimekit/test-postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { ModelRegistry } from '../../src/index.ts';
import { NAME, numberModel, numberSchema } from './models.ts';

const postgres = await testPostgres();
const root = await mkdtemp(join(tmpdir(), 'regimekit-registry-crash-'));
afterAll(() => rm(root, { recursive: true, force: true }));

type Change = 'register' | 'promote';

/** Three versions, 1.0.0 in production before 1.0.1, and 1.0.2 waiting. */
async function fill(location: string): Promise<void> {
  const registry = await ModelRegistry.open(location, { actor: 'ada' });
  for (const mean of [0, 1, 2]) await registry.register(NAME, numberModel(mean));
  for (const version of ['1.0.0', '1.0.1']) await registry.promote(NAME, version);
  await registry.close();
}

const after: Record<Change, { readonly versions: readonly string[]; readonly production: string }> = {
  register: { versions: ['1.0.3', '1.0.2', '1.0.1', '1.0.0'], production: '1.0.1' },
  promote: { versions: ['1.0.2', '1.0.1', '1.0.0'], production: '1.0.2' },
};
const before = { versions: ['1.0.2', '1.0.1', '1.0.0'], production: '1.0.1' };

interface Seen {
  readonly versions: readonly string[];
  readonly production: string;
}

/** What a reader sees. Everything it sees can be verified and loaded, and exactly one version is in production. */
async function look(registry: ModelRegistry): Promise<Seen> {
  await registry.verify();
  const versions = await registry.list(NAME);
  for (const { version } of versions) {
    const { model } = await registry.load(NAME, version, numberSchema);
    expect(model).toBe(Number(version.split('.')[2]));
  }
  const production = versions.filter(({ stage }) => stage === 'production').map(({ version }) => version);
  expect(production).toHaveLength(1);
  return { versions: versions.map(({ version }) => version), production: production[0]! };
}

function inspectAfter(change: Change) {
  return async (location: string, { acknowledged }: CrashStep): Promise<void> => {
    const registry = await ModelRegistry.open(location, { actor: 'ada' });
    try {
      const seen = await look(registry);
      // The new or the old, nothing between; the new for certain when it was acknowledged.
      expect(acknowledged ? [after[change]] : [before, after[change]]).toContainEqual(seen);
      const next = await registry.register(NAME, numberModel(seen.versions.length));
      await registry.promote(NAME, next.version);
      expect(await look(registry)).toEqual({ versions: [next.version, ...seen.versions], production: next.version });
    } finally {
      await registry.close();
    }
  };
}

const script = new URL('./change-child.ts', import.meta.url);

describe('a registry in a folder, killed at every write, sync, rename and statement', async () => {
  const filled = join(root, 'filled');
  await fill(filled);
  let copies = 0;

  async function prepare(change: Change): Promise<{ world: string; args: string[] }> {
    copies += 1;
    const world = join(root, `copy-${copies}`);
    await cp(filled, world, { recursive: true });
    return { world, args: [world, change] };
  }

  it.each<[Change, number]>([
    ['register', 25],
    ['promote', 8],
  ])('%s happens as a whole or not at all, and the next change works', async (change, atLeast) => {
    const inspect = async (world: string, step: CrashStep): Promise<void> => {
      await inspectAfter(change)(world, step);
      // The projections have caught up with the record, whatever the crash has left of them.
      const lines = (await readFile(join(world, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
      const registry = await ModelRegistry.open(world);
      expect(lines).toHaveLength((await registry.history(NAME)).length);
      await registry.close();
      await rm(world, { recursive: true, force: true });
    };
    const report = await stepThrough({ script, prepare: () => prepare(change), inspect });
    expect(report.kills).toBeGreaterThan(atLeast);
    // The projections are written after the commit, so the child is also killed when the change has happened already.
    expect(report.operations.some((operation) => operation.includes('insert into'))).toBe(true);
    expect(report.operations.some((operation) => operation.startsWith('fs.rename'))).toBe(true);
  });

  it('notices a change that is made in two steps', async () => {
    const careless = new URL('./careless-child.ts', import.meta.url);
    const stepping = stepThrough({
      script: careless,
      prepare: () => prepare('promote'),
      inspect: inspectAfter('promote'),
    });
    await expect(stepping).rejects.toThrow(/After a crash (?:before|half way through) operation \d+, /u);
  });
});

describe.skipIf(postgres.missing)(
  `a registry in ${postgres.title}, killed at every message that changes something`,
  () => {
    it.each<[Change]>([['register'], ['promote']])('%s happens as a whole or not at all', async (change) => {
      const filled = await postgres.createDatabase();
      await fill(filled);
      const template = new URL(filled).pathname.slice(1);
      const prepare = async (): Promise<{ world: string; args: string[] }> => {
        const name = `crash_${change}_${crypto.randomUUID().replaceAll('-', '')}`;
        await postgres.query(`create database ${name} template ${template}`);
        const url = new URL(filled);
        url.pathname = `/${name}`;
        return { world: url.href, args: [url.href, change] };
      };
      const { kills } = await stepThrough({ script, prepare, inspect: inspectAfter(change), concurrency: 2 });
      expect(kills).toBeGreaterThan(6);
    });
  },
);
