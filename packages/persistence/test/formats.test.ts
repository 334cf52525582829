// Every format there ever was stays readable: each has a bundle, written once by the version that wrote it then.
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  FormatIsCurrentError,
  InvalidOptionError,
  loadModel,
  manifestDigest,
  migrateModel,
  ModelExistsError,
  readBundle,
  readBundleFolder,
  UnknownFormatVersionError,
  verifyModel,
  encodeModel,
} from '../src/index.ts';
import { FORMAT_VERSION, READABLE_FORMATS } from '../src/manifest.ts';
import type { BundleContentV1 } from '../src/migrations/bundle-content.ts';
import { from1To2 } from '../src/migrations/from-1-to-2.ts';
import { migrateContent } from '../src/migrations/migrate-content.ts';
import { writer } from '../src/package-version.ts';
import { forge, SAVED_AT, savedModel, temporaryFolder } from './support/bundles.ts';
import { chainData, chainSchema } from './support/chain-model.ts';

const EVIDENCE = { registry: { sequence: 7, headDigest: 'c'.repeat(64) } };

function frozen(format: number): string {
  return fileURLToPath(new URL(`./fixtures/bundle-v${format}`, import.meta.url));
}

/** A copy, so that no test can harm what is frozen. */
async function copyOf(format: number): Promise<string> {
  const folder = join(await temporaryFolder(), 'old');
  await cp(frozen(format), folder, { recursive: true });
  return folder;
}

async function bytesOf(folder: string): Promise<Record<string, string>> {
  const entries = [...(await readBundleFolder(folder))];
  return Object.fromEntries(entries.map(([file, bytes]) => [file, Buffer.from(bytes).toString('base64')]));
}

describe('the bundles that are kept in the repository', () => {
  it('are one for each format, and the newest is the one that is written', async () => {
    const fixtures = await readdir(fileURLToPath(new URL('./fixtures', import.meta.url)));
    const kept = fixtures.filter((name) => name.startsWith('bundle-v')).sort((a, b) => (a < b ? -1 : 1));
    expect(kept).toEqual(READABLE_FORMATS.map((format) => `bundle-v${format}`));
    expect(encodeModel(chainData()).manifest.formatVersion).toBe(FORMAT_VERSION);
    expect(READABLE_FORMATS.at(-1)).toBe(FORMAT_VERSION);
  });

  it.each([
    [1, '8c33fb5d47581c4b937a7fc9f2684290df97e662e21670e193cc8be253d8bb81'],
    [2, 'f1473a377bf4526a0176c2e9886b266c0d959fe9f8e94c31a4ae33739606eca2'],
  ])('of format %i is what it was on the day it was written', async (format, digest) => {
    const manifest = await verifyModel(frozen(format));
    expect(manifest.formatVersion).toBe(format);
    expect(manifestDigest(manifest)).toBe(digest);
  });

  it.each(READABLE_FORMATS)('of format %i is read as it was meant', async (format) => {
    const { data, evidence } = await readBundle(frozen(format));
    expect({ ...data, arrays: { ...data.arrays } }).toEqual(chainData());
    expect(evidence).toEqual(format === 1 ? {} : EVIDENCE);
    expect((await loadModel(frozen(format), chainSchema)).labels).toEqual(['calm', 'wild']);
  });

  it.each(READABLE_FORMATS)('of format %i holds what equal data still give, to the byte', async (format) => {
    const { files } = encodeModel(chainData(), { clock: () => SAVED_AT });
    for (const file of ['arrays.safetensors', 'config.json', 'metadata.json']) {
      expect(await readFile(join(frozen(format), file))).toEqual(Buffer.from(files.get(file) ?? []));
    }
  });

  it('of the newest format is what equal data still give, but for the version of the writer', async () => {
    const { manifest } = encodeModel(chainData(), { clock: () => SAVED_AT, evidence: EVIDENCE });
    const { writtenBy } = await verifyModel(frozen(FORMAT_VERSION));
    expect({ ...manifest, writtenBy }).toEqual(await verifyModel(frozen(FORMAT_VERSION)));
  });
});

describe('migrateContent(content)', () => {
  const old: BundleContentV1 = { formatVersion: 1, createdAt: SAVED_AT.toISOString(), ...chainData() };

  it('takes the step from 1 to 2 without touching what it is given', () => {
    const before = structuredClone(old);
    expect(from1To2(Object.freeze(old))).toEqual({ ...before, formatVersion: 2, evidence: {} });
    expect(migrateContent(old)).toEqual(from1To2(old));
    expect(old).toEqual(before);
  });

  it('leaves the newest as it is', () => {
    const newest = migrateContent(old);
    expect(migrateContent(newest)).toBe(newest);
  });
});

