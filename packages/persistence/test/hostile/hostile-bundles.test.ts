// Every rule of the reader has at least one bundle that breaks it, and nothing else. A bundle that is refused has cost
// little, and has changed nothing.
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import {
  decodeModel,
  loadModel,
  readBundleFolder,
  saveModel,
  verifyModel,
  writeBundleFolder,
} from '../../src/index.ts';
import { SAVED_AT, temporaryFolder } from '../support/bundles.ts';
import { toText } from '../support/forge-files.ts';
import { gaussData, gaussFiles, gaussSchema } from '../support/gauss-model.ts';
import { contentCorpus } from './content-corpus.ts';
import { folderCorpus } from './folder-corpus.ts';

const MIN_CASES = 60;

/** What a refusal may add to the highest memory of the process. A reader that takes 2 GB in would need all of them. */
const MAX_GROWTH_BYTES = 512 * 1024 * 1024;

/** Far above what any refusal takes (tens of milliseconds), far below what an unbounded one would. Of the processor, not of
 * the clock: the machine may be busy with something else. */
const MAX_CPU_MICROSECONDS = 10_000_000;

/** Everything about a folder that a reader could have changed. */
async function fingerprintTree(folder: string): Promise<string[]> {
  const lines: string[] = [];
  for (const name of (await readdir(folder)).sort((a, b) => (a < b ? -1 : 1))) {
    const path = join(folder, name);
    const stats = await lstat(path);
    const { mode, size, mtimeMs, ino, nlink } = stats;
    const small = stats.isFile() && size < 10_000_000;
    const content = small
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : '';
    const target = stats.isSymbolicLink() ? await readlink(path) : '';
    lines.push(JSON.stringify({ name, mode, size, mtimeMs, ino, nlink, content, target }));
    if (stats.isDirectory()) lines.push(...(await fingerprintTree(path)));
  }
  return lines;
}

async function refusalOf(work: () => unknown): Promise<RegimekitError> {
  const before = process.cpuUsage();
  const memory = process.resourceUsage().maxRSS;
  const error: unknown = await Promise.resolve()
    .then(work)
    .then(
      () => 'it was accepted',
      (caught: unknown) => caught,
    );
  expect(error).toBeInstanceOf(RegimekitError);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(MAX_CPU_MICROSECONDS);
  expect((process.resourceUsage().maxRSS - memory) * 1024).toBeLessThan(MAX_GROWTH_BYTES);
  expect(Object.keys(Object.prototype)).toEqual([]);
  return error as RegimekitError;
}

function expectShort(error: RegimekitError): void {
  expect(error.message.length + JSON.stringify(error.details).length).toBeLessThan(5_000);
}

describe('the corpus of hostile bundles', () => {
  it(`holds at least ${MIN_CASES} that differ`, () => {
    const names = [...contentCorpus, ...folderCorpus].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(MIN_CASES);
  });

  it('begins at a bundle that is sound, in memory and in a folder', async () => {
    expect(decodeModel(gaussFiles(), gaussSchema).kind).toBe('gauss');
    const folder = join(await temporaryFolder(), 'model');
    await saveModel(folder, gaussData, { clock: () => SAVED_AT });
    expect(await readBundleFolder(folder)).toEqual(gaussFiles());
    expect((await loadModel(folder, gaussSchema)).kind).toBe('gauss');
  });
});

describe('decodeModel(files, schema) of a hostile bundle', () => {
  it.each(contentCorpus)('$name', async ({ name, code, change }) => {
    const files = change(gaussFiles());
    const before = createHash('sha256');
    for (const [file, bytes] of files) before.update(file).update(bytes);
    const error = await refusalOf(() => decodeModel(files, gaussSchema));
    expect(`${name}: ${error.code}`).toBe(`${name}: ${code}`);
    expectShort(error);
    const after = createHash('sha256');
    for (const [file, bytes] of files) after.update(file).update(bytes);
    expect(after.digest('hex')).toBe(before.digest('hex'));
  });

  it.each([
    ['a name out of the bundle', '../config.json'],
    ['an absolute name', '/etc/passwd'],
    ['a script', 'index.js'],
    ['a signature out of its folder', 'signatures/../../x.json'],
    ['a signature in a folder of its own', 'signatures/deep/x.json'],
    ['a signature without a name', 'signatures/.json'],
    ['a name with a NUL', 'signatures/a.json\0'],
    ['a name for a prototype', '__proto__'],
  ])('a map with %s is refused, and never written', async (_what, file) => {
    const files = gaussFiles().set(file, new Uint8Array(2));
    expect(await refusalOf(() => decodeModel(files, gaussSchema))).toMatchObject({ code: 'MODEL_FILE_UNLISTED' });
    const root = await temporaryFolder();
    expect(await refusalOf(() => writeBundleFolder(join(root, 'a', 'b'), files))).toMatchObject({
      code: 'MODEL_FILE_UNLISTED',
    });
    expect(await readdir(root)).toEqual([]);
  });

  it.each([
    ['no map', {}],
    ['null', null],
    ['a map of texts', new Map([...gaussFiles()].map(([file, bytes]) => [file, toText(bytes)]))],
  ])('%s is refused', async (_what, files) => {
    expect(await refusalOf(() => decodeModel(files as never, gaussSchema))).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('loadModel(folder, schema) of a hostile folder', () => {
  it.each(folderCorpus)('$name', async ({ name, code, change }) => {
    const root = await temporaryFolder();
    const folder = join(root, 'model');
    await saveModel(folder, gaussData, { clock: () => SAVED_AT });
    if ((await change(folder)) === false) return; // This machine cannot make such a file (no right to, or no such kind).
    const before = await fingerprintTree(root);
    const error = await refusalOf(() => loadModel(folder, gaussSchema));
    expect(`${name}: ${error.code}`).toBe(`${name}: ${code}`);
    expectShort(error);
    expect(await refusalOf(() => verifyModel(folder))).toMatchObject({ code });
    expect(await fingerprintTree(root)).toEqual(before);
  });

  it.each(contentCorpus.filter((_, i) => i % 9 === 0))('$name: the same in a folder', async ({ code, change }) => {
    const root = await temporaryFolder();
    const folder = join(root, 'model');
    await saveModel(folder, gaussData, { clock: () => SAVED_AT });
    for (const [file, bytes] of change(gaussFiles())) await writeFile(join(folder, file), bytes);
    const before = await fingerprintTree(root);
    expect(await refusalOf(() => loadModel(folder, gaussSchema))).toMatchObject({ code });
    expect(await fingerprintTree(root)).toEqual(before);
  });
});

describe('loadModel(link to a folder, schema)', () => {
  it('follows the one link that the caller has named, so that models/current can be one', async () => {
    const root = await temporaryFolder();
    await saveModel(join(root, 'v1'), gaussData, { clock: () => SAVED_AT });
    await symlink('v1', join(root, 'current'));
    expect((await loadModel(join(root, 'current'), gaussSchema)).kind).toBe('gauss');
  });

  it('says that there is no folder where the link leads nowhere, to itself or to a file', async () => {
    const root = await temporaryFolder();
    await symlink('nowhere', join(root, 'nowhere'));
    await symlink('/etc/passwd', join(root, 'file'));
    expect(await refusalOf(() => loadModel(join(root, 'nowhere'), gaussSchema))).toMatchObject({ kind: 'unavailable' });
    expect(await refusalOf(() => loadModel(join(root, 'file'), gaussSchema))).toMatchObject({
      code: 'MODEL_FOLDER_NOT_FOUND',
    });
  });
});
