import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RebuildDocument } from '../src/commands/model/rebuild-page.ts';
import { sha256 } from './support/hash-tree.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

const train = ['train', '--features', 'vol2', '--restarts', '2', '--seed', '5', '--to', '2013-06-28', '--register'];

let files: Record<string, string>;
let home: string;

beforeAll(async () => {
  const folder = temporaryFolder();
  files = writeMarketFiles(join(folder, 'files'), { seed: 3, start: '2011-01-03', nDays: 700 });
  home = join(folder, 'home');
  await runJson('data', 'import', files['spx']!, files['vix']!, '--home', home);
  await runJson(...train, '--home', home);
});

function copyOfHome(): string {
  const copy = join(temporaryFolder(), 'home');
  cpSync(home, copy, { recursive: true });
  return copy;
}

function arrays(folder: string, version: string): string {
  return sha256(join(folder, `models/regime-detector/versions/${version}/arrays.safetensors`));
}

/** The file of a series with another value on one day. */
function changedFile(name: string, date: string, value: number): string {
  const file = join(temporaryFolder(), `${name}.csv`);
  const text = readFileSync(files[name]!, 'utf8');
  const line = new RegExp(`^${date},.*$`, 'm'); // oxlint-disable-line security/detect-non-literal-regexp -- a date of this file
  expect(text).toMatch(line);
  writeFileSync(file, text.replace(line, `${date},${value}`));
  return file;
}

const rebuild = async (folder: string, ...more: string[]) => {
  const { exitCode, stdout } = await runCli('model', 'rebuild', '1.0.0', ...more, '--home', folder, '--json');
  return { exitCode, document: JSON.parse(stdout) as RebuildDocument };
};

describe('the same training', () => {
  it('train twice gives the same arrays, byte for byte; another seed does not change that here, other days do', async () => {
    const copy = copyOfHome();
    await runJson(...train, '--home', copy);
    expect(arrays(copy, '1.0.1')).toBe(arrays(copy, '1.0.0'));
    await runJson(...train, '--from', '2012-06-01', '--home', copy);
    expect(arrays(copy, '1.0.2')).not.toBe(arrays(copy, '1.0.0'));
  });
});

describe('regimekit model rebuild', () => {
  it('rebuild agrees with what was registered, and says so', async () => {
    const { exitCode, document } = await rebuild(home);
    expect(document).toMatchObject({
      agrees: true,
      reasons: [],
      data: { agrees: true },
      arrays: { agrees: true, differing: [] },
    });
    expect(document.arrays.rebuilt).toBe(arrays(home, '1.0.0'));
    expect(document.data.inputs.map(({ input, agrees }) => [input, agrees])).toEqual([
      ['price', true],
      ['vix', true],
    ]);
    expect(exitCode).toBe(0);
    const { stdout } = await runCli('model', 'rebuild', '1.0.0', '--home', home);
    expect(stdout).toContain('The same came out, to the byte.');
  });

  it('rebuild of a folder that was taken out does the same', async () => {
    const folder = join(temporaryFolder(), 'saved');
    await runJson('model', 'save', '1.0.0', '--to', folder, '--home', home);
    expect((await runJson<RebuildDocument>('model', 'rebuild', folder, '--home', home)).agrees).toBe(true);
  });

  it('a later revision does not matter: the warehouse still knows what it knew; --latest shows the difference', async () => {
    const copy = copyOfHome();
    await runJson('data', 'import', changedFile('vix', '2013-03-06', 19.5), '--home', copy);
    expect((await rebuild(copy)).document.agrees).toBe(true);

    const { exitCode, document } = await rebuild(copy, '--latest');
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({ agrees: false, asOf: null, data: { agrees: false }, arrays: { agrees: false } });
    expect(document.data.inputs.filter(({ agrees }) => !agrees).map(({ input }) => input)).toEqual(['vix']);
    expect(document.reasons[0]).toMatch(
      /^The data changed: vix \(vix\) has other values .*: 2013-03-06 was [\d.]+, is 19\.5\.$/,
    );
    expect(document.data.inputs.map(({ changedDays }) => changedDays.length)).toEqual([0, 1]);
    expect(document.arrays.differing.map(({ name }) => name)).toContain('means');
    const { stdout } = await runCli('model', 'rebuild', '1.0.0', '--latest', '--home', copy);
    expect(stdout).toContain('Something else came out.');
  });

  it('an observation that was changed in a warehouse made anew is noticed, and the series named', async () => {
    const copy = copyOfHome();
    rmSync(join(copy, 'market.duckdb'));
    await runJson('data', 'import', changedFile('spx', '2012-05-09', 1234.5), files['vix']!, '--home', copy);
    // That warehouse knew nothing at the time of the training.
    const { exitCode, document } = await rebuild(copy, '--latest');
    expect(exitCode).toBe(1);
    expect(document.reasons[0]).toContain('The data changed: spx (price)');
    const { stdout } = await runCli('model', 'rebuild', '1.0.0', '--home', copy, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'NOT_REPEATABLE', hint: expect.stringContaining('--latest') },
    });
  });

  it('a model that followed another is rebuilt from that one', async () => {
    const copy = copyOfHome();
    await runJson(...train, '--follow', '1.0.0', '--home', copy);
    const { stdout, exitCode } = await runCli('model', 'rebuild', '1.0.1', '--home', copy, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ agrees: true });
    expect(exitCode).toBe(0);
  });
});
