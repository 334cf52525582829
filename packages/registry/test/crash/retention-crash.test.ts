// A crash at every write, sync, rename, removal and statement of a retention: no version loses a bundle that it should have.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepThrough, type CrashStep } from '@regimekit/test-crash';
import { afterAll, expect, it } from 'vitest';
import { applyRetention, ModelRegistry } from '../../src/index.ts';
import { contextOf } from '../../src/registry-internals.ts';
import { NAME, numberModel, numberSchema } from './models.ts';

const script = new URL('./retention-child.ts', import.meta.url);
const policy = { keepLast: 0, keepDays: 0, stages: { staging: { keepDays: 0 } } };
const root = await mkdtemp(join(tmpdir(), 'regimekit-retention-crash-'));
afterAll(() => rm(root, { recursive: true, force: true }));

/** Three versions, 1.0.1 in production. */
async function fill(location: string): Promise<void> {
  const registry = await ModelRegistry.open(location, { actor: 'ada' });
  for (const mean of [0, 1, 2]) await registry.register(NAME, numberModel(mean));
  await registry.promote(NAME, '1.0.1');
  await registry.close();
}

async function inspect(world: string, { acknowledged }: CrashStep): Promise<void> {
  const registry = await ModelRegistry.open(world, { actor: 'ada' });
  try {
    await registry.verify();
    const versions = await registry.list(NAME);
    const loads = await Promise.allSettled(versions.map(({ version }) => registry.load(NAME, version, numberSchema)));
    // Each version can be loaded, or its record says that it was collected.
    expect(loads.map((load) => (load.status === 'fulfilled' ? load.value.model : codeOf(load.reason)))).toEqual(
      versions.map(({ version, collectedAt }) =>
        collectedAt === undefined ? Number(version.at(-1)) : 'VERSION_COLLECTED',
      ),
    );
    const collected = versions.filter(({ collectedAt }) => collectedAt !== undefined).length;
    expect(acknowledged ? [2] : [0, 1, 2]).toContain(collected);
    // The next run does the rest: what was begun, and what was not.
    const report = await applyRetention(registry, policy);
    expect(report.collected).toHaveLength(2 - collected);
    expect(report.skipped).toEqual([]);
    const lying = await contextOf(registry).store.bundles.list();
    expect(lying).toEqual([{ name: NAME, version: '1.0.1' }]);
    expect((await registry.loadProduction(NAME, numberSchema)).model).toBe(1);
    await registry.verify();
  } finally {
    await registry.close();
    await rm(world, { recursive: true, force: true });
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

it('applyRetention(registry, policy) killed at every step leaves no version without a bundle that it should have', async () => {
  const filled = join(root, 'filled');
  await fill(filled);
  let copies = 0;
  const prepare = async (): Promise<{ world: string; args: string[] }> => {
    const world = join(root, `copy-${(copies += 1)}`);
    await cp(filled, world, { recursive: true });
    return { world, args: [world] };
  };
  const { kills, operations } = await stepThrough({ script, prepare, inspect });
  expect(kills).toBeGreaterThan(15);
  expect(operations.some((operation) => operation.startsWith('fs.rename'))).toBe(true);
});
