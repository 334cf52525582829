import { spawnSync } from 'node:child_process';
import { inspect } from 'node:util';
import { testPostgres } from '@regimekit/test-postgres';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorOf, note, NOTES, type NotesSchema } from '../../test/support/notes.ts';
import { DatabaseUnavailableError, openDatabase, type DatabaseOptions } from '../index.ts';

const server = await testPostgres();
const SECRET = 'gEheim-4711';

async function open(url: string, options: Partial<DatabaseOptions> & { schema?: string } = {}) {
  const database = await openDatabase<NotesSchema>({ url, ...NOTES, ...options });
  onTestFinished(() => database.close());
  return database;
}

/** Everything that could be printed of an error, its causes and hidden fields included. */
const everythingOf = (error: unknown) =>
  `${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)} ${String((error as Error).stack)}`;

describe('openDatabase({ url })', () => {
  it.each([
    ['mysql://ada@host/x'],
    ['postgres:/x'],
    ['not an address'],
    [`postgres://ada:${SECRET}/x@host/x`],
    [`postgres://ada:12?${SECRET}@host/x`],
    [`postgres://ada:12#${SECRET}@host/x`],
    [`postgres://ada:12/${SECRET}@host/x`],
    [`postgres://ada:${SECRET}@host:port/x`],
  ])('refuses %s without showing it', async (url) => {
    const error = await errorOf(() => open(url));
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(error).toMatchObject({ reason: 'invalid_url', kind: 'input' });
    expect(everythingOf(error)).not.toContain(SECRET);
    expect(everythingOf(error)).not.toContain(url);
  });

  it('says that no server answers, and keeps the password to itself', async () => {
    for (const url of [
      `postgres://ada:${SECRET}@127.0.0.1:1/x`,
      `postgres://ada:${SECRET}@/x?host=/nowhere`,
      `postgres://ada@127.0.0.1:1/x?password=${SECRET}`,
      `postgres://ada:${SECRET}@nowhere.invalid/x`,
    ]) {
      const error = await errorOf(() => open(url));
      expect(error).toMatchObject({ name: 'DatabaseUnavailableError', reason: 'unreachable', kind: 'unavailable' });
      expect((error as Error).message).toContain('postgres://ada@');
      expect(everythingOf(error)).not.toContain(SECRET);
    }
  });

  it('refuses a schema that would have to be quoted', async () => {
    for (const schema of ['', 'A', "x'; drop", '1']) {
      expect(await errorOf(() => open('postgres://127.0.0.1:1/x', { schema }))).toMatchObject({
        reason: 'invalid_url',
      });
    }
  });

  it('is the only thing that loads pg', () => {
    const script = `
      import { createRequire } from 'node:module';
      import { openDatabase } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => /[/\\\\]pg[/\\\\]lib/.test(file));
      await (await openDatabase({ path: ':memory:', namespace: 'a', migrations: [] })).close();
      const before = loaded();
      await openDatabase({ url: 'postgres://127.0.0.1:1/x', namespace: 'a', migrations: [] }).catch(() => {});
      console.log(before, loaded());`;
    const { stdout } = spawnSync(
      process.execPath,
      ['--conditions=@regimekit/source', '--input-type=module', '-e', script],
      { encoding: 'utf8', cwd: new URL('.', import.meta.url) },
    );
    expect(stdout).toBe('false true\n');
  });
});

describe.skipIf(server.missing)(`openDatabase({ url }) on ${server.title}`, () => {
  it('keeps the password out of errors and out of the location', async () => {
    await server.query(`create role guarded login password '${SECRET}'`);
    const plain = new URL(await server.createDatabase());
    await server.query(`alter database ${plain.pathname.slice(1)} owner to guarded`);
    const withPassword = (password: string) => Object.assign(new URL(plain), { username: 'guarded', password }).href;
    const database = await open(withPassword(SECRET));
    expect(database.location).toMatch(/^postgres:\/\/guarded@/u);
    expect(inspect(database, { depth: 10, showHidden: true })).not.toContain(SECRET);
    const failing = await errorOf(() => sql`select nonsense`.execute(database.db));
    expect(everythingOf(failing)).not.toContain(SECRET);

    const wrong = await errorOf(() => open(withPassword(`${SECRET}-wrong`)));
    expect(wrong).toMatchObject({ reason: 'permission', code: 'DATABASE_UNAVAILABLE' });
    expect(everythingOf(wrong)).not.toContain(SECRET);
    const missing = await errorOf(() => open(withPassword('')));
    expect(missing).toMatchObject({ reason: 'permission' });
  });

  it('says that there is no such database', async () => {
    const url = (await server.createDatabase()).replace(/test_\d+_\d+/u, 'nowhere');
    expect(await errorOf(() => open(url))).toMatchObject({ reason: 'missing' });
  });

  it('keeps two schemas of one database apart, and creates them', async () => {
    const url = await server.createDatabase();
    const [a, b, none] = await Promise.all([
      open(url, { schema: 'team_a' }),
      open(url, { schema: 'team_b' }),
      open(url),
    ]);
    await a.db.insertInto('notes').values(note(1)).execute();
    const count = async ({ db }: typeof a) => (await db.selectFrom('notes').select('id').execute()).length;
    expect([await count(a), await count(b), await count(none)]).toEqual([1, 0, 0]);
    expect(a.location).toContain('(schema team_a)');
    // Their locks are apart as well.
    await a.transact(() => b.transact(async () => {}));
  });

  it('needs no right to create a schema that is there', async () => {
    const url = await server.createDatabase();
    await open(url, { schema: 'shared' });
    const reader = await open(url, { schema: 'shared', readOnly: true });
    expect(await reader.db.selectFrom('notes').selectAll().execute()).toEqual([]);
  });

  it('says that the connection broke off, and goes on with another one', async () => {
    const database = await open(await server.createDatabase());
    const kill = () =>
      server.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`);
    const error = await errorOf(() =>
      database.transact(async (trx) => {
        await trx.insertInto('notes').values(note(1)).execute();
        await sql`set local application_name = 'victim'`.execute(trx);
        await kill();
        await trx.insertInto('notes').values(note(2)).execute();
      }),
    );
    expect(error).toMatchObject({ name: 'DatabaseUnavailableError', reason: 'connection_lost' });
    expect(await database.db.selectFrom('notes').select('id').execute()).toEqual([]);
    await database.transact((trx) => trx.insertInto('notes').values(note(3)).execute());
  });

  it('refuses a text with U+0000, which PostgreSQL cannot store', async () => {
    const { db } = await open(await server.createDatabase());
    const error = await errorOf(() =>
      db
        .insertInto('notes')
        .values(note(1, { text: 'a\u0000b' }))
        .execute(),
    );
    expect(error).toMatchObject({ code: 'INVALID_QUERY', kind: 'input' });
  });

  it('passes a mistake in the SQL on as PostgreSQL words it', async () => {
    const { db } = await open(await server.createDatabase());
    const error = await errorOf(() => sql`select id from nowhere`.execute(db));
    expect((error as Error).message).toContain('relation "nowhere" does not exist');
  });

  it('keeps no process alive', async () => {
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
      const { db } = await openDatabase({ url: process.argv[1], namespace: 'a', migrations: [] });
      await db.selectFrom('regimekit_migrations').selectAll().execute().catch(() => {});
      console.log('done');`;
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--conditions=@regimekit/source', '--input-type=module', '-e', script, await server.createDatabase()],
      { encoding: 'utf8', timeout: 120_000, cwd: new URL('.', import.meta.url) },
    );
    expect([stdout, status]).toEqual(['done\n', 0]);
  });
});
