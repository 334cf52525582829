// Where the registry is: PostgreSQL as well as a folder, and a folder that cannot be written.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { testPostgres } from '@regimekit/test-postgres';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelVersion, RegistryEvent, RegistryVerification } from '@regimekit/registry';
import { writeMarketFiles } from './support/market-files.ts';
import { registerModel } from './support/models.ts';
import { runCli, runError, runJson, temporaryFolder, withEnvironment } from './support/run-cli.ts';

const server = await testPostgres();
const train = ['train', '--features', 'vol2', '--restarts', '2', '--to', '2013-06-28', '--register', '--promote'];

/** A home with market data. */
let market: string;
beforeAll(async () => {
  const folder = temporaryFolder();
  const files = writeMarketFiles(join(folder, 'files'), { seed: 3, start: '2011-01-03', nDays: 700 });
  market = join(folder, 'home');
  await runJson('data', 'import', files['spx']!, files['vix']!, '--home', market);
});

function homeWithMarket(configuration?: object): string {
  const home = join(temporaryFolder(), 'home');
  cpSync(market, home, { recursive: true });
  if (configuration !== undefined) writeFileSync(join(home, 'config.json'), JSON.stringify(configuration));
  return home;
}

/** The same address with a password, which this server does not ask for. */
function withPassword(url: string): string {
  return url.replace('@', ':s3cret-word@');
}