describe('migrateModel(from, to)', () => {
  it('writes the same model in the newest format and does not touch the old', async () => {
    const from = await copyOf(1);
    const before = await bytesOf(from);
    const to = join(await temporaryFolder(), 'deep', 'new');
    const manifest = await migrateModel(from, to);

    expect(await bytesOf(from)).toEqual(before);
    expect(manifest).toMatchObject({ formatVersion: FORMAT_VERSION, createdAt: SAVED_AT.toISOString() });
    expect(await verifyModel(to)).toEqual(manifest);
    expect((await readBundle(to)).data).toEqual((await readBundle(from)).data);
    expect(manifest.evidence).toEqual({
      migratedFrom: { formatVersion: 1, manifestDigest: manifestDigest(await verifyModel(from)) },
    });
  });

  it('gives the same bytes each time', async () => {
    const root = await temporaryFolder();
    await migrateModel(frozen(1), join(root, 'a'));
    await migrateModel(frozen(1), join(root, 'b'));
    expect(await bytesOf(join(root, 'a'))).toEqual(await bytesOf(join(root, 'b')));
  });

  it('says so when there is nothing to migrate', async () => {
    const root = await temporaryFolder();
    await expect(migrateModel(frozen(FORMAT_VERSION), join(root, 'new'))).rejects.toThrow(FormatIsCurrentError);
    await expect(migrateModel(await savedModel(), join(root, 'new'))).rejects.toMatchObject({
      code: 'FORMAT_IS_CURRENT',
      kind: 'state',
    });
    expect(await readdir(root)).toEqual([]);
  });

  it('never writes over anything, nor into the old bundle, by whatever way it is named', async () => {
    const from = await copyOf(1);
    const before = await bytesOf(from);
    await expect(migrateModel(from, from)).rejects.toThrow(InvalidOptionError);
    await expect(migrateModel(from, join(from, 'new'))).rejects.toThrow(/outside the old bundle/u);
    await expect(migrateModel(from, join(from, 'deep', 'new'))).rejects.toThrow(InvalidOptionError);
    const link = join(await temporaryFolder(), 'link');
    await symlink(from, link);
    await expect(migrateModel(from, join(link, 'new'))).rejects.toThrow(InvalidOptionError);
    await expect(migrateModel(link, join(from, 'new'))).rejects.toThrow(InvalidOptionError);
    const taken = join(await temporaryFolder(), 'taken');
    await mkdir(taken);
    await expect(migrateModel(from, taken)).rejects.toThrow(ModelExistsError);
    expect(await bytesOf(from)).toEqual(before);
    await migrateModel(from, `${from}-new`); // Beside it, with the same beginning, is fine.
  });
});

describe('a bundle of a format to come', () => {
  it('is refused with the version of the package that reads it', async () => {
    const folder = await savedModel();
    await forge(folder, {
      manifest: (manifest) => ({ ...manifest, formatVersion: 3, readableSince: '2.1.0', unheardOf: [1] }),
    });
    const loading = loadModel(folder, chainSchema);
    await expect(loading).rejects.toThrow(UnknownFormatVersionError);
    await expect(loading).rejects.toMatchObject({
      message: 'The bundle has format version 3; this version of @regimekit/persistence reads 1 and 2.',
      hint: 'Install @regimekit/persistence 2.1.0 or newer, which reads this format.',
      details: { received: 3, readableSince: '2.1.0' },
    });
  });

  it.each([null, 5, 'latest; rm -rf /', `1.0.0${' '.repeat(99)}`])(
    'that names no version (%j) is refused without repeating it',
    async (readableSince) => {
      const folder = await savedModel();
      await forge(folder, { manifest: (manifest) => ({ ...manifest, formatVersion: 3, readableSince }) });
      await expect(loadModel(folder, chainSchema)).rejects.toMatchObject({
        code: 'UNKNOWN_FORMAT_VERSION',
        hint: expect.stringMatching(/^Install a newer version of @regimekit\/persistence, or export/u) as string,
      });
    },
  );
});

describe('the manifest of format 2', () => {
  it('names its writer, and a version that can read it which is not newer than the writer', async () => {
    const { writtenBy, readableSince } = await verifyModel(await savedModel());
    expect(writtenBy).toEqual(writer);
    expect(writer).toEqual({ package: '@regimekit/persistence', version: expect.stringMatching(/^\d+\.\d+\.\d+/u) });
    const numbers = (version = '') => version.split(/[.+-]/u).slice(0, 3).map(Number);
    const [since, own] = [numbers(readableSince), numbers(writer.version)];
    const differs = own.findIndex((part, i) => part !== since[i]);
    expect(differs < 0 || own[differs]! > since[differs]!).toBe(true);
  });
});
