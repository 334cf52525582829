import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { meanModel, newRegistry, openRegistry, promoteInTurn } from '../../test/support/registries.ts';
import { ProjectionError } from '../errors.ts';
import type { ModelRegistry } from '../registry.ts';
import { contextOf } from '../registry-internals.ts';
import { readProjectedHead, renderProjections } from './write-projections.ts';

const read = (folder: string, file: string) => readFile(join(folder, file), 'utf8');

const storeOf = (registry: ModelRegistry) => contextOf(registry).store;

describe('registry.json', () => {
  it('shows the present state, the highest version first, with folders relative to the registry', async () => {
    const { registry, folder } = await newRegistry();
    await promoteInTurn(registry, 'means', 2);
    await registry.register('empty', meanModel(3, { seed: 1 }));
    const [{ manifestDigest } = { manifestDigest: '' }] = await registry.list('empty');
    const { headDigest } = await registry.verify();
    expect(JSON.parse(await read(folder, 'registry.json'))).toMatchObject({
      formatVersion: 1,
      sequence: 6,
      headDigest,
      models: {
        empty: {
          production: null,
          versions: [
            {
              version: '1.0.0',
              stage: 'staging',
              folder: 'empty/versions/1.0.0',
              manifestDigest,
              metadata: { seed: 1 },
            },
          ],
        },
        means: {
          production: '1.0.1',
          versions: [
            { version: '1.0.1', stage: 'production' },
            { version: '1.0.0', stage: 'archive' },
          ],
        },
      },
    });
  });

  it('is there for an empty registry as well', async () => {
    const { folder } = await newRegistry();
    expect(JSON.parse(await read(folder, 'registry.json'))).toMatchObject({ sequence: 0, models: {} });
    expect(await read(folder, 'events.jsonl')).toBe('');
  });
});

