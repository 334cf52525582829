// What a promotion must bring to the disk, and nothing else: the rows, lines and bytes of a real one, written and synced
// one after the other as it does itself, without asking why.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

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
export function createRawPromotion(folder: string): { readonly run: () => void; readonly close: () => void } {
  const database = new DatabaseSync(join(folder, 'registry.sqlite'));
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full');
  const rows = database.prepare('select * from registry_events order by sequence desc limit 2').all().reverse();
  const columns = Object.keys(rows[0]!);
  const insert = database.prepare(
    `insert into registry_events (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
  );
  const registryJson = readFileSync(join(folder, 'registry.json'));
  const eventsJsonl = readFileSync(join(folder, 'events.jsonl'), 'utf8');
  const lines = Buffer.from(`${eventsJsonl.trimEnd().split('\n').slice(-2).join('\n')}\n`);
  let sequence = Number(rows[1]!['sequence']);

  /** Nothing occurs twice in the chain, so that the rows are new ones each time. */
  const next = () => {
    sequence += 1;
    const digest = (of: number) => of.toString(16).padStart(64, '0');
    return { sequence, previous_digest: digest(sequence - 1), digest: digest(sequence) };
  };
  return {
    run: () => {
      database.exec('begin immediate');
      for (const row of rows) insert.run(...Object.values({ ...row, ...next() }));
      database.exec('commit');
      write(join(folder, 'events.jsonl'), 'a', lines);
      write(join(folder, 'registry.json.tmp'), 'wx', registryJson);
      renameSync(join(folder, 'registry.json.tmp'), join(folder, 'registry.json'));
    },
    close: () => database.close(),
  };
}

function write(path: string, flags: string, bytes: Uint8Array): void {
  const file = openSync(path, flags);
  writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
}
