import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SAVED_AT, savedModel, temporaryFolder } from '../../test/support/bundles.ts';
import { chainData, chainSchema } from '../../test/support/chain-model.ts';
import { ModelExistsError, ModelStorageError, UnsavableModelError } from '../errors.ts';
import { manifestDigest } from '../manifest.ts';
import { loadModel } from './load-model.ts';
import { readBundle, verifyModel } from './read-bundle.ts';
import { saveModel } from './save-model.ts';

const FILES = ['SHA256SUMS', 'arrays.safetensors', 'config.json', 'manifest.json', 'metadata.json'];

describe('saveModel(folder, data)', () => {
  it('writes the five files, creates the parents and leaves nothing beside the folder', async () => {
    const root = await temporaryFolder();
    const manifest = await saveModel(join(root, 'deep', 'er', 'model'), chainData(), { clock: () => SAVED_AT });
    expect((await readdir(join(root, 'deep', 'er', 'model'))).sort((a, b) => (a < b ? -1 : 1))).toEqual(FILES);
    expect(await readdir(join(root, 'deep', 'er'))).toEqual(['model']);
    expect(manifest).toMatchObject({ formatVersion: 2, kind: 'chain', createdAt: '2024-02-01T09:30:00.000Z' });
    expect(await verifyModel(join(root, 'deep', 'er', 'model'))).toEqual(manifest);
  });

  it('gives back exactly the model that was saved', async () => {
    const { data } = await readBundle(await savedModel());
    expect({ ...data, arrays: { ...data.arrays } }).toEqual(chainData());
    expect(Object.is(data.arrays['means']?.data[0], -0)).toBe(true);
  });

  it('gives equal bytes for equal data in another order, and others for other data', async () => {
    const { kind, config, arrays, metadata } = chainData();
    const reversed = <T>(object: Readonly<Record<string, T>>) => Object.fromEntries(Object.entries(object).reverse());
    const first = await savedModel();
    const second = await savedModel({
      metadata: reversed(metadata),
      arrays: reversed(arrays),
      config: reversed(config),
      kind,
    });
    for (const file of FILES) expect(await readFile(join(second, file))).toEqual(await readFile(join(first, file)));
    const other = await savedModel(chainData({ metadata: { seed: 43 } }));
    expect(await readFile(join(other, 'manifest.json'))).not.toEqual(await readFile(join(first, 'manifest.json')));
  });

  it('lays the given metadata over those of the model', async () => {
    const folder = join(await temporaryFolder(), 'model');
    await saveModel(folder, chainData({ metadata: { seed: 1, note: 'kept' } }), { metadata: { seed: 2, more: [1] } });
    expect((await readBundle(folder)).data.metadata).toEqual({ seed: 2, note: 'kept', more: [1] });
  });

  it('reads the clock of the machine when none is given', async () => {
    const before = Date.now();
    const { createdAt } = await saveModel(join(await temporaryFolder(), 'model'), chainData());
    expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(createdAt)).toBeLessThanOrEqual(Date.now());
  });

  it('never overwrites a model, nor a file, nor an empty folder', async () => {
    const folder = await savedModel();
    const before = manifestDigest(await verifyModel(folder));
    const other = chainData({ metadata: { seed: 7 } });
    await expect(saveModel(folder, other)).rejects.toThrow(ModelExistsError);
    await expect(saveModel(`${folder}/`, other)).rejects.toMatchObject({ code: 'MODEL_EXISTS', kind: 'conflict' });
    expect(manifestDigest(await verifyModel(folder))).toBe(before);

    const root = await temporaryFolder();
    await mkdir(join(root, 'empty'));
    await writeFile(join(root, 'file'), 'text');
    await expect(saveModel(join(root, 'empty'), other)).rejects.toThrow(ModelExistsError);
    await expect(saveModel(join(root, 'file'), other)).rejects.toThrow(ModelExistsError);
    expect((await readdir(root)).sort((a, b) => (a < b ? -1 : 1))).toEqual(['empty', 'file']);
  });

  it('lets one of many writers win; the others get a ModelExistsError and leave nothing behind', async () => {
    const root = await temporaryFolder();
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, seed) => saveModel(join(root, 'model'), chainData({ metadata: { seed } }))),
    );
    const won = results.filter(({ status }) => status === 'fulfilled');
    const lost = results.filter((result) => result.status === 'rejected');
    expect(won).toHaveLength(1);
    expect(lost.every(({ reason }) => reason instanceof ModelExistsError)).toBe(true);
    expect(await readdir(root)).toEqual(['model']);
    const { data } = await readBundle(join(root, 'model'));
    expect(results[data.metadata['seed'] as number]?.status).toBe('fulfilled');
  });

  it('gives way to a folder that appears after it has looked, and removes its temporary one', async () => {
    const root = await temporaryFolder();
    // The clock is read after the first look: what it creates comes as late as another process's folder would.
    const clock = (): Date => {
      mkdirSync(join(root, 'model'));
      writeFileSync(join(root, 'model', 'theirs'), 'text');
      return SAVED_AT;
    };
    await expect(saveModel(join(root, 'model'), chainData(), { clock })).rejects.toThrow(ModelExistsError);
    expect(await readdir(root)).toEqual(['model']);
    expect(await readdir(join(root, 'model'))).toEqual(['theirs']);
  });

  it('says so when the operating system refuses, and names the path', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'file'), 'text');
    const saving = saveModel(join(root, 'file', 'model'), chainData());
    await expect(saving).rejects.toThrow(ModelStorageError);
    await expect(saving).rejects.toMatchObject({ kind: 'unavailable', details: { systemCode: 'ENOTDIR' } });
    await expect(saveModel(join(root, 'n'.repeat(250)), chainData())).rejects.toThrow(/ENAMETOOLONG/u);
    expect(await readdir(root)).toEqual(['file']);
  });

  it.each([
    ['a number that is not finite', { config: { a: { b: Number.NaN } } }, /NaN, found at \$\.a\.b/u],
    ['an undefined field', { metadata: { note: undefined } }, /undefined, found at \$\.note/u],
    ['a date', { metadata: { at: new Date(0) } }, /instance of Date/u],
    ['a known field of the wrong type', { metadata: { seed: 'x' } }, /metadata\.json.*seed/su],
    [
      'a key that names the prototype',
      { config: JSON.parse('{"__proto__":1}') as object },
      /'__proto__' is not allowed/u,
    ],
    ['a list for an object', { config: [] }, /config\.json.*expected an object/u],
    [
      'nesting without end',
      { config: { a: JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) as object } },
      /deeper than 64/u,
    ],
    ['a kind with a slash in front', { kind: '../chain' }, /'\.\.\/chain' is not a kind/u],
    [
      'NaN in an array',
      { arrays: { a: { shape: [2], data: Float64Array.of(0, Number.NaN) } } },
      /'a'.*NaN at index 1/u,
    ],
    ['a shape that does not fit', { arrays: { a: { shape: [3], data: new Float64Array(2) } } }, /must hold 3 numbers/u],
  ])('refuses %s and writes nothing', async (_what, overrides, problem) => {
    const root = await temporaryFolder();
    const saving = saveModel(join(root, 'parent', 'model'), { ...chainData(), ...overrides } as never);
    await expect(saving).rejects.toThrow(UnsavableModelError);
    await expect(saving).rejects.toThrow(problem);
    expect(await readdir(root)).toEqual([]);
  });

  it('refuses a clock that gives no date', async () => {
    const clock = (): Date => new Date(Number.NaN);
    await expect(saveModel(join(await temporaryFolder(), 'm'), chainData(), { clock })).rejects.toThrow(
      UnsavableModelError,
    );
  });

  it('copies: what happens to the arrays later does not reach the disk', async () => {
    const data = chainData();
    const folder = join(await temporaryFolder(), 'model');
    const saving = saveModel(folder, data, { clock: () => SAVED_AT });
    await saving;
    data.arrays['transitionMatrix']?.data.fill(0);
    expect((await loadModel(folder, chainSchema)).transitionMatrix[0]).toBe(0.97);
  });
});
