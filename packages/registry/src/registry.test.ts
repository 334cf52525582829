import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UnsavableModelError, verifyModel } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import {
  folderOf,
  meanModel,
  meanSchema,
  newRegistry,
  openRegistry,
  promoteInTurn,
  temporaryFolder,
} from '../test/support/registries.ts';
import {
  InvalidActorError,
  InvalidNameError,
  InvalidVersionError,
  ModelNotFoundError,
  NoProductionModelError,
  VersionConflictError,
  VersionNotFoundError,
} from './errors.ts';
import { ModelRegistry } from './registry.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

describe('ModelRegistry.open(folder)', () => {
  it('creates the folder, and finds everything again when opened later', async () => {
    const folder = join(await temporaryFolder(), 'new', 'models');
    const registry = await ModelRegistry.open(folder, { actor: 'ada' });
    const before = await registry.register('means', meanModel(0.5), { reason: 'first' });
    await registry.close();
    const again = await openRegistry(folder);
    expect(await again.get('means', '1.0.0')).toEqual(before);
    expect(before).toMatchObject({ createdBy: 'ada', reason: 'first' });
  });

  it('names nobody as the actor unless told, and refuses an empty name', async () => {
    const folder = await temporaryFolder();
    const registry = await ModelRegistry.open(folder);
    expect(await registry.register('means', meanModel(1))).toMatchObject({ createdBy: 'unknown' });
    await registry.close();
    await expect(ModelRegistry.open(folder, { actor: '' })).rejects.toThrow(InvalidActorError);
  });

  it('close() twice does no harm', async () => {
    const registry = await ModelRegistry.open(await temporaryFolder());
    await registry.close();
    await registry.close();
    await expect(registry.list()).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
  });
});

