// The built program in a process of its own: what only shows there.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { runBuiltCli, startCli, type ProcessResult } from './support/built-cli.ts';
import type { PredictDocument, TrainDocument } from './support/documents.ts';
import { hashTree } from './support/hash-tree.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { temporaryFolder } from './support/run-cli.ts';

/** Escape codes, and the carriage return with which progress is drawn over. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const DRAWN = /[\u001B\r]/;

/** Long enough that the training has begun on any machine, and far shorter than it lasts. */
const INTO_THE_TRAINING_MS = 1500;

const commands = [
  'demo',
  'data',
  'features',
  'train',
  'predict',
  'model',
  'registry',
  'keys',
  'monitor',
  'hmm',
  'doctor',
];

let folder: string;
let imported: ProcessResult;

beforeAll(async () => {
  folder = temporaryFolder();
  writeMarketFiles(join(folder, 'files'), { seed: 7, start: '2012-01-03', nDays: 1500 });
  const files = ['spx', 'vix', 'treasury_2y', 'treasury_10y', 'hy_spread'].map((name) => join('files', `${name}.csv`));
  imported = await runBuiltCli(['data', 'import', ...files, '--home', 'here'], folder);
});

describe('the built program', () => {
  it('--help shows commands and examples', async () => {
    const { ended, stdout, stderr } = await runBuiltCli(['--help'], folder);
    expect({ ended, stderr }).toEqual({ ended: 0, stderr: '' });
    const listed = [...stdout.matchAll(/^  ([a-z]+) .*  [a-z]/gm)].map(([, name]) => name);
    expect(listed.filter((name) => commands.includes(name!))).toEqual(commands);
    expect(stdout).toContain('Examples:');
    const ofOne = await runBuiltCli(['predict', '--help'], folder);
    expect(ofOne.stdout).toContain('$ regimekit predict --date');
    expect(ofOne.stdout).toContain('--home');
  });

  it('data import FILE... --home FOLDER takes paths from where the user stands', () => {
    expect(imported).toMatchObject({ ended: 0, stderr: '' });
    expect(imported.stdout).not.toMatch(DRAWN);
    expect(existsSync(join(folder, 'here', 'market.duckdb'))).toBe(true);
    expect(existsSync(join(folder, '.regimekit'))).toBe(false);
  });

  it('train in worker threads, register, promote and predict work from the built files, plain in a pipe', async () => {
    const train = ['train', '--restarts', '3', '--register', '--promote', '--home', 'here'];
    const trained = await runBuiltCli(train, folder);
    expect(trained).toMatchObject({ ended: 0, stderr: '' });
    expect(trained.stdout).toContain('Registered as regime-detector 1.0.0, in production.');
    expect(trained.stdout).not.toMatch(DRAWN);
    const page = await runBuiltCli(['predict', '--home', 'here'], folder);
    expect(page).toMatchObject({ ended: 0, stderr: '' });
    expect(page.stdout).not.toMatch(DRAWN);
    const { stdout } = await runBuiltCli(['predict', '--home', 'here', '--json'], folder);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const { predictions } = JSON.parse(stdout) as PredictDocument;
    expect(page.stdout).toContain(predictions[0]!.date);
  });

  it('a failure goes to stderr and ends with its code; with --json it is one document on stdout', async () => {
    const plain = await runBuiltCli(['predict', '--date', 'soon', '--home', 'here'], folder);
    expect(plain).toMatchObject({ ended: 2, stdout: '' });
    expect(plain.stderr).toContain('--date must be a calendar day');
    const json = await runBuiltCli(['train', '--home', 'nowhere', '--json'], folder);
    expect(json).toMatchObject({ ended: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'NO_MARKET_DATA' } });
  });

  it('a reader that goes early, as head does, is no failure', async () => {
    const { child, result } = startCli(['features', 'build', '--home', 'here'], folder);
    child.stdout!.destroy();
    expect(await result).toEqual({ ended: 0, stdout: '', stderr: '' });
    const help = startCli(['--help'], folder);
    help.child.stdout!.destroy();
    expect(await help.result).toEqual({ ended: 0, stdout: '', stderr: '' });
  });

  it('Ctrl-C during train ends with 1 and one line, and leaves nothing half-written', async () => {
    const before = hashTree(join(folder, 'here'));
    const { child, listens, result } = startCli(
      ['train', '--restarts', '10000', '--register', '--home', 'here'],
      folder,
    );
    await listens;
    await sleep(INTO_THE_TRAINING_MS);
    child.kill('SIGINT');
    expect(await result).toEqual({ ended: 1, stdout: '', stderr: 'Interrupted.\n' });
    expect(hashTree(join(folder, 'here'))).toEqual(before);
    const after = await runBuiltCli(['train', '--restarts', '1', '--home', 'here', '--json'], folder);
    expect((JSON.parse(after.stdout) as TrainDocument).fit.stopReason).toBe('tolerance');
  });

  it('Ctrl-C with --json is a failure document', async () => {
    const { child, listens, result } = startCli(['train', '--restarts', '10000', '--home', 'here', '--json'], folder);
    await listens;
    child.kill('SIGINT');
    const { ended, stdout } = await result;
    expect({ ended, document: JSON.parse(stdout) }).toEqual({
      ended: 1,
      document: { error: { code: 'INTERRUPTED', message: 'Interrupted.' } },
    });
  });
});
