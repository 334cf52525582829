import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKeyPair } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import { startChild } from '../../test/support/child.ts';
import { placesWithFolder, type Place } from '../../test/support/places.ts';
import { meanModel, meanSchema, openRegistry, promoteInTurn, temporaryFolder } from '../../test/support/registries.ts';
import {
  applyRetention,
  copyRegistry,
  DamagedVersionsError,
  FolderNotEmptyError,
  RegistryNotEmptyError,
} from '../index.ts';
import { contextOf } from '../registry-internals.ts';
import type { RegistryLocation } from '../stores/registry-location.ts';

const COPY = new URL('../../test/support/copy.ts', import.meta.url);

/** A registry that has seen everything. */
async function fill(location: RegistryLocation, versions = 4): Promise<void> {
  const registry = await openRegistry(location);
  await promoteInTurn(registry, 'means', versions);
  await registry.attachEvidence('means', '1.0.0', {
    kind: 'backtest',
    passed: true,
    document: { sharpe: 1.5, ü: '\u2603' },
  });
  await registry.setAlias('means', 'champion', '1.0.1');
  await registry.sign('means', '1.0.1', { key: createKeyPair({ algorithm: 'ed25519', name: 'ada' }) });
  await registry.rollback('means', { reason: 'strange answers' });
  await registry.register('others', meanModel(7, { seed: 1 }));
  await registry.close();
}

async function eventsOf(location: RegistryLocation) {
  const registry = await openRegistry(location);
  const events = await contextOf(registry).store.read({ fresh: true });
  await registry.close();
  return events;
}

const [sqlite, postgres, postgresAndFolder] = placesWithFolder as [Place, Place, Place];
const pairs = [
  { from: sqlite, to: sqlite },
  { from: sqlite, to: postgres },
  { from: postgres, to: postgresAndFolder },
  { from: postgresAndFolder, to: sqlite },
];

describe('copyRegistry(from, to)', () => {
  it.each(pairs.map(({ from, to }) => ({ name: `${from.title} to ${to.title}`, from, to })))(
    'copies everything from $name, every digest of the chain the same',
    async ({ from, to }) => {
      if (from.missing || to.missing) return;
      const [source, target] = [await from.locate(), await to.locate()];
      await fill(source);
      const before = await eventsOf(source);
      const verified = await copyRegistry(source, target, { actor: 'ada', reason: 'to a team' });
      const after = await eventsOf(target);
      expect(after.slice(0, -1)).toEqual(before);
      expect(after.at(-1)).toMatchObject({
        type: 'copied',
        reason: 'to a team',
        details: { sequence: before.length, headDigest: before.at(-1)?.digest },
      });
      expect(verified).toMatchObject({ versions: 5, documents: 1, signatures: 1, headDigest: after.at(-1)?.digest });
      expect(await eventsOf(source)).toEqual(before);

      const copy = await openRegistry(target);
      expect(await copy.load('means', 'champion', meanSchema)).toMatchObject({
        model: 1,
        version: { version: '1.0.1' },
      });
      expect((await copy.get('means', 'production')).version).toBe('1.0.2');
      expect((await copy.rollback('means')).version).toBe('1.0.1');
      await copy.verify();
    },
  );

  it('refuses a place that holds a registry, and leaves it as it is', async () => {
    const [source, target] = [await temporaryFolder(), await temporaryFolder()];
    await fill(source);
    await promoteInTurn(await openRegistry(target), 'theirs', 1);
    const before = await eventsOf(target);
    const copying = copyRegistry(source, target);
    await expect(copying).rejects.toThrow(RegistryNotEmptyError);
    await expect(copying).rejects.toMatchObject({ kind: 'conflict', details: { events: 2 } });
    await expect(copyRegistry(source, source)).rejects.toThrow(RegistryNotEmptyError);
    expect(await eventsOf(target)).toEqual(before);
  });

  it('refuses a folder that is no registry and not empty, and touches nothing in it', async () => {
    const [source, target] = [await temporaryFolder(), await temporaryFolder()];
    await fill(source);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', '.git']) await writeFile(join(target, name), name);
    const copying = copyRegistry(source, { folder: target });
    await expect(copying).rejects.toThrow(FolderNotEmptyError);
    await expect(copying).rejects.toMatchObject({
      kind: 'conflict',
      message: `Expected an empty folder or none at '${target}', but it holds a, b, c, d, e and 1 more, and no registry.`,
      details: { folder: target, count: 6 },
    });
    expect((await readdir(target)).sort()).toEqual(['.git', 'a', 'b', 'c', 'd', 'e', 'f']);
  });

  it.each(['.git', '.gitignore', 'lost+found'])('copies into a folder with no more than %s in it', async (name) => {
    const [source, target] = [await temporaryFolder(), await temporaryFolder()];
    await fill(source);
    await mkdir(join(target, name));
    expect(await copyRegistry(source, target)).toMatchObject({ models: 2 });
  });

  it('refuses a source that does not verify, and makes no copy of it', async () => {
    const [source, target] = [await temporaryFolder(), await temporaryFolder()];
    await fill(source);
    await writeFile(join(source, 'means', 'versions', '1.0.0', 'config.json'), '{"evil":1}\n');
    await expect(copyRegistry(source, target)).rejects.toThrow(DamagedVersionsError);
    expect(await eventsOf(target)).toEqual([]);
  });

  it('copies a registry whose bundles were collected in part', async () => {
    const [source, target] = [await temporaryFolder(), await temporaryFolder()];
    await fill(source);
    const registry = await openRegistry(source);
    for (let i = 0; i < 3; i++) await registry.register('means', meanModel(i));
    const policy = { keepLast: 1, keepDays: 0, stages: { staging: { keepDays: 0 } } };
    const { collected } = await applyRetention(registry, policy);
    expect(collected.length).toBeGreaterThan(0);
    const { versions } = await registry.verify();
    expect(await copyRegistry(source, target)).toMatchObject({ versions });
  });

  it('stopped by its signal leaves the target empty', async () => {
    const [source, target] = [await temporaryFolder(), await temporaryFolder()];
    await fill(source);
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('enough'));
    await expect(copyRegistry(source, target, { signal: stop.signal, onProgress })).rejects.toThrow('enough');
    expect(await eventsOf(target)).toEqual([]);
    await copyRegistry(source, target);
  });
});

describe.each(placesWithFolder)('copyRegistry(from, to) killed on its way to $title', ({ missing, locate }) => {
  it.skipIf(missing)('leaves the target empty or whole, and can be repeated', async () => {
    const source = await temporaryFolder();
    await fill(source, 12);
    const before = await eventsOf(source);
    const target = await locate();
    for (const progress of [1, 6, 13]) {
      const child = startChild(COPY, { from: source, to: target });
      while (!child.output().split('\n').includes(String(progress)) && child.process.exitCode === null) await sleep(1);
      child.process.kill('SIGKILL');
      await child.ended;
      expect([0, before.length + 1]).toContain((await eventsOf(target)).length);
    }
    if ((await eventsOf(target)).length === 0) await copyRegistry(source, target, { actor: 'ada' });
    expect((await eventsOf(target)).slice(0, -1)).toEqual(before);
    await (await openRegistry(target)).verify();
  });
});