describe('register(name, data)', () => {
  it('keeps a verified bundle under its name and version, in staging, and nothing beside it', async () => {
    const { registry, folder } = await newRegistry();
    const version = await registry.register('regime-detector', meanModel(0.5));
    expect(version).toMatchObject({
      name: 'regime-detector',
      version: '1.0.0',
      stage: 'staging',
      kind: 'mean',
      createdAt: expect.stringMatching(/^2024-01-02T08:0/u),
      stageSince: expect.stringMatching(/^2024-01-02T08:0/u),
      createdBy: 'ada',
      reason: null,
      folder: join(folder, 'regime-detector', 'versions', '1.0.0'),
    });
    await verifyModel(folderOf(version), { manifestDigest: version.manifestDigest });
    expect(await readdir(join(folder, 'regime-detector', 'versions'))).toEqual(['1.0.0']);
    expect((await readdir(folder)).filter((file) => !file.includes('-')).sort(byText)).toEqual([
      'events.jsonl',
      'registry.json',
      'registry.sqlite',
    ]);
  });

  it('chooses the next version, or takes the one that is given', async () => {
    const { registry } = await newRegistry();
    const register = async (options = {}) => (await registry.register('means', meanModel(1), options)).version;
    expect(await register()).toBe('1.0.0');
    expect(await register()).toBe('1.0.1');
    expect(await register({ bump: 'minor' })).toBe('1.1.0');
    expect(await register({ bump: 'major' })).toBe('2.0.0');
    expect(await register({ version: '1.5.0' })).toBe('1.5.0');
    expect(await register()).toBe('2.0.1');
    expect((await registry.register('others', meanModel(1))).version).toBe('1.0.0');
  });

  it('refuses a version twice and leaves the first as it was', async () => {
    const { registry, folder } = await newRegistry();
    const first = await registry.register('means', meanModel(1), { version: '1.2.3' });
    const second = registry.register('means', meanModel(2), { version: '1.2.3' });
    await expect(second).rejects.toThrow(VersionConflictError);
    await expect(second).rejects.toMatchObject({ kind: 'conflict', details: { name: 'means', version: '1.2.3' } });
    expect(await registry.load('means', '1.2.3', meanSchema)).toEqual({ version: first, model: 1 });
    expect(await readdir(join(folder, 'means', 'versions'))).toEqual(['1.2.3']);
  });

  it('keeps the metadata that have a name, and those that are given with it', async () => {
    const { registry } = await newRegistry();
    const data = meanModel(1, { seed: 42, stopReason: 'tolerance', diagnostics: { long: ['list'] } });
    const { metadata, ...version } = await registry.register('means', data, { metadata: { seed: 43, ticket: 'A-1' } });
    expect(metadata).toEqual({ seed: 43, stopReason: 'tolerance', ticket: 'A-1' });
    const stored = JSON.parse(await readFile(join(folderOf(version), 'metadata.json'), 'utf8')) as object;
    expect(stored).toEqual({ seed: 43, stopReason: 'tolerance', ticket: 'A-1', diagnostics: { long: ['list'] } });
  });

  it('gives different versions to all who register at once, from two registries', async () => {
    const { registry, folder } = await newRegistry();
    const other = await openRegistry(folder);
    const registered = await Promise.all(
      Array.from({ length: 10 }, (_, mean) => (mean % 2 === 0 ? registry : other).register('means', meanModel(mean))),
    );
    expect(new Set(registered.map(({ version }) => version)).size).toBe(10);
    for (const [mean, { version }] of registered.entries()) {
      expect((await other.load('means', version, meanSchema)).model).toBe(mean);
    }
    await registry.verify();
  });

  it('lets one of two win who give the same version at once', async () => {
    const { registry, folder } = await newRegistry();
    const other = await openRegistry(folder);
    const results = await Promise.allSettled([
      registry.register('means', meanModel(1), { version: '3.0.0' }),
      other.register('means', meanModel(2), { version: '3.0.0' }),
    ]);
    expect(results.map(({ status }) => status).sort(byText)).toEqual(['fulfilled', 'rejected']);
    expect(results.find((result) => result.status === 'rejected')?.reason).toBeInstanceOf(VersionConflictError);
    await registry.verify();
  });

  it.each(['../escape', 'a/b', '', 'registry.json'])('refuses the name %j and writes nothing', async (name) => {
    const { registry, folder } = await newRegistry();
    const before = await readdir(folder);
    await expect(registry.register(name, meanModel(1))).rejects.toThrow(InvalidNameError);
    expect(await readdir(folder)).toEqual(before);
  });

  it('refuses a version that is none, a bump that is none and a model that cannot be saved, and writes nothing', async () => {
    const { registry, folder } = await newRegistry();
    await expect(registry.register('means', meanModel(1), { version: '../../x' })).rejects.toThrow(InvalidVersionError);
    await expect(registry.register('means', meanModel(Number.NaN))).rejects.toThrow(UnsavableModelError);
    expect(await readdir(folder)).not.toContain('means');
    await registry.register('means', meanModel(1));
    await expect(registry.register('means', meanModel(1), { bump: 'huge' as 'major' })).rejects.toThrow(
      InvalidVersionError,
    );
    expect(await readdir(join(folder, 'means', 'versions'))).toEqual(['1.0.0']);
  });

  it('neither sees nor stumbles over what a crash left behind', async () => {
    const { registry, folder } = await newRegistry();
    const versions = join(folder, 'means', 'versions');
    // A crash between the move of the bundle and its event, one while the bundle was written, and before it had a place.
    await mkdir(join(versions, '1.0.0'), { recursive: true });
    await writeFile(join(versions, '1.0.0', 'config.json'), '{"left":"behind"}');
    await mkdir(join(versions, '.incoming-0123.tmp-4567'));
    await mkdir(join(versions, '.incoming-89ab'));
    expect(await registry.list()).toEqual([]);
    await expect(registry.get('means', '1.0.0')).rejects.toThrow(ModelNotFoundError);

    const version = await registry.register('means', meanModel(7));
    expect(version.version).toBe('1.0.0');
    expect((await registry.load('means', '1.0.0', meanSchema)).model).toBe(7);
    await registry.verify();
    // Moved aside, not deleted: it may be all that is left of a long training.
    const orphan = (await readdir(versions)).find((entry) => entry.startsWith('.orphan-1.0.0-'));
    expect(await readFile(join(versions, orphan!, 'config.json'), 'utf8')).toBe('{"left":"behind"}');
  });
});