describe.skipIf(server.missing)(`the registry on ${server.title}`, () => {
  it.each(['in the database', 'in a shared folder'])(
    'train, predict, monitor, model, registry and doctor work alike with bundles %s',
    async (where) => {
      const databaseUrl = await server.createDatabase();
      const bundlesFolder = where === 'in a shared folder' ? temporaryFolder() : undefined;
      const home = homeWithMarket({ registry: { databaseUrl, bundlesFolder } });
      expect(await runJson(...train, '--home', home)).toMatchObject({ version: '1.0.0', stage: 'production' });
      expect(await runJson('predict', '--home', home)).toMatchObject({ model: { version: '1.0.0' } });
      expect(await runJson('monitor', '--home', home)).toMatchObject({ metrics: { count: 1 } });
      expect(existsSync(join(home, 'models'))).toBe(false);
      expect(existsSync(join(home, 'operations.sqlite'))).toBe(false);

      const shown = await runJson<ModelVersion & { bundle: object }>('registry', 'show', 'production', '--home', home);
      expect(shown.bundle).toMatchObject({ sound: true });
      expect(shown.folder === undefined).toBe(bundlesFolder === undefined);
      await runJson('keys', 'create', 'ada', '--home', home);
      await runJson('model', 'sign', '1.0.0', '--key', 'ada', '--home', home);
      expect(await runJson('model', 'verify', 'production', '--home', home)).toMatchObject({ sound: true });
      const saved = join(temporaryFolder(), 'saved');
      await runJson('model', 'save', '1.0.0', '--to', saved, '--home', home);
      expect(await runJson('model', 'load', saved, '--register', '--home', home)).toMatchObject({
        registered: { version: '1.0.1' },
      });
      expect(await runJson('model', 'rebuild', '1.0.0', '--home', home)).toMatchObject({ agrees: true });
      expect(await runJson('registry', 'promote', '1.0.1', '--home', home)).toMatchObject({ replaced: '1.0.0' });
      expect(await runJson('registry', 'rollback', '--home', home)).toMatchObject({ version: { version: '1.0.0' } });
      expect(await runJson('registry', 'verify', '--home', home)).toMatchObject({ versions: 2, signatures: 1 });
      const { checks } = await runJson<{ checks: { name: string; status: string; found: string }[] }>(
        'doctor',
        '--home',
        home,
      );
      const found = (name: string) => checks.find((check) => check.name === name);
      for (const name of ['registry', 'production', 'predictions']) expect(found(name)).toMatchObject({ status: 'ok' });
      expect(found('configuration')?.found).toContain('PostgreSQL');
    },
  );

  it('a database without models is told as one, and REGIMEKIT_DATABASE_URL goes before the configuration', async () => {
    const [empty, full] = [await server.createDatabase(), await server.createDatabase()];
    await registerModel('', { location: { databaseUrl: full } });
    const home = homeWithMarket({ registry: { databaseUrl: empty } });
    expect(await runJson('registry', 'list', '--home', home)).toEqual({ versions: [] });
    expect((await runError('registry', 'show', '1.0.0', '--home', home)).code).toBe('MODEL_NOT_FOUND');
    await withEnvironment({ REGIMEKIT_DATABASE_URL: full }, async () => {
      expect((await runJson<{ versions: unknown[] }>('registry', 'list', '--home', home)).versions).toHaveLength(1);
      expect(await runError('registry', 'projections', '--home', home)).toMatchObject({
        exitCode: 2,
        code: 'NO_FOLDER',
      });
    });
  });

  it('no command repeats a password', async () => {
    const databaseUrl = withPassword(await server.createDatabase());
    await registerModel('', { location: { databaseUrl }, promote: true });
    const home = homeWithMarket({ registry: { databaseUrl } });
    const lines = [
      ['registry', 'list'],
      ['registry', 'show', 'production'],
      ['doctor'],
      ['registry', 'verify'],
      ['predict'],
    ];
    lines.push(['registry', 'copy', 'home', join(home, 'copy')], ['registry', 'copy', join(home, 'copy'), 'home']);
    for (const argv of lines) {
      const { stdout, stderr } = await runCli(...argv, '--home', home, '--debug');
      expect(stdout + stderr).not.toContain('s3cret-word');
    }
    for (const [wrong, code] of [
      ['postgres://ada:s3cret-word@127.0.0.1:1/none', 1],
      ['postgres://ada:s3cret-word@[/', 2],
    ] as const) {
      await withEnvironment({ REGIMEKIT_DATABASE_URL: wrong }, async () => {
        const { stdout, stderr, exitCode } = await runCli('registry', 'list', '--home', home, '--debug');
        expect(exitCode).toBe(code);
        expect(stdout + stderr).not.toContain('s3cret-word');
      });
    }
  });

  it('copy moves a registry between a folder and PostgreSQL, history included, and refuses a place that is taken', async () => {
    const home = temporaryFolder();
    await registerModel(home, { promote: true });
    const address = await server.createDatabase();
    await withEnvironment({ TEAM: address }, async () => {
      const argv = ['registry', 'copy', 'home', 'env:TEAM', '--reason', 'to the team', '--home', home];
      const copied = await runJson<RegistryVerification & { to: string }>(...argv);
      expect(copied).toMatchObject({
        versions: 1,
        events: 3,
        to: expect.stringMatching(/^PostgreSQL test_\d+_\d+ on /),
      });
      expect(await runError(...argv)).toMatchObject({ exitCode: 1, code: 'REGISTRY_NOT_EMPTY' });
      const back = join(temporaryFolder(), 'models');
      await runJson('registry', 'copy', 'env:TEAM', back, '--home', home);
      expect(readdirSync(join(back, 'regime-detector', 'versions'))).toEqual(['1.0.0']);
    });
    await withEnvironment({ REGIMEKIT_DATABASE_URL: address }, async () => {
      const { events } = await runJson<{ events: RegistryEvent[] }>('registry', 'history', '--all', '--home', home);
      expect(events.map(({ type }) => type)).toEqual(['registered', 'promoted', 'copied']);
      expect(events[2]?.reason).toBe('to the team');
    });
  });

  it('a user of the server who may only look can look, and is told why nothing changes', async () => {
    const databaseUrl = await server.createDatabase();
    await registerModel('', { location: { databaseUrl }, promote: true });
    const name = databaseUrl.replace(/^.*\/([^/?]+)\?.*$/, '$1');
    await server.query(`create role looker_${name} login`);
    await server.query(`grant pg_read_all_data to looker_${name}`);
    const home = homeWithMarket({ registry: { databaseUrl: databaseUrl.replace(/\/\/[^@]+@/, `//looker_${name}@`) } });
    expect(await runJson('registry', 'verify', '--home', home)).toMatchObject({ versions: 1 });
    expect(await runJson('registry', 'show', 'production', '--home', home)).toMatchObject({ bundle: { sound: true } });
    expect(await runError('registry', 'alias', 'set', 'champion', '1.0.0', '--home', home)).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('access is denied'),
    });
  });
});

describe('regimekit registry copy', () => {
  it('copies between folders, and refuses what is no place', async () => {
    const home = temporaryFolder();
    await registerModel(home);
    const copy = join(home, 'copy');
    expect(await runJson('registry', 'copy', 'home', copy, '--home', home)).toMatchObject({ versions: 1, to: copy });
    const cases: [string[], string][] = [
      [[join(home, 'none'), join(home, 'x')], 'NO_MODELS'],
      [['home', 'postgres://ada:word@localhost/db'], 'ADDRESS_ON_COMMAND_LINE'],
      [['home', 'mysql://ada:word@localhost/db'], 'ADDRESS_ON_COMMAND_LINE'],
      [['home', 'env:REGIMEKIT_NO_SUCH_VARIABLE'], 'NO_ADDRESS'],
      [['home', join(home, 'x'), '--bundles', join(home, 'y')], 'BUNDLES_WITHOUT_DATABASE'],
    ];
    for (const [argv, code] of cases) {
      const { stdout } = await runCli('registry', 'copy', ...argv, '--home', home);
      expect(stdout).not.toContain('word@');
      expect({ argv, ...(await runError('registry', 'copy', ...argv, '--home', home)) }).toMatchObject({
        argv,
        exitCode: 2,
        code,
      });
    }
    expect(existsSync(join(home, 'x'))).toBe(false);
  });
});

