import { appendFile, mkdir, readFile, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { forge, savedModel, temporaryFolder } from '../../test/support/bundles.ts';
import { chainData } from '../../test/support/chain-model.ts';
import {
  DigestMismatchError,
  FileSizeError,
  FileTooLargeError,
  InvalidJsonError,
  InvalidModelError,
  MissingFileError,
  ModelFolderNotFoundError,
  ModelStorageError,
  NonFiniteArrayError,
  UnknownFormatVersionError,
  UnlistedFileError,
} from '../errors.ts';
import { manifestDigest } from '../manifest.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import { readBundle, verifyModel } from './read-bundle.ts';

const FILES = ['SHA256SUMS', 'arrays.safetensors', 'config.json', 'manifest.json', 'metadata.json'];
const CONTENT = ['arrays.safetensors', 'config.json', 'metadata.json'];

describe('verifyModel(folder)', () => {
  it('notices any flipped bit of any file', async () => {
    const folder = await savedModel();
    for (const file of FILES) {
      const bytes = await readFile(join(folder, file));
      const step = file === 'arrays.safetensors' ? 7 : 3;
      for (let position = 0; position < bytes.length; position += step) {
        const flipped = Buffer.from(bytes);
        flipped[position]! ^= 1 << (position % 8);
        await writeFile(join(folder, file), flipped);
        const error: unknown = await verifyModel(folder).catch((caught: unknown) => caught);
        const expected = CONTENT.includes(file) ? DigestMismatchError : RegimekitError;
        expect(error, `${file}, byte ${position}`).toBeInstanceOf(expected);
      }
      await writeFile(join(folder, file), bytes);
    }
    await verifyModel(folder); // Restored: the refusals above were for the bits alone.
  });

  it.each(CONTENT)('names %s when it was changed', async (file) => {
    const folder = await savedModel();
    const bytes = await readFile(join(folder, file));
    bytes[bytes.length - 2]! ^= 1;
    await writeFile(join(folder, file), bytes);
    await expect(verifyModel(folder)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', details: { file } });
  });

  it('names manifest.json when only that was changed', async () => {
    const folder = await savedModel();
    const text = await readFile(join(folder, 'manifest.json'), 'utf8');
    await writeFile(join(folder, 'manifest.json'), text.replace('2024-02-01', '2024-02-02'));
    await expect(verifyModel(folder)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      details: { file: 'manifest.json' },
    });
  });

  it('refuses another line in SHA256SUMS', async () => {
    const folder = await savedModel();
    await appendFile(join(folder, 'SHA256SUMS'), `${'a'.repeat(64)}  more\n`);
    await expect(verifyModel(folder)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      details: { file: 'SHA256SUMS' },
    });
  });

  it.each(CONTENT)('says that %s was cut short', async (file) => {
    const folder = await savedModel();
    await truncate(join(folder, file), 10);
    const verifying = verifyModel(folder);
    await expect(verifying).rejects.toThrow(FileSizeError);
    await expect(verifying).rejects.toThrow(`${file} was cut short: expected `);
    await expect(verifying).rejects.toMatchObject({ details: { file, received: 10 } });
  });

  it('says that a file has grown', async () => {
    const folder = await savedModel();
    await appendFile(join(folder, 'config.json'), ' ');
    await expect(verifyModel(folder)).rejects.toThrow(/config\.json has grown/u);
  });

  it.each(FILES)('says that %s is missing', async (file) => {
    const folder = await savedModel();
    await unlink(join(folder, file));
    const verifying = verifyModel(folder);
    await expect(verifying).rejects.toThrow(MissingFileError);
    await expect(verifying).rejects.toMatchObject({ details: { folder, file } });
  });

  it('says that there is no folder, or a file in its place', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'file'), '');
    await expect(verifyModel(join(root, 'none'))).rejects.toThrow(ModelFolderNotFoundError);
    await expect(verifyModel(join(root, 'file'))).rejects.toMatchObject({ code: 'MODEL_FOLDER_NOT_FOUND' });
    await expect(verifyModel(root)).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      details: { file: 'manifest.json' },
    });
    await expect(verifyModel(join(root, '\0'))).rejects.toThrow(ModelStorageError);
  });

  it.each<[string, (folder: string) => Promise<unknown>]>([
    ['a file', (folder) => writeFile(join(folder, 'extra.bin'), '')],
    ['a hidden file', (folder) => writeFile(join(folder, '.DS_Store'), '')],
    ['a folder', (folder) => mkdir(join(folder, 'code'))],
    [
      'a link in place of a file',
      async (folder) => {
        await rm(join(folder, 'config.json'));
        await symlink('/etc/hostname', join(folder, 'config.json'));
      },
    ],
  ])('refuses %s that the manifest does not list', async (_what, add) => {
    const folder = await savedModel();
    await add(folder);
    await expect(verifyModel(folder)).rejects.toThrow(UnlistedFileError);
  });

  it('refuses a manifest of absurd size unread', async () => {
    const folder = await savedModel();
    await writeFile(join(folder, 'manifest.json'), ' '.repeat(70_000));
    await expect(verifyModel(folder)).rejects.toThrow(FileTooLargeError);
  });

  it('with a digest, refuses a sound bundle that is another', async () => {
    const folder = await savedModel();
    const expected = manifestDigest(await verifyModel(folder));
    await verifyModel(folder, { manifestDigest: expected });
    await forge(folder, { files: { 'config.json': '{"labels":["x","y"]}\n' } });
    await verifyModel(folder); // Sound in itself.
    await expect(verifyModel(folder, { manifestDigest: expected })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      details: { file: 'manifest.json', expected },
    });
  });

  it('tells the version of a newer format', async () => {
    const folder = await savedModel();
    await forge(folder, { manifest: (manifest) => ({ ...manifest, formatVersion: 3 }) });
    await expect(verifyModel(folder)).rejects.toThrow(UnknownFormatVersionError);
    await expect(verifyModel(folder)).rejects.toThrow(/format version 3; this version .* reads 1 and 2/u);
  });

  it('refuses a manifest in another spelling', async () => {
    const folder = await savedModel();
    const text = await readFile(join(folder, 'manifest.json'), 'utf8');
    await writeFile(join(folder, 'manifest.json'), text.replace('{', '{ '));
    await expect(verifyModel(folder)).rejects.toThrow(DigestMismatchError);
  });
});

