import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelVersion, RegistryEvent } from '@regimekit/registry';
import { registerModel } from './support/models.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

interface MoveDocument {
  readonly version: ModelVersion;
  readonly from: string;
  readonly replaced: string | null;
  readonly checks: readonly string[];
}

const CHECKS = ['bundle as registered', 'load and predict the recorded row'];

/** One byte of a stored number is not what it was. */
function flipByte(version: ModelVersion): void {
  const file = join(version.folder!, 'arrays.safetensors');
  const bytes = readFileSync(file);
  bytes[bytes.length - 3]! ^= 1;
  writeFileSync(file, bytes);
}

async function stageOf(home: string, version: string): Promise<string> {
  return (await runJson<ModelVersion>('registry', 'show', version, '--home', home)).stage;
}

async function errorOf(...argv: string[]): Promise<{ exitCode: number; code: string; message: string; hint: string }> {
  const { exitCode, stdout } = await runCli(...argv, '--json');
  return { exitCode, ...(JSON.parse(stdout) as { error: { code: string; message: string; hint: string } }).error };
}

describe('regimekit registry list', () => {
  it('list shows each version with its stage, its training span, who and why', async () => {
    const home = temporaryFolder();
    await registerModel(home, { reason: 'the first', promote: true });
    await registerModel(home, { reason: 'a second' });
    await registerModel(home, { name: 'rival' });
    const { versions } = await runJson<{ versions: ModelVersion[] }>('registry', 'list', '--home', home);
    expect(versions.map(({ name, version, stage }) => [name, version, stage])).toEqual([
      ['regime-detector', '1.0.1', 'staging'],
      ['regime-detector', '1.0.0', 'production'],
      ['rival', '1.0.0', 'staging'],
    ]);
    expect((await runJson<{ versions: unknown[] }>('registry', 'list', 'rival', '--home', home)).versions).toHaveLength(
      1,
    );

    const { stdout } = await runCli('registry', 'list', '--home', home);
    expect(stdout).toMatch(
      /^1\.0\.0 +production +2018-\d\d-\d\d to 20\d\d-\d\d-\d\d +\d+ +-?[\d.]+ .* ada +the first$/m,
    );
    expect(stdout).toContain('rival\n');
  });

  it('list of a home without models is an empty list, and creates nothing', async () => {
    const home = join(temporaryFolder(), 'fresh');
    expect(await runJson('registry', 'list', '--home', home)).toEqual({ versions: [] });
    expect((await runCli('registry', 'list', '--home', home)).stdout).toContain('regimekit train --register');
    expect(existsSync(home)).toBe(false);
  });

  it('list of an unknown model names those that exist', async () => {
    const home = temporaryFolder();
    await registerModel(home);
    const error = await errorOf('registry', 'list', 'regime-detektor', '--home', home);
    expect(error).toMatchObject({ exitCode: 2, code: 'MODEL_NOT_FOUND' });
    expect(error.message).toContain('regime-detector');
  });
});

describe('regimekit registry show', () => {
  it('show of a version or a stage tells where it comes from and what was done with it', async () => {
    const home = temporaryFolder();
    const { version } = await registerModel(home, { reason: 'the first', promote: true });
    const shown = await runJson<{ bundle: unknown; events: RegistryEvent[] }>(
      'registry',
      'show',
      version,
      '--home',
      home,
    );
    expect(shown).toMatchObject({ version, stage: 'production', bundle: { sound: true, config: { nStates: 3 } } });
    expect(shown.events.map(({ type }) => type)).toEqual(['registered', 'promoted']);
    expect(await runJson('registry', 'show', 'production', '--home', home)).toEqual(shown);

    const { stdout } = await runCli('registry', 'show', 'production', '--home', home);
    for (const text of [
      'by grace',
      'the first',
      'vol2',
      'risk_on, neutral, risk_off; diag',
      'as registered, ',
      'node 26.0.0',
    ]) {
      expect(stdout).toContain(text);
    }
  });

  it('show of a damaged version still shows it, and says what is damaged', async () => {
    const home = temporaryFolder();
    flipByte(await registerModel(home));
    expect(await runJson('registry', 'show', '1.0.0', '--home', home)).toMatchObject({
      bundle: { sound: false, problem: expect.stringContaining('arrays.safetensors') },
    });
    expect((await runCli('registry', 'show', '1.0.0', '--home', home)).stdout).toContain('not as registered: arrays');
  });

  it('show of what is not there says what there is', async () => {
    const home = temporaryFolder();
    await registerModel(home);
    expect(await errorOf('registry', 'show', '9.9.9', '--home', home)).toMatchObject({
      exitCode: 2,
      code: 'VERSION_NOT_FOUND',
      message: expect.stringContaining('1.0.0 (staging)'),
    });
    expect(await errorOf('registry', 'show', 'production', '--home', home)).toMatchObject({
      exitCode: 1,
      code: 'NO_PRODUCTION_MODEL',
      hint: 'Promote one with: regimekit registry promote VERSION',
    });
  });
});

