// A registry that version 0.1.0 of this package wrote, frozen in test/fixtures/registry-v1: it must stay readable.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ModelRegistry } from '../src/index.ts';
import { meanModel, meanSchema, openRegistry, temporaryFolder } from './support/registries.ts';

const frozen = fileURLToPath(new URL('fixtures/registry-v1', import.meta.url));
const HEAD = '1c57c0cd2d01b34dc07491924d2bd3285a2d36ffe4c74886340029dbd2f71db2';

async function openFrozen(): Promise<ModelRegistry> {
  const folder = join(await temporaryFolder(), 'models');
  await cp(frozen, folder, { recursive: true });
  return await openRegistry(folder);
}

describe('a registry of version 0.1.0', () => {
  it('is read, and every digest in it is what it was', async () => {
    const registry = await openFrozen();
    expect(await registry.verify()).toMatchObject({ models: 2, versions: 4, events: 14, headDigest: HEAD });
    expect((await registry.list()).map(({ name, version, stage }) => `${name} ${version} ${stage}`)).toEqual([
      'means 1.1.0 archive',
      'means 1.0.1 production',
      'means 1.0.0 archive',
      'others 2.0.0-rc.1 staging',
    ]);
    expect((await registry.loadProduction('means', meanSchema)).model).toBe(1);
  });

  it('goes on where it stood', async () => {
    const registry = await openFrozen();
    expect((await registry.register('means', meanModel(7))).version).toBe('1.1.1');
    expect((await registry.history('means')).at(-1)).toMatchObject({ sequence: 15, previousDigest: HEAD });
    expect((await registry.rollback('means')).version).toBe('1.0.0');
    expect(await registry.verify()).toMatchObject({ versions: 5, events: 17 });
  });
});
