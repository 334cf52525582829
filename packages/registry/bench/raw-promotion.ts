// What a promotion must bring to the disk, and nothing else: the rows, lines and bytes of a real one, without asking why.
import { closeSync, fsync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

const sync = promisify(fsync);

export interface RawPromotion {
  /** Writes and syncs one thing after the other. */
  readonly inTurn: () => void;
  /** The same with the two files synced at once, as a promotion has them: nobody knows how to do with less. */
  readonly atOnce: () => Promise<void>;
  readonly close: () => void;
}

/**
 * Repeats the last promotion of a registry, on a copy of it that nobody has open. What is written has its size to the
 * byte; the pages of the database that it changes are as many, because the tables and what they hold are the same.
 *
 * - two rows in one transaction of SQLite, synced by its commit
 * - two lines added to `events.jsonl`, synced
 * - `registry.json` replaced: written beside it, synced, renamed. The folder is not synced, nor does a promotion
 *
 * @param folder the copy
 */
export function createRawPromotion(folder: string): RawPromotion {
  const commit = createCommit(folder);
  const [lines, picture] = [join(folder, 'events.jsonl'), join(folder, 'registry.json')];
  const temporary = `${picture}.tmp`;
  const content = readFileSync(picture);
  const end = Buffer.from(`${readFileSync(lines, 'utf8').trimEnd().split('\n').slice(-2).join('\n')}\n`);
  return {
    inTurn: () => {
      commit.run();
      for (const [path, flags, bytes] of [[lines, 'a', end] as const, [temporary, 'wx', content] as const]) {
        const file = write(path, flags, bytes);
        fsyncSync(file);
        closeSync(file);
      }
      renameSync(temporary, picture);
    },
    atOnce: async () => {
      commit.run();
      const files = [write(temporary, 'wx', content), write(lines, 'a', end)] as const;
      const first = sync(files[0]);
      fsyncSync(files[1]);
      await first;
      for (const file of files) closeSync(file);
      renameSync(temporary, picture);
    },
    close: commit.close,
  };
}

/** The last two rows again and again, with nothing twice that must be there once. */
function createCommit(folder: string): { readonly run: () => void; readonly close: () => void } {
  const database = new DatabaseSync(join(folder, 'registry.sqlite'));
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  const rows = database.prepare('select * from registry_events order by sequence desc limit 2').all().reverse();
  const columns = Object.keys(rows[0]!);
  const insert = database.prepare(
    `insert into registry_events (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  let sequence = Number(rows[1]!['sequence']);
  const digest = (of: number) => of.toString(16).padStart(64, '0');
  const run = () => {
    database.exec('begin immediate');
    for (const row of rows) {
      sequence += 1;
      const place = { sequence, previous_digest: digest(sequence - 1), digest: digest(sequence) };
      insert.run(...Object.values({ ...row, ...place }));
    }
    database.exec('commit');
  };
  return { run, close: () => database.close() };
}

/** @returns the file, open */
function write(path: string, flags: string, bytes: Uint8Array): number {
  const file = openSync(path, flags);
  writeSync(file, bytes);
  return file;
}
