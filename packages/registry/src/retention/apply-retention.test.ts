import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sites } from '../../test/support/sites.ts';
import { meanModel, meanSchema, openMemoryRegistry, promoteInTurn } from '../../test/support/registries.ts';
import { newTeam, people } from '../../test/support/team.ts';
import { contextOf } from '../registry-internals.ts';
import { ModelRegistry } from '../registry.ts';
import { applyRetention } from './apply-retention.ts';
import type { RetentionPolicy } from './retention-policy.ts';

/** Nothing stays that is not held. */
const nothing: RetentionPolicy = { keepLast: 0, keepDays: 0, stages: { staging: { keepDays: 0 } } };

async function registerThree(registry: ModelRegistry): Promise<void> {
  for (let mean = 0; mean < 3; mean++) await registry.register('means', meanModel(mean));
}

const versions = (items: readonly { version: string }[]) => items.map(({ version }) => version);

describe.each(sites)('applyRetention(registry, policy) in $title', (kind) => {
  const { missing } = kind;
  it.skipIf(missing)('removes bundles and keeps the record, which says who, when and why', async () => {
    const site = await kind.make();
    const registry = await site.open({ actor: 'olga' });
    await registerThree(registry);
    await registry.promote('means', '1.0.1');
    const { collected, skipped, decisions } = await applyRetention(registry, nothing, { reason: 'disk is full' });
    expect(versions(collected)).toEqual(['1.0.0', '1.0.2']);
    expect(collected.every(({ bytes }) => bytes > 500)).toBe(true);
    expect(skipped).toEqual([]);
    expect(decisions.map(({ action }) => action)).toEqual(['collect', 'keep', 'collect']);
    expect(versions(await contextOf(registry).store.bundles.list())).toEqual(['1.0.1']);
    // What is seen in the folder is the same; a place without one has nothing else to look at.
    const seen = site.folder === undefined ? ['1.0.1'] : await readdir(join(site.folder, 'means/versions'));
    expect(seen).toEqual(['1.0.1']);

    const gone = await registry.get('means', '1.0.0');
    expect(gone).toMatchObject({ stage: 'archive', manifestDigest: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect(gone.collectedAt).toBeDefined();
    expect((await registry.history('means')).slice(-4).map(({ type, version }) => `${type} ${version}`)).toEqual([
      'archived 1.0.0',
      'collected 1.0.0',
      'archived 1.0.2',
      'collected 1.0.2',
    ]);
    const error = await registry.load('means', '1.0.0', meanSchema).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'VERSION_COLLECTED', kind: 'state' });
    expect((error as Error).message).toBe(
      `means 1.0.0 can no longer be loaded: olga had its bundle removed on ${gone.collectedAt} (disk is full).`,
    );
    await expect(registry.promote('means', '1.0.0')).rejects.toMatchObject({ code: 'PROMOTION_REJECTED' });
  });

  it.skipIf(missing)('leaves a registry that verifies, and says how many bundles there are', async () => {
    const site = await kind.make();
    const registry = await site.open();
    await registerThree(registry);
    await registry.promote('means', '1.0.0');
    await applyRetention(registry, nothing);
    expect(await registry.verify()).toMatchObject({ models: 1, versions: 1, events: 8 });
    expect(await (await site.open()).verify()).toMatchObject({ versions: 1 });
  });

  it.skipIf(missing)('leaves all that was ever in production to be loaded, whatever the policy', async () => {
    const site = await kind.make();
    const registry = await site.open();
    await promoteInTurn(registry, 'means', 4);
    await registry.rollback('means');
    await registerThree(registry);
    const { collected } = await applyRetention(registry, nothing);
    expect(versions(collected)).toEqual(['1.0.4', '1.0.5', '1.0.6']);
    const served = new Set<string>();
    for (const { at } of await registry.history('means')) {
      const then = await registry.asOf('means', at);
      if (then.serving) served.add((await registry.load('means', then.version, meanSchema)).version.version);
    }
    expect([...served]).toEqual(['1.0.0', '1.0.1', '1.0.2', '1.0.3']);
    await registry.rollback('means');
    await registry.verify();
  });

  it.skipIf(missing)('removes at the next run what a crash left behind', async () => {
    const site = await kind.make();
    const registry = await site.open();
    await registerThree(registry);
    const { store } = contextOf(registry);
    const files = await store.bundles.read({ name: 'means', version: '1.0.0' });
    await applyRetention(registry, nothing);
    // As if it had been killed after the event was committed and before the files went.
    const staged = await store.bundles.stage('means', files);
    await store.transact(async (transaction) => await transaction.placeBundle(staged, '1.0.0'));
    expect(versions(await store.bundles.list())).toEqual(['1.0.0']);
    await registry.verify();
    await expect(registry.load('means', '1.0.0', meanSchema)).rejects.toMatchObject({ code: 'VERSION_COLLECTED' });
    const events = (await registry.history('means')).length;
    expect(await applyRetention(registry, nothing)).toMatchObject({
      collected: [],
      mended: [{ name: 'means', version: '1.0.0' }],
    });
    expect(await store.bundles.list()).toEqual([]);
    expect(await registry.history('means')).toHaveLength(events);
  });

  it.skipIf(missing)('by two at once removes each bundle once', async () => {
    const site = await kind.make();
    const [one, two] = [await site.open({ actor: 'one' }), await site.open({ actor: 'two' })];
    await registerThree(one);
    const reports = await Promise.all([applyRetention(one, nothing), applyRetention(two, nothing)]);
    expect(reports.flatMap(({ collected }) => versions(collected)).sort()).toEqual(['1.0.0', '1.0.1', '1.0.2']);
    const events = await one.history('means');
    expect(events.filter(({ type }) => type === 'collected')).toHaveLength(3);
    await one.verify();
  });
});

