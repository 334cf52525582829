// Versions in shadow: they answer beside every prediction, and the answer never knows.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testPostgres } from '@regimekit/test-postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PredictDocument } from './support/documents.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { registerModel, type Registering } from './support/models.ts';
import { runCli, runError, runJson, temporaryFolder, withEnvironment } from './support/run-cli.ts';
import { hangingTask, slowTask } from './support/shadow-double.ts';
import { answerBeside, logOf, readLog } from './support/shadow-runs.ts';

const server = await testPostgres();
/** Threads load sources here, which takes its time on a busy machine. */
const patient = ['--shadow-budget', '300000'];
const hurried = ['--shadow-budget', '0'];
const asked = [
  { argv: ['--json'], budget: hurried },
  { argv: ['--date', '2013-06-28'], budget: patient },
  { argv: ['--from', '2013-08-01'], budget: hurried },
  { argv: ['--from', '2013-08-01', '--json'], budget: patient },
];

/** A home with market data and a model in production. */
let prepared: string;
/** The last of its days. */
let newest: string;
beforeAll(async () => {
  const folder = temporaryFolder();
  const files = writeMarketFiles(join(folder, 'files'), { seed: 3, start: '2011-01-03', nDays: 700 });
  prepared = join(folder, 'home');
  await runJson('data', 'import', files['spx']!, files['vix']!, '--home', prepared);
  await registerModel(prepared, { promote: true });
  const { predictions } = await runJson<PredictDocument>('predict', '--no-log', '--home', prepared);
  newest = predictions[0]!.date;
});

function newHome(configuration?: object): string {
  const home = join(temporaryFolder(), 'home');
  cpSync(prepared, home, { recursive: true });
  if (configuration !== undefined) writeFileSync(join(home, 'config.json'), JSON.stringify(configuration));
  return home;
}

async function addShadow(home: string, registering: Registering = {}): Promise<string> {
  const { version } = await registerModel(home, registering);
  await runJson('registry', 'promote', version, '--to', 'shadow', '--home', home);
  return version;
}

/** What nobody can load: a byte of its numbers is another. */
async function addDamagedShadow(home: string): Promise<string> {
  const version = await addShadow(home);
  const arrays = join(home, 'models', 'regime-detector', 'versions', version, 'arrays.safetensors');
  rmSync(arrays);
  writeFileSync(arrays, 'no numbers');
  return version;
}

