// Preloaded into the child (`node --import`): counts what changes the disk or the database, and kills the process at the
// n-th. Without CRASH_AT it only writes the list of operations to CRASH_TRACE when the process ends.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import sqlite from 'node:sqlite';

type Work = (...args: unknown[]) => unknown;
type Methods = Record<string, Work | undefined>;

const { CRASH_AT, CRASH_HALF, CRASH_TRACE } = process.env;
const at = CRASH_AT === undefined ? 0 : Number(CRASH_AT);
const half = CRASH_HALF === '1';
const operations: string[] = [];

const { writeFileSync } = fs;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; nothing else may happen until it is there.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw new Error('unreachable');
}

/** Counts one operation; true when the process is to die at it. */
function isDue(name: string, detail: unknown): boolean {
  operations.push(`${name} ${String(detail).replaceAll(/\s+/gu, ' ').slice(0, 200)}`);
  return operations.length === at;
}

function wrap(
  target: object,
  owner: string,
  names: readonly string[],
  changesNothing?: (args: unknown[]) => boolean,
): void {
  const methods = target as Methods;
  for (const name of names) {
    const original = methods[name];
    if (original === undefined) continue;
    methods[name] = function wrapped(this: unknown, ...args: unknown[]): unknown {
      const counts = changesNothing?.(args) !== true;
      if (counts && isDue(`${owner}.${name}`, args[0])) die();
      return original.apply(this, args);
    };
  }
}

const CHANGING = [
  'appendFile',
  'chmod',
  'copyFile',
  'cp',
  'link',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
];

const isReading = (args: unknown[]): boolean => args[1] === undefined || args[1] === 'r' || args[1] === 0;

/** Whether it goes to the standard output or to that for errors. */
const isSaying = ([target]: unknown[]): boolean => target === 1 || target === 2;

/** The first half of what is written, for a write that is cut off. */
function firstHalf(data: unknown): Uint8Array {
  const bytes = typeof data === 'string' ? Buffer.from(data) : (data as Uint8Array);
  return bytes.subarray(0, bytes.length >> 1);
}

function wrapHandle(handle: fs.promises.FileHandle, path: unknown): fs.promises.FileHandle {
  const methods = handle as unknown as Methods;
  for (const name of ['appendFile', 'writeFile', 'write', 'writev']) {
    const original = methods[name]!.bind(handle);
    methods[name] = async (...args: unknown[]) => {
      if (isDue(`handle.${name}`, path)) {
        if (half && name !== 'writev') await original(firstHalf(args[0]));
        die();
      }
      return await original(...args);
    };
  }
  for (const name of ['sync', 'datasync', 'truncate', 'chmod']) {
    const original = methods[name]!.bind(handle);
    methods[name] = (...args: unknown[]) => (isDue(`handle.${name}`, path) ? die() : original(...args));
  }
  return handle;
}

function wrapFiles(): void {
  wrap(fs.promises, 'fs', CHANGING);
  wrap(
    fs,
    'fs',
    CHANGING.map((name) => `${name}Sync`),
  );
  wrap(fs, 'fs', ['fsync', 'fsyncSync', 'fdatasync', 'fdatasyncSync', 'writeFileSync'], isSaying);
  const methods = fs as unknown as Methods;
  const writeSync = methods['writeSync']!;
  methods['writeSync'] = (file: unknown, data: unknown, ...rest: unknown[]) => {
    if (!isSaying([file]) && isDue('fs.writeSync', file)) {
      if (half) writeSync(file, firstHalf(data), 0);
      die();
    }
    return writeSync(file, data, ...rest);
  };
  const { open, writeFile } = fs.promises;
  fs.promises.open = async (path, flags, mode) => {
    if (!isReading([path, flags]) && typeof flags === 'string' && isDue('fs.open', path)) die();
    return wrapHandle(await open(path, flags, mode), path);
  };
  fs.promises.writeFile = async (path, data, options) => {
    if (isDue('fs.writeFile', path)) {
      if (half) await writeFile(path, firstHalf(data), options);
      die();
    }
    await writeFile(path, data, options);
  };
}

const QUERY = /^\s*(?:select|pragma|with|explain)\b/iu;

function wrapSqlite(): void {
  wrap(sqlite.DatabaseSync.prototype, 'sqlite', ['exec'], ([sql]) => QUERY.test(String(sql)));
  const methods = sqlite.StatementSync.prototype as unknown as Methods;
  for (const name of ['run', 'all', 'get', 'iterate']) {
    const original = methods[name]!;
    methods[name] = function wrapped(this: sqlite.StatementSync, ...args: unknown[]): unknown {
      if (!QUERY.test(this.sourceSQL) && isDue('sqlite.statement', this.sourceSQL)) die();
      return original.apply(this, args);
    };
  }
}

const CHANGE = /\b(?:insert into|update|delete from|begin|commit|rollback|create table|alter table|pg_advisory)\b/iu;

/** PostgreSQL is spoken over a socket: what is sent there and changes something is an operation like any other. */
function wrapSockets(): void {
  const methods = net.Socket.prototype as unknown as Methods;
  const { write } = methods;
  methods['write'] = function wrapped(this: net.Socket, ...args: unknown[]): unknown {
    const isOutput = (this as unknown) === process.stdout || (this as unknown) === process.stderr;
    const text = isOutput ? '' : Buffer.from(args[0] as Uint8Array).toString('latin1');
    if (CHANGE.test(text) && isDue('socket.write', text.replaceAll(/[^ -~]+/gu, ' '))) {
      // Half way means here: it was sent, and the answer is never heard.
      if (half) write!.apply(this, args);
      die();
    }
    return write!.apply(this, args);
  };
}

wrapFiles();
wrapSqlite();
wrapSockets();
syncBuiltinESMExports();
process.on('exit', () => {
  if (CRASH_TRACE !== undefined) writeFileSync(CRASH_TRACE, JSON.stringify(operations));
});
