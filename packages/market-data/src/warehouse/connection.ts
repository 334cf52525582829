// One short connection at a time.
//
// DuckDB lets one process write. Its lock is a POSIX file lock, which has two consequences: inside one process it does not
// protect at all (a second open of the same file succeeds, and closing it releases the first one's lock), and it ends with
// the process, so that a killed one leaves nothing behind. Hence a queue per file here, and no lock file.
import { existsSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { NotAWarehouseError, UnreadableFileError, WarehouseLockedError, WarehouseMissingError } from '../errors.ts';

export type AccessMode = 'READ_ONLY' | 'READ_WRITE';

export interface ConnectionOptions {
  readonly path: string;
  readonly mode: AccessMode;
  /** How long to wait for another process, in milliseconds. */
  readonly lockTimeoutMs: number;
}

/** No extension is fetched from the network, whatever a file or a query asks for. */
const CONFIG = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };
const RETRY_MS = 40;

const queues = new Map<string, Promise<unknown>>();

/** Opens the file, does the work, closes it. Calls for the same file follow each other. */
export async function withConnection<T>(
  options: ConnectionOptions,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const key = realPath(options.path);
  const before = queues.get(key) ?? Promise.resolve();
  const mine = before.then(async () => connectAndDo(options, work));
  // The next one waits for the end, however it ends.
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  queues.set(key, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(key) === settled) queues.delete(key);
  }
}

/** One file under two names is still one file. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

async function connectAndDo<T>(
  options: ConnectionOptions,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await openWhenFree(options);
  try {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function openWhenFree({ path, mode, lockTimeoutMs }: ConnectionOptions): Promise<DuckDBInstance> {
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      return await DuckDBInstance.create(path, { ...CONFIG, access_mode: mode });
    } catch (error) {
      const explained = explain(path, error, waited);
      if (!(explained instanceof WarehouseLockedError) || waited >= lockTimeoutMs) throw explained;
    }
    await sleep(RETRY_MS);
  }
}

/** DuckDB tells what went wrong in words only. */
function explain(path: string, error: unknown, waitedMs: number): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (/Conflicting lock|Could not set lock|being used by another process/u.test(message)) {
    const pid = /\(PID (\d+)\)/u.exec(message)?.[1];
    return new WarehouseLockedError(path, pid === undefined ? undefined : Number(pid), waitedMs, error);
  }
  if (/database does not exist/u.test(message)) return new WarehouseMissingError(path);
  if (/not a valid DuckDB database|Is a directory/u.test(message)) {
    return new NotAWarehouseError(path, 'the file is no DuckDB database.', error);
  }
  if (/Cannot open file|Permission denied/u.test(message)) {
    return new UnreadableFileError(
      path,
      'the warehouse cannot be opened.',
      'Check the folder and its permissions.',
      error,
    );
  }
  return error;
}

/** A database in memory, for tests and trials: one instance that lives until it is closed. */
export class MemoryConnection {
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(): Promise<MemoryConnection> {
    const instance = await DuckDBInstance.create(':memory:', CONFIG);
    return new MemoryConnection(instance, await instance.connect());
  }

  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const mine = this.#queue.then(async () => work(this.#connection));
    this.#queue = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