describe('events.jsonl', () => {
  it('holds each event on a line, after every operation, a rejection included', async () => {
    const { registry, folder } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    await registry.register('means', meanModel(1));
    const failing = { name: 'no', run: () => Promise.reject(new Error('no\nway')) };
    await expect(registry.promote('means', '1.0.1', { checks: [failing] })).rejects.toThrow('no');
    const lines = (await read(folder, 'events.jsonl')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(await registry.history('means'));
    expect(lines).toHaveLength(4);
    expect((await readdir(folder)).filter((file) => file.includes('.tmp-'))).toEqual([]);
  });
});

describe('the projections', () => {
  it.each(['registry.json', 'events.jsonl'])(
    'are written again, to the byte, when %s is missing at the opening',
    async (file) => {
      const { registry, folder } = await newRegistry();
      await promoteInTurn(registry, 'means', 3);
      const before = await read(folder, file);
      await rm(join(folder, file));
      await openRegistry(folder);
      expect(await read(folder, file)).toBe(before);
    },
  );

  it('are brought up to date when they lag or cannot be read', async () => {
    const { registry, folder } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    const older = [await read(folder, 'registry.json'), await read(folder, 'events.jsonl')] as const;
    await promoteInTurn(registry, 'others', 1);
    const newest = [await read(folder, 'registry.json'), await read(folder, 'events.jsonl')] as const;
    for (const content of [older, ['', ''], ['{"sequence":-1}', 'x']] as const) {
      await writeFile(join(folder, 'registry.json'), content[0]);
      await writeFile(join(folder, 'events.jsonl'), content[1]);
      await openRegistry(folder);
      expect([await read(folder, 'registry.json'), await read(folder, 'events.jsonl')]).toEqual(newest);
    }
  });

  it('show after every change what a registry shows that reads all events anew', async () => {
    const { registry, folder } = await newRegistry();
    const changes: (() => Promise<unknown>)[] = [
      () => registry.register('means', meanModel(0)),
      () => registry.register('means', meanModel(1), { version: '1.2.0-rc.1' }),
      () => registry.register('others', meanModel(2)),
      () => registry.promote('means', '1.0.0'),
      () => registry.setAlias('means', 'champion', '1.0.0'),
      () => registry.promote('means', '1.2.0-rc.1'),
      () => registry.setAlias('means', 'champion', '1.2.0-rc.1'),
      () => registry.approve('others', '1.0.0'),
      () => registry.attachEvidence('others', '1.0.0', { kind: 'backtest', passed: true, document: {} }),
      () => registry.removeAlias('means', 'champion'),
      () => registry.rollback('means'),
    ];
    const shown = new Set<string>();
    for (const change of changes) {
      await change();
      const whole = await renderProjections(storeOf(registry));
      expect(await read(folder, 'registry.json')).toBe(whole.registryJson);
      expect(await read(folder, 'events.jsonl')).toBe(whole.eventsJsonl);
      shown.add(whole.registryJson);
    }
    expect(shown.size).toBe(changes.length);
  });

  it('are left alone when they are up to date', async () => {
    const { registry, folder } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    const times = () =>
      Promise.all(['registry.json', 'events.jsonl'].map(async (file) => (await stat(join(folder, file))).mtimeMs));
    const before = await times();
    await openRegistry(folder);
    expect(await times()).toEqual(before);
  });

  it('are continued, not written anew: what is before the last line is not touched', async () => {
    const { registry, folder } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    const { ino } = await stat(join(folder, 'events.jsonl'));
    await promoteInTurn(registry, 'others', 2);
    expect((await stat(join(folder, 'events.jsonl'))).ino).toBe(ino);
    expect(await read(folder, 'events.jsonl')).toBe((await renderProjections(storeOf(registry))).eventsJsonl);
  });

  it('are mended when a crash has left a part of a line', async () => {
    const { registry, folder } = await newRegistry();
    await promoteInTurn(registry, 'means', 2);
    const whole = await read(folder, 'events.jsonl');
    for (const cut of [1, 20, whole.length - 3]) {
      await writeFile(join(folder, 'events.jsonl'), whole.slice(0, -cut));
      await openRegistry(folder);
      expect(await read(folder, 'events.jsonl')).toBe(whole);
    }
    await writeFile(join(folder, 'events.jsonl'), `${whole}\0\0\0\0`);
    await openRegistry(folder);
    expect(await read(folder, 'events.jsonl')).toBe(whole);
  });

  it('remember the end of the record each by itself', async () => {
    const { registry, folder } = await newRegistry();
    await promoteInTurn(registry, 'means', 1);
    const { headDigest: digest } = await registry.verify();
    for (const file of ['registry.json', 'events.jsonl']) {
      const other = file === 'registry.json' ? 'events.jsonl' : 'registry.json';
      const content = await read(folder, other);
      await rm(join(folder, other));
      expect(readProjectedHead(folder)).toEqual({ sequence: 2, digest });
      await writeFile(join(folder, other), content);
    }
  });

  it('are not written over when they remember what the record does not hold', async () => {
    const { registry, folder } = await newRegistry();
    await registry.register('means', meanModel(0));
    const evidence = (await read(folder, 'registry.json')).replace('"sequence": 1', '"sequence": 9');
    await writeFile(join(folder, 'registry.json'), evidence);
    const warnings: RegimekitError[] = [];
    await openRegistry(folder, { onWarning: (warning) => warnings.push(warning) });
    expect(await read(folder, 'registry.json')).toBe(evidence);
    expect(warnings).toMatchObject([
      { code: 'PROJECTION_FAILED', hint: expect.stringMatching(/evidence/u), cause: { code: 'CHAIN_BROKEN' } },
    ]);
  });

  it('that cannot be written do not undo the operation; the caller is warned', async () => {
    const { folder } = await newRegistry();
    const warnings: RegimekitError[] = [];
    const registry = await openRegistry(folder, { onWarning: (warning) => warnings.push(warning) });
    await rm(join(folder, 'events.jsonl'));
    await mkdir(join(folder, 'events.jsonl'));
    expect((await registry.register('means', meanModel(1))).version).toBe('1.0.0');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toBeInstanceOf(ProjectionError);
    expect((await registry.list()).length).toBe(1);
  });

  it('show the newest state after many changes from two registries at once', async () => {
    const { registry, folder } = await newRegistry();
    const other = await openRegistry(folder);
    await Promise.all(
      Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? registry : other).register('means', meanModel(i))),
    );
    const { sequence } = JSON.parse(await read(folder, 'registry.json')) as { sequence: number };
    expect(sequence).toBe(8);
    expect((await read(folder, 'events.jsonl')).trimEnd().split('\n')).toHaveLength(8);
  });
});