describe('readBundle(folder)', () => {
  it('looks at the digests before it parses: damaged JSON is a changed file first', async () => {
    const folder = await savedModel();
    const { length } = await readFile(join(folder, 'config.json'));
    await writeFile(join(folder, 'config.json'), 'x'.repeat(length));
    await expect(readBundle(folder)).rejects.toThrow(DigestMismatchError);
  });

  it.each<[string, Record<string, string | Uint8Array>, new (...args: never[]) => Error, RegExp]>([
    ['config.json that is not JSON', { 'config.json': 'model' }, InvalidJsonError, /^config\.json is not valid JSON/u],
    ['metadata.json that is not JSON', { 'metadata.json': '{' }, InvalidJsonError, /^metadata\.json/u],
    ['a config that is a list', { 'config.json': '[]' }, InvalidJsonError, /expected an object/u],
    ['a config that is null', { 'config.json': 'null' }, InvalidJsonError, /expected an object/u],
    ['a config with a prototype key', { 'config.json': '{"__proto__":{}}' }, InvalidJsonError, /__proto__/u],
    ['a known field of the wrong type', { 'metadata.json': '{"seed":"x"}' }, InvalidModelError, /metadata\.json/u],
    [
      'NaN',
      { 'arrays.safetensors': writeSafetensors({ a: { shape: [1], data: Float64Array.of(Number.NaN) } }) },
      NonFiniteArrayError,
      /'a' must hold finite numbers, received NaN at index 0/u,
    ],
    [
      'an infinity',
      { 'arrays.safetensors': writeSafetensors({ a: { shape: [2], data: Float64Array.of(0, -Infinity) } }) },
      NonFiniteArrayError,
      /-Infinity at index 1/u,
    ],
  ])('refuses %s, though its digest fits', async (_what, files, error, problem) => {
    const folder = await savedModel();
    await forge(folder, { files });
    await verifyModel(folder);
    await expect(readBundle(folder)).rejects.toThrow(error);
    await expect(readBundle(folder)).rejects.toThrow(problem);
  });

  it('gives the manifest and the model, unchanged by a forgery that changes nothing', async () => {
    const folder = await savedModel();
    const before = await readBundle(folder);
    await forge(folder, {});
    expect(await readBundle(folder)).toEqual(before);
    expect(before.manifest.kind).toBe('chain');
    expect(before.data.config).toEqual(chainData().config);
  });
});
