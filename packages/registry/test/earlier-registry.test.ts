// A registry that version 0.1.0 of this package wrote, frozen in test/fixtures/registry-v1: it must stay readable.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ModelRegistry } from '../src/index.ts';
import { contextOf } from '../src/registry-internals.ts';
import { folderOf, meanModel, meanSchema, openRegistry, temporaryFolder } from './support/registries.ts';

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

  it('may hold a promotion on an approval that would not count now: what was decided then stands', async () => {
    const registry = await openFrozen();
    await registry.setPolicy({ stages: { production: { approvals: { count: 1, trainerCounts: false } } } });
    await registry.register('means', meanModel(7), { metadata: { trainedBy: 'bea' } });
    const bea = await openRegistry(join(folderOf(await registry.get('means', '1.1.1')), '../../..'), { actor: 'bea' });
    await bea.approve('means', '1.1.1');
    await expect(registry.promote('means', '1.1.1')).rejects.toThrow(/bea does not count \(trained it\)/u);
    // As the version before wrote it, for which the trainer was whoever had registered.
    const { store } = contextOf(registry);
    const approval = (await store.read('means')).at(-1)!;
    const production = await registry.get('means', 'production');
    const about = { at: approval.at, actor: 'ada', modelName: 'means', reason: null };
    const { evidenceDigest, manifestDigest } = approval;
    await store.transact(async (transaction) => {
      await transaction.append({
        ...about,
        type: 'replaced',
        version: '1.0.1',
        from: 'production',
        to: 'archive',
        manifestDigest: production.manifestDigest,
        details: { by: '1.1.1' },
      });
      await transaction.append({
        ...about,
        type: 'promoted',
        version: '1.1.1',
        from: 'staging',
        to: 'production',
        manifestDigest,
        ...(evidenceDigest === undefined ? {} : { evidenceDigest }),
        details: { checks: [], evidence: [], approvals: [{ approver: 'bea', event: approval.sequence }] },
      });
    });
    expect(await registry.verify()).toMatchObject({ versions: 5, events: 19 });
    expect((await registry.loadProduction('means', meanSchema)).model).toBe(7);
    expect((await registry.rollback('means')).version).toBe('1.0.1');
  });
});