describe('regimekit predict with versions in shadow', () => {
  it('prints the same bytes with and without them, whatever they do, and logs both sides', async () => {
    const [alone, home] = [newHome(), newHome()];
    const versions = [
      await addShadow(home),
      await addDamagedShadow(home),
      // Made of series that this home does not have.
      await addShadow(home, {
        metadata: { featureRecipe: { set: 'regime9', lookbackDays: 252, maxCarryDays: 3, lagSessions: {} } },
      }),
    ];
    for (const { argv, budget } of asked) {
      const expected = await runCli('predict', ...argv, '--home', alone);
      expect(expected).toMatchObject({ exitCode: 0, stderr: '' });
      const { stderr, ...answer } = await runCli('predict', ...argv, ...budget, '--home', home);
      expect(answer).toEqual({ exitCode: 0, stdout: expected.stdout });
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toMatch(
        budget === patient
          ? /^In shadow: 1\.0\.1 answered in .*; 1\.0\.2 failed \(/u
          : /1\.0\.1 ran out of time; 1\.0\.2 ran/u,
      );
    }
    const [{ rows, runs }, lonely] = [await logOf(home), await logOf(alone)];
    const answers = rows.filter(({ role }) => role === 'production');
    const plain = (all: typeof rows) => all.map(({ madeAt: _madeAt, latencyMs: _latencyMs, ...rest }) => rest);
    expect(plain(answers)).toEqual(plain(lonely.rows));
    expect(lonely.runs).toEqual([]);
    // The shadow is the same model: on each of the days it was asked, it said the same, to the bit.
    const shadows = rows.filter(({ role }) => role === 'shadow');
    expect(new Set(shadows.map(({ modelVersion }) => modelVersion))).toEqual(new Set(['1.0.1']));
    const paired = answers.filter(({ madeAt }) => shadows.some((one) => one.madeAt === madeAt));
    expect(plain(shadows)).toEqual(plain(paired).map((one) => ({ ...one, modelVersion: '1.0.1', role: 'shadow' })));
    expect(shadows.every(({ logScore }) => Number.isFinite(logScore))).toBe(true);
    const kinds = new Map(shadows.map(({ asOfDate, kind }) => [asOfDate, kind]));
    expect([kinds.get(newest), kinds.get('2013-06-28')]).toEqual(['live', 'replay']);

    expect(runs).toHaveLength(asked.length * versions.length);
    const [ok, damaged, lacking] = versions.map((version) => runs.filter((run) => run.modelVersion === version));
    for (const of of [ok!, damaged!, lacking!]) {
      expect(of.filter(({ outcome }) => outcome === 'timeout')).toHaveLength(2);
    }
    expect(ok!.filter(({ outcome }) => outcome === 'ok')).toMatchObject([
      { kind: 'replay', from: '2013-06-28', to: '2013-06-28', days: 1, answered: 1 },
      { kind: 'live', from: '2013-08-01', to: newest, days: shadows.length - 1, answered: shadows.length - 1 },
    ]);
    const failed = { outcome: 'failed', answered: 0 };
    expect(damaged!.at(-1)).toMatchObject({ ...failed, message: expect.stringContaining('arrays.safetensors') });
    expect(lacking!.at(-1)).toMatchObject({ ...failed, message: expect.stringContaining('treasury') });
  });

  it('metrics, the newest prediction of doctor and the stages are those of the answers', async () => {
    const home = newHome();
    await addShadow(home);
    await runJson('predict', ...patient, '--home', home);
    expect((await logOf(home)).rows).toHaveLength(2);
    expect(await runJson('monitor', '--home', home)).toMatchObject({ metrics: { count: 1 } });
    // Asked for an answer, the shadow gives one, and is no shadow of itself.
    await runJson('predict', '--model-version', '1.0.1', ...patient, '--home', home);
    const { rows, runs } = await logOf(home);
    expect(rows.map(({ modelVersion, role }) => `${modelVersion} ${role}`)).toEqual([
      '1.0.0 production',
      '1.0.1 shadow',
      '1.0.1 production',
    ]);
    expect(runs).toHaveLength(1);
  });

  it('--no-shadow and --no-log leave them alone', async () => {
    const home = newHome();
    await addShadow(home);
    for (const option of ['--no-shadow', '--no-log']) {
      expect(await runCli('predict', option, '--home', home)).toMatchObject({ exitCode: 0, stderr: '' });
    }
    const { rows, runs } = await logOf(home);
    expect([rows.length, runs.length]).toEqual([1, 0]);
  });

  it('lets no more of them answer than the configuration says, those first that have waited longest', async () => {
    const home = newHome({ shadow: { maxVersions: 1, memoryMb: 256 } });
    for (let i = 0; i < 2; i++) await addShadow(home);
    const { said } = await answerBeside(home, newest, { budgetMs: 300_000 }, slowTask);
    expect(said).toMatch(
      /^In shadow: 1\.0\.1 answered in \d+ ms; 1\.0\.2 failed \(Not asked: 2 versions are in shadow/u,
    );
    const runs = (await logOf(home)).runs.map(({ modelVersion, outcome }) => `${modelVersion} ${outcome}`);
    expect(runs.toSorted()).toEqual(['1.0.1 ok', '1.0.2 failed']);
  });

  it('trusts a shadow no more than any model: unsigned where a signature is asked for, it does not answer', async () => {
    const home = newHome();
    for (let i = 0; i < 2; i++) await addShadow(home);
    const { publicKeyFile } = await runJson<{ publicKeyFile: string }>('keys', 'create', 'ada', '--home', home);
    for (const version of ['1.0.0', '1.0.2']) await runJson('model', 'sign', version, '--key', 'ada', '--home', home);
    await runJson('keys', 'trust', publicKeyFile, '--owner', 'Ada', '--home', home);
    writeFileSync(join(home, 'config.json'), JSON.stringify({ trust: { requireSignature: 'refuse' } }));
    await runJson('predict', ...patient, '--home', home);
    const runs = new Map((await logOf(home)).runs.map((run) => [run.modelVersion, run]));
    expect(runs.get('1.0.1')).toMatchObject({ outcome: 'failed', message: expect.stringContaining('sign') });
    expect(runs.get('1.0.2')).toMatchObject({ outcome: 'ok' });
  });

  it('ends one that hangs when the budget is over, and waits for one that is slow', async () => {
    const home = newHome();
    await addShadow(home);
    const hanging = await answerBeside(home, newest, { budgetMs: 1500 }, hangingTask);
    expect(hanging.runs).toMatchObject([{ outcome: 'timeout', message: 'Not done within the budget of 1500 ms.' }]);
    expect(hanging.said).toContain('In shadow: 1.0.1 ran out of time.');
    expect((await answerBeside(home, newest, { budgetMs: 500 }, slowTask)).runs).toMatchObject([
      { outcome: 'timeout' },
    ]);
    expect((await answerBeside(home, newest, { budgetMs: 300_000 }, slowTask)).runs).toMatchObject([{ outcome: 'ok' }]);
    const { rows, runs } = await logOf(home);
    expect([rows.length, runs.length]).toEqual([1, 3]);
  });

  it('doctor tells whether they answer, and what to do when they do not', async () => {
    const home = newHome();
    const look = async () => {
      const { checks } = await runJson<{ checks: { name: string }[] }>('doctor', '--home', home);
      return checks.find(({ name }) => name === 'shadows');
    };
    expect(await look()).toEqual({ name: 'shadows', status: 'ok', found: 'no version is in shadow' });
    await addShadow(home);
    expect(await look()).toMatchObject({ status: 'warning', found: '1.0.1 was never asked' });
    await answerBeside(home, newest, { budgetMs: 0 }, slowTask);
    expect(await look()).toMatchObject({
      found: expect.stringContaining('ran out'),
      hint: expect.stringContaining('budget'),
    });
    await answerBeside(home, newest, { budgetMs: 300_000 }, slowTask);
    expect(await look()).toMatchObject({ status: 'ok', found: `1.0.1 answered for ${newest}` });
  });

  it('tells it on stderr when nothing can be recorded, and throws nothing', async () => {
    const home = newHome();
    await addShadow(home);
    mkdirSync(join(home, 'operations.sqlite'));
    const { runs, said } = await answerBeside(home, newest, { budgetMs: 300_000 }, slowTask);
    expect(runs).toEqual([]);
    expect(said).toMatch(/^In shadow: nothing is on record\. .*operations\.sqlite/u);
  });

  it.each([
    [['--shadow-budget', '-1'], 'INVALID_OPTION'],
    [['--shadow-budget', '1.5'], 'INVALID_OPTION'],
    [['--shadow-budget', ''], 'INVALID_OPTION'],
    [['--shadow-budget', '600001'], 'INVALID_OPTION'],
    [['--shadow-budget', '10', '--no-shadow'], 'SHADOW_AND_BUDGET'],
  ])('%o is refused', async (options, code) => {
    expect(await runError('predict', ...options, '--home', prepared)).toMatchObject({ exitCode: 2, code });
  });

  it.each([{ budgetMs: -1 }, { budgetMs: 600_001 }, { maxVersions: 0.5 }, { memoryMb: 1 }, { budget: 3 }])(
    'a configuration of shadows with %o is refused',
    async (shadow) => {
      const error = await runError('predict', '--home', newHome({ shadow }));
      expect(error).toMatchObject({ exitCode: 2, code: 'INVALID_CONFIGURATION' });
    },
  );
});

describe.skipIf(server.missing)(`shadows on ${server.title}`, () => {
  it('answer and are logged as in a folder', async () => {
    const databaseUrl = await server.createDatabase();
    const home = newHome();
    await withEnvironment({ REGIMEKIT_DATABASE_URL: databaseUrl }, async () => {
      const location = { databaseUrl };
      await registerModel(home, { location, promote: true });
      await addShadow(home, { location });
      await runJson('predict', ...patient, '--home', home);
      await runJson('predict', '--shadow-budget', '0', '--home', home);
    });
    const { rows, runs } = await readLog({ databaseUrl });
    expect(rows.map(({ modelVersion, role }) => `${modelVersion} ${role}`)).toEqual([
      '1.0.0 production',
      '1.0.1 shadow',
      '1.0.0 production',
    ]);
    expect(rows[1]!.logScore).toBe(rows[0]!.logScore);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['ok', 'timeout']);
  });
});