describe('applyRetention(registry, policy)', () => {
  it('in a dry run says the same and changes nothing', async () => {
    const registry = await openMemoryRegistry();
    await registerThree(registry);
    const before = await registry.history('means');
    const dry = await applyRetention(registry, nothing, { dryRun: true });
    expect(await registry.history('means')).toEqual(before);
    expect(versions(dry.collected)).toEqual(['1.0.0', '1.0.1', '1.0.2']);
    expect(await registry.load('means', '1.0.0', meanSchema)).toMatchObject({ model: 0 });
    const real = await applyRetention(registry, nothing);
    expect(real.collected).toEqual(dry.collected);
    expect(real.decisions.map(({ action }) => action)).toEqual(dry.decisions.map(({ action }) => action));
  });

  it('spares what was promoted between the plan and its turn', async () => {
    const team = await newTeam();
    const { store } = team;
    const operator = await team.as('olga');
    await registerThree(operator);
    const read: typeof store.bundles.read = async (place) => {
      if (place.version === '1.0.1') await operator.promote('means', '1.0.1');
      return await store.bundles.read(place);
    };
    const slow = await ModelRegistry.openOn({ ...store, bundles: { ...store.bundles, read } }, { actor: 'olga' });
    const { collected, skipped } = await applyRetention(slow, nothing);
    expect(versions(collected)).toEqual(['1.0.0', '1.0.2']);
    expect(skipped).toEqual([{ name: 'means', version: '1.0.1', why: 'it has changed meanwhile' }]);
    expect((await operator.loadProduction('means', meanSchema)).model).toBe(1);
  });

  it('leaves a damaged bundle to verify, rather than removing the damage with it', async () => {
    const site = await sites[0]!.make();
    const registry = await site.open();
    await registerThree(registry);
    await rm(join(site.folder!, 'means/versions/1.0.0/manifest.json'));
    const { collected, skipped } = await applyRetention(registry, nothing);
    expect(versions(collected)).toEqual(['1.0.1', '1.0.2']);
    expect(skipped).toMatchObject([{ version: '1.0.0', why: expect.stringContaining('verify') }]);
    await expect(registry.verify()).rejects.toMatchObject({ code: 'DAMAGED_VERSIONS' });
  });

  it('lets who loads at that moment know that it was collected', async () => {
    const team = await newTeam();
    const { store } = team;
    const operator = await team.as('olga');
    await operator.register('means', meanModel(1));
    const read: typeof store.bundles.read = async (place) => {
      await applyRetention(operator, nothing);
      return await store.bundles.read(place);
    };
    const late = await ModelRegistry.openOn({ ...store, bundles: { ...store.bundles, read } }, { actor: 'ada' });
    await expect(late.load('means', '1.0.0', meanSchema)).rejects.toMatchObject({ code: 'VERSION_COLLECTED' });
  });

  it('serves no collected version from the cache', async () => {
    const registry = await openMemoryRegistry({ cache: {} });
    await registry.register('means', meanModel(1));
    await registry.load('means', '1.0.0', meanSchema);
    await applyRetention(registry, nothing);
    await expect(registry.load('means', '1.0.0', meanSchema)).rejects.toMatchObject({ code: 'VERSION_COLLECTED' });
  });

  it('is for operators; others may look what it would do', async () => {
    const team = await newTeam({ people });
    const [trainer, operator] = [await team.as('tom'), await team.as('olga')];
    await trainer.register('means', meanModel(1));
    await expect(applyRetention(trainer, nothing)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect((await applyRetention(trainer, nothing, { dryRun: true })).collected).toHaveLength(1);
    expect((await applyRetention(operator, nothing)).collected).toHaveLength(1);
  });

  it('keeps what the default policy keeps: here, everything', async () => {
    const registry = await openMemoryRegistry();
    await registerThree(registry);
    expect((await applyRetention(registry, {})).collected).toEqual([]);
  });

  it('stops between two versions when the signal says so', async () => {
    const registry = await openMemoryRegistry();
    await registerThree(registry);
    expect((await applyRetention(registry, nothing, { signal: AbortSignal.abort() })).collected).toEqual([]);
    expect(await registry.history('means')).toHaveLength(3);
  });

  it('does not take a folder for a bundle that is none of its own', async () => {
    const site = await sites[0]!.make();
    const registry = await site.open();
    await registerThree(registry);
    const stranger = join(site.folder!, 'means/versions/9.9.9');
    await cp(join(site.folder!, 'means/versions/1.0.0'), stranger, { recursive: true });
    await writeFile(join(stranger, 'note.txt'), 'mine');
    await applyRetention(registry, nothing);
    await applyRetention(registry, nothing);
    expect(await readdir(stranger)).toContain('note.txt');
  });
});
