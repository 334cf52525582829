import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { findBinaries } from './find-binaries.ts';

/** A PostgreSQL for the tests of this process, or the reason why there is none. */
export interface TestPostgres {
  /** Whether tests that need it must be skipped: `describe.skipIf(server.missing)(…)`. */
  readonly missing: boolean;
  /** For titles: `PostgreSQL 15.9`, or `PostgreSQL (skipped: …)` with the reason. */
  readonly title: string;
  /** Creates an empty database and returns its `postgres://` address. */
  createDatabase(): Promise<string>;
  /** Runs a statement as the owner of the server, in its first database. */
  query(statement: string): Promise<unknown[]>;
  /** Stops the server. Not needed: it stops by itself when the process ends, however it ends. */
  stop(): Promise<void>;
}

interface Address {
  readonly user: string;
  readonly host: string;
  readonly port: number;
}

let started: Promise<TestPostgres> | undefined;

/**
 * The server of this process, started at the first call: with the programs of the system, else with those from npm.
 * Where neither works the tests that need it are skipped by name; on CI (`CI=true`) and with
 * `REGIMEKIT_REQUIRE_POSTGRES=1` that is an error instead. `REGIMEKIT_TEST_POSTGRES` chooses `system`, `embedded`,
 * `none` or a folder of programs.
 */
export async function testPostgres(): Promise<TestPostgres> {
  started ??= startOrExplain();
  return await started;
}

async function startOrExplain(): Promise<TestPostgres> {
  try {
    return await start();
  } catch (error) {
    const why = (error as Error).message;
    if (isRequired()) throw new Error(`PostgreSQL is required here and could not be started: ${why}`, { cause: error });
    const refuse = () => Promise.reject(new Error(`There is no PostgreSQL for tests: ${why}`));
    return {
      missing: true,
      title: `PostgreSQL (skipped: ${why})`,
      createDatabase: refuse,
      query: refuse,
      stop: () => Promise.resolve(),
    };
  }
}

function isRequired(): boolean {
  const { CI: ci = '', REGIMEKIT_REQUIRE_POSTGRES: required = '' } = process.env;
  return ['true', '1'].includes(ci) || ['true', '1'].includes(required);
}

async function start(): Promise<TestPostgres> {
  const binaries = findBinaries(process.env['REGIMEKIT_TEST_POSTGRES']);
  if (binaries === undefined) throw new Error('neither the system nor npm has its programs for this machine.');
  const supervisor = spawn(process.execPath, [supervisorPath(), JSON.stringify(binaries)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // An interrupt in the terminal is for the tests; the server goes when they have gone.
  });
  const answer = await firstLine(supervisor);
  if ('problem' in answer) throw new Error(answer.problem);
  const ended = once(supervisor, 'exit');
  // None of these keeps the process alive.
  supervisor.unref();
  for (const stream of [supervisor.stdin, supervisor.stdout]) (stream as unknown as { unref(): void }).unref();
  const [{ server_version: version }] = (await query(answer, 'show server_version')) as [{ server_version: string }];
  let databases = 0;
  return {
    missing: false,
    title: `PostgreSQL ${version.split(' ')[0]}`,
    createDatabase: async () => {
      databases += 1;
      const name = `test_${process.pid}_${databases}`;
      await query(answer, `create database ${name}`);
      return toUrl(answer, name);
    },
    query: (statement) => query(answer, statement),
    stop: async () => {
      supervisor.ref();
      supervisor.stdin.end();
      await ended;
    },
  };
}

function supervisorPath(): string {
  return fileURLToPath(new URL('./supervisor.ts', import.meta.url));
}

async function firstLine(supervisor: ReturnType<typeof spawn>): Promise<Address | { problem: string }> {
  for await (const line of createInterface({ input: supervisor.stdout! })) {
    return JSON.parse(line) as Address | { problem: string };
  }
  return { problem: 'the process that runs it ended without a word.' };
}

function toUrl({ user, host, port }: Address, database: string): string {
  return host.startsWith('/')
    ? `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgres://${user}@${host}:${port}/${database}`;
}

async function query(address: Address, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: toUrl(address, 'postgres') });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}