describe('regimekit registry copy into a folder', () => {
  it('that holds something else is refused, and nothing is touched', async () => {
    const home = temporaryFolder();
    await registerModel(home);
    const folder = join(home, 'papers');
    mkdirSync(folder);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect(await runError('registry', 'copy', 'home', folder, '--home', home)).toMatchObject({
      exitCode: 1,
      code: 'FOLDER_NOT_EMPTY',
      message: `Expected an empty folder or none at '${folder}', but it holds notes.txt, and no registry.`,
    });
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
});

describe('the address of a database', () => {
  it.each([
    [
      'mysql://ada:pa55@localhost/db',
      'UNKNOWN_DATABASE',
      /one that begins with mysql:\. .*postgres:\/\/ and postgresql:\/\//,
    ],
    ['ada:pa55@localhost', 'UNKNOWN_DATABASE', /received what has no scheme\./],
    [
      'postgres://ada:pa55@host:port/db',
      'DATABASE_UNAVAILABLE',
      /no address of a PostgreSQL database .* Write postgres:/,
    ],
    ['postgres://ada:pa#55@host/db', 'DATABASE_UNAVAILABLE', /no address of a PostgreSQL database .* write @ /],
  ])('that cannot be meant (%s) is an input error that does not repeat it', async (address, code, said) => {
    const home = temporaryFolder();
    for (const [variable, argv] of [
      ['REGIMEKIT_DATABASE_URL', ['list']],
      ['REGIMEKIT_TEST_TEAM', ['copy', 'env:REGIMEKIT_TEST_TEAM', join(home, 'x')]],
    ] as const) {
      const error = await withEnvironment({ [variable]: address }, () => runError('registry', ...argv, '--home', home));
      expect({ argv, ...error }).toMatchObject({ argv, exitCode: 2, code });
      expect(`${error.message} ${error.hint}`).toMatch(said);
      expect(`${error.message} ${error.hint}`).not.toMatch(/pa#?55/);
    }
  });
});

describe('the configuration of the place', () => {
  it('refuses an address that is none, without repeating it, and a folder for bundles alone', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'config.json'), '{ "registry": { "databaseUrl": "mysql://ada:pa55@localhost" } }');
    const error = await runError('registry', 'list', '--home', home);
    expect(error).toMatchObject({ exitCode: 2, code: 'INVALID_CONFIGURATION' });
    expect(error.message).not.toContain('pa55');
    writeFileSync(join(home, 'config.json'), '{ "registry": { "bundlesFolder": "bundles" } }');
    expect(await runError('registry', 'list', '--home', home)).toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining('REGIMEKIT_DATABASE_URL'),
    });
  });
});

describe.skipIf(process.platform === 'win32')('a home that cannot be written', () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

  const becomeNobody = new URL('support/become-nobody.mjs', import.meta.url).href;

  /** The superuser may write everywhere, so it has to be somebody else. */
  function asReader(home: string, ...argv: string[]): { status: number | null; stdout: string } {
    const node = ['--conditions=@regimekit/source', '--import', becomeNobody, main];
    const { status, stdout } = spawnSync(
      process.execPath,
      [...node, ...argv, '--home', home, '--json', '--actor', 'reader'],
      {
        cwd: '/',
        encoding: 'utf8',
        env: { ...process.env, HOME: '/' },
      },
    );
    return { status, stdout };
  }

  function protect(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) protect(path);
      else chmodSync(path, 0o444);
    }
    chmodSync(folder, 0o555);
  }

  it('list, show, history, as-of, verify and predict --no-log read it; what has to write says why not', async () => {
    const home = homeWithMarket();
    await runJson(...train, '--home', home);
    await runJson('predict', '--home', home);
    const before = readFileSync(join(home, 'models', 'events.jsonl'), 'utf8');
    chmodSync(join(home, '..'), 0o755);
    protect(home);
    const answers = (...argv: string[]) => asReader(home, ...argv);
    for (const command of [
      'list',
      'show production',
      'history',
      `as-of ${new Date().toISOString()}`,
      'verify',
      'explain 1.0.0',
    ]) {
      expect({ command, ...answers('registry', ...command.split(' ')) }).toMatchObject({ command, status: 0 });
    }
    expect(answers('predict', '--no-log')).toMatchObject({ status: 0, stdout: expect.stringContaining('"risk_') });
    expect(answers('monitor')).toMatchObject({ status: 0 });
    expect(answers('predict')).toMatchObject({ status: 1, stdout: expect.stringContaining('--no-log') });
    expect(answers('registry', 'alias', 'set', 'champion', '1.0.0')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('access is denied'),
    });
    expect(readFileSync(join(home, 'models', 'events.jsonl'), 'utf8')).toBe(before);
    unprotect(home);
  });

  function unprotect(folder: string): void {
    chmodSync(folder, 0o755);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) unprotect(join(folder, entry.name));
    }
  }
});