describe('regimekit registry promote', () => {
  it('promote moves a version into production after its checks, and archives the one before', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    await registerModel(home);
    const moved = await runJson<MoveDocument>('registry', 'promote', '1.0.1', '--reason', 'newer', '--home', home);
    expect(moved).toMatchObject({
      from: 'staging',
      replaced: '1.0.0',
      checks: CHECKS,
      version: { stage: 'production' },
    });
    expect(await stageOf(home, '1.0.0')).toBe('archive');

    const { stdout } = await runCli('registry', 'history', '--home', home);
    expect(stdout).toMatch(/1\.0\.0 +replaced +production → archive +\S+ +newer/);
    expect(stdout).toMatch(/1\.0\.1 +promoted +staging → production +\S+ +newer/);
  });

  it('promote --to another stage leaves production alone', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    await registerModel(home);
    const { stdout, exitCode } = await runCli('registry', 'promote', '1.0.1', '--to', 'shadow', '--home', home);
    expect({ stdout, exitCode }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain('regime-detector 1.0.1 is in shadow now (it was in staging).');
    expect(await stageOf(home, 'production')).toBe('production');
    const archived = await runJson<MoveDocument>('registry', 'promote', '1.0.1', '--to', 'archive', '--home', home);
    expect(archived).toMatchObject({ from: 'shadow', replaced: null, checks: [] });
  });

  it('promote refuses a damaged bundle; nothing moves, and the record says why', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    flipByte(await registerModel(home));
    const error = await errorOf('registry', 'promote', '1.0.1', '--home', home);
    expect(error).toMatchObject({ exitCode: 1, code: 'PROMOTION_REJECTED' });
    expect(error.message).toContain("check 'bundle as registered' failed: arrays.safetensors");
    expect((await runJson<ModelVersion>('registry', 'show', 'production', '--home', home)).version).toBe('1.0.0');
    const { stdout } = await runCli('registry', 'history', '--home', home);
    expect(stdout).toMatch(/1\.0\.1 +promotion rejected +staging, not production .*arrays\.safetensors/);
  });

  it('promote refuses a model that gives another answer than it recorded, and one that recorded none', async () => {
    const home = temporaryFolder();
    const canary = { row: [15, 0.1], probabilities: { risk_on: 0.5, neutral: 0.25, risk_off: 0.25 } };
    await registerModel(home, { metadata: { canary } });
    await registerModel(home, { metadata: { canary: null } });
    expect((await errorOf('registry', 'promote', '1.0.0', '--home', home)).message).toContain('to its recorded row');
    expect((await errorOf('registry', 'promote', '1.0.1', '--home', home)).message).toContain('no recorded answer');
  });

  it('takes a home whose record is missing for a loss, not for an empty one', async () => {
    const home = temporaryFolder();
    await registerModel(home);
    for (const file of ['registry.sqlite', 'registry.sqlite-wal', 'registry.sqlite-shm']) {
      rmSync(join(home, 'models', file), { force: true });
    }
    for (const command of [['list'], ['verify'], ['promote', '1.0.0'], ['history']]) {
      const failure = await errorOf('registry', ...command, '--home', home);
      expect(failure).toMatchObject({ exitCode: 1, code: 'RECORD_MISSING' });
    }
    expect(await errorOf('registry', 'people', 'set', 'ada', '--roles', 'operator', '--home', home)).toMatchObject({
      exitCode: 1,
      code: 'RECORD_MISSING',
      hint: expect.stringContaining('from a copy'),
    });
    expect(existsSync(join(home, 'models', 'registry.sqlite'))).toBe(false);
  });

  it('promote refuses unknown versions, stages and homes without models', async () => {
    const home = temporaryFolder();
    expect(await errorOf('registry', 'promote', '1.0.0', '--home', home)).toMatchObject({
      exitCode: 1,
      code: 'NO_MODELS',
      hint: 'Train one with: regimekit train --register --promote',
    });
    await registerModel(home);
    const cases: [string[], number, string][] = [
      [['promote', '2.0.0'], 2, 'VERSION_NOT_FOUND'],
      [['promote', '1.0.0', '--model', 'rival'], 2, 'MODEL_NOT_FOUND'],
      [['promote', '1.0.0', '--model', '../etc'], 2, 'INVALID_NAME'],
      [['promote', '1.0.0', '--to', 'live'], 2, 'USAGE'],
      [['promote'], 2, 'USAGE'],
      [['rollback', '--model', 'rival'], 2, 'MODEL_NOT_FOUND'],
    ];
    for (const [argv, exitCode, code] of cases) {
      const error = await errorOf('registry', ...argv, '--home', home);
      expect({ argv, exitCode: error.exitCode, code: error.code }).toEqual({ argv, exitCode, code });
    }
  });
});

