// Writes three files in every way that counts as an operation, one of them atomically.
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { closeSync, fsync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

const [, , folder = ''] = process.argv;
await mkdir(join(folder, 'inner'));
const handle = await open(join(folder, 'a.tmp'), 'wx');
await handle.writeFile('first');
await handle.sync();
await handle.close();
await rename(join(folder, 'a.tmp'), join(folder, 'a'));
await writeFile(join(folder, 'b'), 'second');
await readFile(join(folder, 'b'));
const file = openSync(join(folder, 'c'), 'wx');
writeSync(file, 'third');
fsyncSync(file);
await promisify(fsync)(file);
closeSync(file);
const database = new DatabaseSync(join(folder, 'db'));
database.exec('create table t (x integer)');
database.prepare('insert into t values (?)').run(1);
database.prepare('select x from t').all();
database.close();
writeSync(1, 'acknowledged\n');