describe('list(name) and get(name, versionOrStage)', () => {
  it('list models by name and versions from the highest', async () => {
    const { registry } = await newRegistry();
    expect(await registry.list()).toEqual([]);
    for (const version of ['1.9.0', '1.10.0']) await registry.register('zeta', meanModel(1), { version });
    await registry.register('alpha', meanModel(1));
    expect((await registry.list()).map(({ name, version }) => `${name} ${version}`)).toEqual([
      'alpha 1.0.0',
      'zeta 1.10.0',
      'zeta 1.9.0',
    ]);
    expect((await registry.list('zeta')).map(({ version }) => version)).toEqual(['1.10.0', '1.9.0']);
  });

  it('find a version by number or by stage, of several the one that came last', async () => {
    const { registry } = await newRegistry();
    const [first, second] = await promoteInTurn(registry, 'means', 2);
    await registry.register('means', meanModel(2), { version: '5.0.0' });
    await registry.register('means', meanModel(3), { version: '4.0.0' });
    expect((await registry.get('means', 'production')).version).toBe(second);
    expect((await registry.get('means', 'archive')).version).toBe(first);
    expect((await registry.get('means', 'staging')).version).toBe('4.0.0');
  });

  it('say what there is when what is asked for is not', async () => {
    const { registry } = await newRegistry();
    await expect(registry.get('means', '1.0.0')).rejects.toThrow(/'means', but the registry is empty/u);
    await registry.register('means', meanModel(1));
    await expect(registry.list('medians')).rejects.toThrow(ModelNotFoundError);
    await expect(registry.list('medians')).rejects.toThrow(/there are means/u);
    for (const asked of ['9.9.9', 'shadow', 'prod']) {
      await expect(registry.get('means', asked)).rejects.toThrow(VersionNotFoundError);
      await expect(registry.get('means', asked)).rejects.toThrow(`'${asked}'; it has 1.0.0 (staging)`);
    }
    await expect(registry.get('means', 'production')).rejects.toThrow(NoProductionModelError);
    await expect(registry.get('..', '1.0.0')).rejects.toThrow(InvalidNameError);
  });
});

describe('load(name, versionOrStage, schema)', () => {
  it('gives the model and the version it is', async () => {
    const { registry } = await newRegistry();
    await promoteInTurn(registry, 'means', 2);
    expect((await registry.loadProduction('means', meanSchema)).model).toBe(1);
    const { model, version } = await registry.load('means', 'archive', meanSchema);
    expect([model, version.version]).toEqual([0, '1.0.0']);
  });

  it('loadProduction says when nothing is in production', async () => {
    const { registry } = await newRegistry();
    await registry.register('means', meanModel(1));
    await expect(registry.loadProduction('means', meanSchema)).rejects.toThrow(NoProductionModelError);
    await expect(registry.loadProduction('means', meanSchema)).rejects.toMatchObject({
      hint: expect.stringMatching(/promote/u),
    });
  });

  it('refuses a bundle that was exchanged as a whole for another sound one', async () => {
    const { registry } = await newRegistry();
    const first = await registry.register('means', meanModel(1));
    const second = await registry.register('means', meanModel(2));
    for (const file of await readdir(folderOf(second))) {
      await writeFile(join(folderOf(first), file), await readFile(join(folderOf(second), file)));
    }
    await verifyModel(folderOf(first)); // Sound in itself; only the registry knows that it is another.
    await expect(registry.load('means', first.version, meanSchema)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });
});

describe('history(name)', () => {
  it('gives the events of one model, oldest first', async () => {
    const { registry } = await newRegistry();
    await registry.register('others', meanModel(0));
    await promoteInTurn(registry, 'means', 2);
    const history = await registry.history('means');
    expect(history.map(({ type, version, from, to }) => `${type} ${version} ${from} ${to}`)).toEqual([
      'registered 1.0.0 null staging',
      'promoted 1.0.0 staging production',
      'registered 1.0.1 null staging',
      'replaced 1.0.0 production archive',
      'promoted 1.0.1 staging production',
    ]);
    expect(history.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6]);
    await expect(registry.history('medians')).rejects.toThrow(ModelNotFoundError);
  });
});