describe('regimekit registry rollback', () => {
  it('rollback returns to the version before, after its checks, and says how to undo that', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    await registerModel(home, { promote: true });
    const { stdout } = await runCli('registry', 'rollback', '--reason', 'flickers', '--home', home);
    expect(stdout).toContain('regime-detector 1.0.0 is in production now (it was in archive).');
    expect(stdout).toContain('To undo: regimekit registry promote 1.0.1');
    const { events } = await runJson<{ events: RegistryEvent[] }>('registry', 'history', '--home', home);
    expect(events.slice(-2).map(({ type, version, reason }) => [type, version, reason])).toEqual([
      ['rolled_back', '1.0.1', 'flickers'],
      ['restored', '1.0.0', 'flickers'],
    ]);
    expect(events.at(-1)?.details['checks']).toEqual(CHECKS);
  });

  it('rollback refuses when nothing was in production before, and when what was is damaged', async () => {
    const home = temporaryFolder();
    const first = await registerModel(home, { promote: true });
    expect(await errorOf('registry', 'rollback', '--home', home)).toMatchObject({
      exitCode: 1,
      code: 'NOTHING_TO_ROLL_BACK',
      hint: expect.stringContaining('regimekit registry promote VERSION'),
    });
    await registerModel(home, { promote: true });
    flipByte(first);
    expect(await errorOf('registry', 'rollback', '--home', home)).toMatchObject({
      exitCode: 1,
      code: 'PROMOTION_REJECTED',
    });
    expect((await runJson<ModelVersion>('registry', 'show', 'production', '--home', home)).version).toBe('1.0.1');
  });
});

describe('regimekit registry verify', () => {
  it('verify counts what is as registered', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    await registerModel(home);
    expect(await runJson('registry', 'verify', '--home', home)).toMatchObject({ models: 1, versions: 2, events: 3 });
    const { stdout } = await runCli('registry', 'verify', '--home', home);
    expect(stdout).toContain(
      'The chain of 3 events is unbroken, and every byte of 2 versions of 1 model is as registered.',
    );
  });

  it('verify fails on one flipped bit, and where there is nothing to verify', async () => {
    const home = temporaryFolder();
    expect(await errorOf('registry', 'verify', '--home', home)).toMatchObject({ exitCode: 1, code: 'NO_MODELS' });
    flipByte(await registerModel(home));
    expect(await errorOf('registry', 'verify', '--home', home)).toMatchObject({
      exitCode: 1,
      code: 'DAMAGED_VERSIONS',
    });
  });
});
