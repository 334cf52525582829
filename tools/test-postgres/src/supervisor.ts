// Runs one PostgreSQL in a folder of its own for as long as its standard input is open. The process that started it needs
// to do nothing at its end: when it dies, however it dies, the pipe closes, and server and folder go.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Binaries } from './find-binaries.ts';

const USER = 'rk';
/** A socket's path may have about 107 bytes, `/.s.PGSQL.5432` and the name of the folder among them. */
const MAX_PARENT = 70;
const READY = 'ready to accept connections';
const PATIENCE_MS = 60_000;

/** The account that the server runs under, where it must not be ours: PostgreSQL refuses to run as root. */
type Account = { readonly uid: number; readonly gid: number } | undefined;

const binaries = JSON.parse(process.argv[2] ?? '{}') as Binaries;
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
const env = { ...environment, LC_ALL: 'C', TZ: 'UTC' };

const account = chooseAccount();
const folder = makeFolder();
let server: ChildProcess | undefined;
let stopping = false;

process.stdin.on('end', stop).on('error', stop).resume();
process.on('SIGTERM', stop).on('SIGINT', stop);

try {
  const bin = provideBinaries();
  const address = await start(bin);
  process.stdout.write(`${JSON.stringify(address)}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ problem: (error as Error).message })}\n`);
  stop();
}

function chooseAccount(): Account {
  if (process.getuid?.() !== 0) return undefined;
  const line = /^nobody:[^:]*:(?<uid>\d+):(?<gid>\d+):/mu.exec(readFileSync('/etc/passwd', 'utf8'))?.groups;
  return { uid: Number(line?.['uid'] ?? 65_534), gid: Number(line?.['gid'] ?? 65_534) };
}

function makeFolder(): string {
  // As root another account must reach it, and the temporary folder may lie below a closed home.
  const parent =
    process.platform !== 'win32' && (account !== undefined || tmpdir().length > MAX_PARENT) ? '/tmp' : tmpdir();
  const made = mkdtempSync(join(parent, 'rkpg-'));
  chmodSync(made, 0o755);
  if (account !== undefined) chownSync(made, account.uid, account.gid);
  return made;
}

/** @returns the folder of the programs */
function provideBinaries(): string {
  if (binaries.copy === undefined) return binaries.bin;
  const native = join(folder, 'native');
  cpSync(binaries.copy, native, { recursive: true });
  for (const program of ['initdb', 'postgres']) chmodSync(join(native, 'bin', program), 0o755);
  linkLibraries(native);
  return join(native, 'bin');
}

/** npm packages hold no links, so the package lists those that its libraries need. */
function linkLibraries(native: string): void {
  if (process.platform === 'win32') return;
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const place = join(native, '..', target);
    try {
      symlinkSync(relative(dirname(target), source), place);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
  }
}

async function start(bin: string): Promise<object> {
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (account !== undefined) chownSync(data, account.uid, account.gid);
  const as = { env, cwd: folder, ...account };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', USER, '-A', 'trust', '-N', '--no-locale', '-E', 'UTF8'], {
    ...as,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // One account that needs a password, for tests about passwords.
  const hba = join(data, 'pg_hba.conf');
  writeFileSync(
    hba,
    `local all guarded scram-sha-256\nhost all guarded all scram-sha-256\n${readFileSync(hba, 'utf8')}`,
  );

  const port = process.platform === 'win32' ? await freePort() : 5432;
  const listen = process.platform === 'win32' ? ['-h', '127.0.0.1', '-p', `${port}`] : ['-h', '', '-k', folder];
  // -F: nothing is synced; these data live for one test run.
  const fast = ['-F', '-c', 'shared_buffers=16MB', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
  server = spawn(join(bin, 'postgres'), ['-D', data, ...listen, ...fast], {
    ...as,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server);
  return { user: USER, host: process.platform === 'win32' ? '127.0.0.1' : folder, port };
}

async function ready(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let log = '';
  const fail = (why: string) => reject(new Error(`${why} ${log.slice(-500)}`));
  const timer = setTimeout(() => fail('it was not ready in time.'), PATIENCE_MS);
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000);
    if (log.includes(READY)) resolve();
  });
  child
    .on('error', (error) => fail(error.message))
    .on('exit', (code) => {
      fail(`the server ended with ${code}.`);
      stop();
    });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function stop(): void {
  if (stopping) return;
  stopping = true;
  const end = (): never => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(0);
  };
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) end();
  server!.removeAllListeners('exit').on('exit', end);
  server!.kill('SIGQUIT'); // At once, without a checkpoint: nothing here is to be kept.
  setTimeout(() => server!.kill('SIGKILL'), 5000);
}
