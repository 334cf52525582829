import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkDisk } from '../src/commands/doctor/home-checks.ts';
import { checkNode } from '../src/commands/doctor/software-checks.ts';
import type { CheckResult } from '../src/commands/doctor/installation-check.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { registerModel } from './support/models.ts';
import { logPredictions } from './support/predictions.ts';
import { runCli, temporaryFolder } from './support/run-cli.ts';

interface Diagnosis {
  readonly exitCode: number;
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
  readonly check: (name: string) => CheckResult | undefined;
}

const NAMES =
  'node packages duckdb sqlite home disk configuration warehouse series features registry production predictions shadows'.split(
    ' ',
  );

async function diagnose(home: string): Promise<Diagnosis> {
  const { exitCode, stdout } = await runCli('doctor', '--home', home, '--json');
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: CheckResult[] };
  return { exitCode, ok, checks, check: (name) => checks.find((one) => one.name === name) };
}

/** A home with fresh data up to today, or older data. */
async function importMarket(home: string, wanted: readonly string[], end = today()): Promise<void> {
  const files = writeMarketFiles(join(home, 'files'), { start: '2021-01-04', end });
  const { exitCode, stderr } = await runCli('data', 'import', ...wanted.map((name) => files[name]!), '--home', home);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

const ALL = ['spx', 'vix', 'treasury_2y', 'treasury_10y', 'hy_spread'];

describe('regimekit doctor', () => {
  it('doctor on a fresh home finds nothing broken, hints at what is not there yet, and creates nothing', async () => {
    const home = join(temporaryFolder(), 'fresh');
    const { exitCode, ok, checks, check } = await diagnose(home);
    expect({ exitCode, ok }).toEqual({ exitCode: 0, ok: true });
    expect(checks.map(({ name }) => name)).toEqual(NAMES);
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(check('warehouse')).toMatchObject({ status: 'warning', hint: expect.stringContaining('data import') });
    expect(check('registry')).toMatchObject({ status: 'warning', hint: expect.stringContaining('train --register') });
    expect(check('predictions')?.status).toBe('warning');
    expect(check('packages')?.found).toContain('hmm-core');
    expect(check('duckdb')?.found).toMatch(/^\d+\.\d+\.\d+/);
    expect(existsSync(home)).toBe(false);
    const { stdout } = await runCli('doctor', '--home', home);
    expect(stdout).toContain('Nothing is broken. 6 things (!) want a look.');
  });

  it('doctor on a home in use finds everything well', async () => {
    const home = temporaryFolder();
    await importMarket(home, ALL);
    await registerModel(home, { promote: true });
    await logPredictions(home, ['risk_on', 'neutral']);
    const { checks, check, exitCode } = await diagnose(home);
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(exitCode).toBe(0);
    expect(check('warehouse')?.found).toBe('opens, holds 5 series');
    expect(check('features')?.found).toMatch(/^9 of 9 \(regime9\) on [\d,]+ days, 20\d\d-/);
    expect(check('registry')?.found).toBe('1 version of 1 model as registered, chain of 2 events unbroken');
    expect(check('production')?.found).toBe(
      'regime-detector 1.0.0 on vol2, trained on 2024-01-31, gives its recorded answer',
    );
    expect(check('predictions')?.found).toBe('the newest is for 2024-01-02: neutral (live, regime-detector 1.0.0)');
    expect((await runCli('doctor', '--home', home)).stdout).toMatch(
      /✓ registry +1 version .*\n[^]*Nothing is broken\.\n$/,
    );
  });

  it('doctor says which features cannot be computed and which sets can, and which series are out of date', async () => {
    const home = temporaryFolder();
    await importMarket(home, ['spx', 'vix', 'treasury_2y', 'treasury_10y'], '2023-12-29');
    const { check, exitCode } = await diagnose(home);
    expect(exitCode).toBe(0);
    expect(check('series')).toMatchObject({ status: 'warning', found: 'missing: hy_spread' });
    expect(check('features')).toMatchObject({ status: 'warning', found: '7 of 9 (regime9), for lack of hy_spread' });
    expect(check('features')?.hint).toContain('no-credit7, vol2');

    writeFileSync(join(home, 'config.json'), JSON.stringify({ features: { set: 'vol2' } }));
    const configured = await diagnose(home);
    expect(configured.check('series')).toMatchObject({
      status: 'warning',
      found: 'out of date: spx, vix to 2023-12-29',
    });
    expect(configured.check('features')).toMatchObject({
      status: 'ok',
      found: expect.stringMatching(/^2 of 2 \(vol2\)/),
    });
  });

  it('doctor warns when the features end before the price does, or have too little history', async () => {
    const home = temporaryFolder();
    await importMarket(home, ALL, '2023-06-30');
    const longer = writeMarketFiles(join(home, 'longer'), { start: '2021-01-04', end: '2023-12-29' });
    await runCli('data', 'import', longer['spx']!, '--home', home);
    expect((await diagnose(home)).check('features')).toMatchObject({
      status: 'warning',
      found: expect.stringContaining('the price goes on to 2023-12-29'),
    });
    writeFileSync(join(home, 'config.json'), JSON.stringify({ features: { lookbackDays: 2520 } }));
    expect((await diagnose(home)).check('features')).toMatchObject({ status: 'warning', found: expect.any(String) });
  });

  it('doctor exits with 1 when a version is damaged, and goes on with the other checks', async () => {
    const home = temporaryFolder();
    const { folder } = await registerModel(home, { promote: true });
    const file = join(folder!, 'arrays.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(file, bytes);
    const { exitCode, ok, checks, check } = await diagnose(home);
    expect({ exitCode, ok }).toEqual({ exitCode: 1, ok: false });
    expect(checks.map(({ name }) => name)).toEqual(NAMES);
    expect(check('registry')).toMatchObject({ status: 'failed', found: expect.stringContaining('arrays.safetensors') });
    expect(check('production')).toMatchObject({ status: 'failed', hint: expect.stringContaining('restore') });
    const { exitCode: code, stdout, stderr } = await runCli('doctor', '--home', home);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('2 of 14 checks failed.');
  });

  it('doctor hears a canary that sings another song', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    expect((await diagnose(home)).check('production')?.status).toBe('ok');
    const other = temporaryFolder();
    await registerModel(other, {
      promote: true,
      metadata: { canary: { row: [15, 0.1], probabilities: { risk_on: 0.5, neutral: 0.25, risk_off: 0.25 } } },
    });
    expect((await diagnose(other)).check('production')).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('to its recorded row'),
    });
  });

  it('doctor tells a registry without production from one with', async () => {
    const home = temporaryFolder();
    await registerModel(home);
    expect((await diagnose(home)).check('production')).toMatchObject({
      status: 'warning',
      found: 'no version of regime-detector is in production',
      hint: expect.stringContaining('regimekit registry promote VERSION'),
    });
  });

  it('doctor names files that are not what they should be', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'config.json'), '{ "serie": {} }');
    writeFileSync(join(home, 'market.duckdb'), 'not a database');
    writeFileSync(join(home, 'operations.sqlite'), 'not a database either, whatever its length may be');
    mkdirSync(join(home, 'models'));
    writeFileSync(join(home, 'models', 'registry.sqlite'), 'nor this');
    const { exitCode, check } = await diagnose(home);
    expect(exitCode).toBe(1);
    expect(check('configuration')).toMatchObject({ status: 'failed', found: expect.stringContaining('serie') });
    expect(check('warehouse')?.status).toBe('failed');
    expect(check('series')).toMatchObject({ status: 'warning', found: expect.stringContaining('not checked') });
    expect(check('production')).toMatchObject({ status: 'warning', found: expect.stringContaining('not checked') });
    expect(check('predictions')).toMatchObject({ status: 'warning', found: expect.stringContaining('not checked') });
    writeFileSync(join(home, 'config.json'), '{}');
    const mended = await diagnose(home);
    expect(mended.check('registry')?.status).toBe('failed');
    expect(mended.check('predictions')?.status).toBe('failed');
  });

  it('doctor takes a warehouse that another process is using for no defect', async () => {
    const home = temporaryFolder();
    await importMarket(home, ['spx']);
    const script = fileURLToPath(new URL('support/hold-warehouse.ts', import.meta.url));
    const holder = spawn(process.execPath, [script, join(home, 'market.duckdb')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await once(holder.stdout, 'data');
      const { exitCode, check } = await diagnose(home);
      expect(exitCode).toBe(0);
      expect(check('warehouse')).toMatchObject({
        status: 'warning',
        found: expect.stringContaining(`in use by another process (PID ${holder.pid})`),
      });
      expect(check('series')).toMatchObject({ status: 'warning', found: expect.stringContaining('does not open') });
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
    }
    expect((await diagnose(home)).check('warehouse')?.status).toBe('ok');
  });

  it('doctor refuses a home that is a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { exitCode, check } = await diagnose(file);
    expect(exitCode).toBe(1);
    expect(check('home')).toMatchObject({ status: 'failed', found: expect.stringContaining('it is no folder') });
  });
});

describe('the bounds of the checks', () => {
  it('checkNode(version, wanted) fails below the wanted version', () => {
    expect(checkNode('24.11.0', '>=24.11').status).toBe('ok');
    expect(checkNode('26.0.0', '>=24.11').status).toBe('ok');
    expect(checkNode('24.10.9', '>=24.11')).toMatchObject({ status: 'failed', found: '24.10.9, needed >=24.11' });
    expect(checkNode('20.19.5', '>=24.11').status).toBe('failed');
  });

  it('checkDisk(bytes) warns below 1 GiB and fails below a tenth of it', () => {
    expect(checkDisk(5 * 1024 ** 3)).toEqual({ status: 'ok', found: '5.0 GiB free' });
    expect(checkDisk(0.5 * 1024 ** 3)).toMatchObject({ status: 'warning', found: '0.5 GiB free' });
    expect(checkDisk(50 * 1024 ** 2)).toMatchObject({ status: 'failed', found: '50 MiB free' });
  });
});
