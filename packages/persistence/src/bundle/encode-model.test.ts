import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SAVED_AT, savedModel, temporaryFolder } from '../../test/support/bundles.ts';
import { chainData, chainSchema } from '../../test/support/chain-model.ts';
import { ModelExistsError, UnsavableModelError } from '../errors.ts';
import { manifestDigest } from '../manifest.ts';
import { decodeModel } from './decode-model.ts';
import { encodeModel } from './encode-model.ts';
import { loadModel } from './load-model.ts';
import { readBundleFiles, verifyBundleFiles } from './read-bundle-files.ts';
import { readBundleFolder } from './read-bundle-folder.ts';
import { saveModel } from './save-model.ts';
import { writeBundleFolder } from './write-bundle-folder.ts';

const clock = (): Date => SAVED_AT;

describe('encodeModel(data)', () => {
  it('gives the files that saveModel writes', async () => {
    const { files, manifest } = encodeModel(chainData(), { clock });
    expect(await readBundleFolder(await savedModel())).toEqual(files);
    expect(verifyBundleFiles(files)).toEqual(manifest);
    expect(decodeModel(files, chainSchema)).toEqual(await loadModel(await savedModel(), chainSchema));
  });

  it('lays the given metadata over those of the model', () => {
    const { files } = encodeModel(chainData({ metadata: { seed: 1, note: 'kept' } }), { metadata: { seed: 2 } });
    expect(readBundleFiles(files).data.metadata).toEqual({ seed: 2, note: 'kept' });
  });

  it('keeps what the writer vouches for in the manifest, and so in its digest', async () => {
    const evidence = { registry: { sequence: 7, headDigest: 'c'.repeat(64) } };
    const { files, manifest } = encodeModel(chainData(), { clock, evidence });
    expect(manifest.evidence).toEqual(evidence);
    expect(readBundleFiles(files).evidence).toEqual(evidence);
    expect(manifestDigest(manifest)).not.toBe(manifestDigest(encodeModel(chainData(), { clock }).manifest));
    const folder = join(await temporaryFolder(), 'model');
    expect(await saveModel(folder, chainData(), { clock, evidence })).toEqual(manifest);
  });

  it('copies: what happens to the data later does not reach the bytes', () => {
    const data = chainData();
    const { files } = encodeModel(data, { clock });
    data.arrays['transitionMatrix']?.data.fill(0);
    expect(decodeModel(files, chainSchema).transitionMatrix[0]).toBe(0.97);
  });

  it.each<[string, unknown, RegExp]>([
    ['a list', [], /expected an object/u],
    ['null', null, /expected an object/u],
    ['a number that is not finite', { score: Number.NaN }, /NaN, found at \$\.evidence\.score/u],
    ['more than a manifest holds', { text: 'x'.repeat(70_000) }, /manifest\.json .* too large/u],
    ['a key that names the prototype', JSON.parse('{"__proto__":1}'), /'__proto__' is not allowed/u],
  ])('refuses %s as evidence', (_what, evidence, problem) => {
    expect(() => encodeModel(chainData(), { evidence: evidence as never })).toThrow(UnsavableModelError);
    expect(() => encodeModel(chainData(), { evidence: evidence as never })).toThrow(problem);
  });

  it('refuses what a reader would not take: too many numbers, too much text', () => {
    const huge = { shape: [2 ** 23], data: new Float64Array(2 ** 23) };
    expect(() => encodeModel(chainData({ arrays: { huge } }))).toThrow(/arrays\.safetensors is too large/u);
    const config = { text: 'x'.repeat(5_000_000) };
    expect(() => encodeModel(chainData({ config }))).toThrow(UnsavableModelError);
  });
});

describe('writeBundleFolder(folder, files)', () => {
  it('writes what readBundleFolder reads, signatures included, and nothing beside it', async () => {
    const root = await temporaryFolder();
    const files = new Map([...encodeModel(chainData()).files, ['signatures/anna.json', Uint8Array.of(0x7b, 0x7d)]]);
    await writeBundleFolder(join(root, 'deep', 'model'), files);
    const read = await readBundleFolder(join(root, 'deep', 'model'));
    expect(new Map([...read].map(([file, bytes]) => [file, Buffer.from(bytes)]))).toEqual(
      new Map([...files].map(([file, bytes]) => [file, Buffer.from(bytes)])),
    );
    expect(await readdir(join(root, 'deep'))).toEqual(['model']);
  });

  it('never overwrites, and writes nothing that could not be read again', async () => {
    const { files } = encodeModel(chainData());
    await expect(writeBundleFolder(await savedModel(), files)).rejects.toThrow(ModelExistsError);
    const root = await temporaryFolder();
    const damaged = new Map([...files, ['config.json', Uint8Array.of(0x7b, 0x7d)]]);
    await expect(writeBundleFolder(join(root, 'model'), damaged)).rejects.toMatchObject({ kind: 'integrity' });
    expect(await readdir(root)).toEqual([]);
  });
});

describe('readBundleFolder(folder)', () => {
  it('accepts a folder of signatures that is still empty: whoever was killed while signing has spoilt nothing', async () => {
    const folder = await savedModel();
    await mkdir(join(folder, 'signatures'));
    expect((await readBundleFolder(folder)).size).toBe(5);
  });
});
