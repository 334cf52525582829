import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How long a name that nobody finished must have been untouched before it is deleted. Writing a bundle takes
 * milliseconds and its transaction waits ten seconds for the lock; a day is out of reach even for a machine that slept.
 * Should it happen all the same, the change fails, and nothing that was recorded is touched.
 */
const OLD_MS = 24 * 60 * 60 * 1000;

/** Looking is cheap, but not free where there are thousands of versions. */
const PAUSE_MS = 60 * 60 * 1000;

/** Deletes what killed processes have left, once it is old. */
export class Sweeper {
  readonly #root: string;
  readonly #looked = new Map<string, number>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Looks into a folder, and into the registry itself, at most once an hour each. Never throws. */
  async sweep(folder: string, prefixes: readonly string[]): Promise<void> {
    const temporary = /\.tmp-[0-9a-f]{12}$/u;
    await this.#sweep(folder, (name) => prefixes.some((prefix) => name.startsWith(prefix)));
    await this.#sweep(this.#root, (name) => temporary.test(name));
  }

  async #sweep(folder: string, isLeft: (name: string) => boolean): Promise<void> {
    const now = Date.now();
    if (now - (this.#looked.get(folder) ?? 0) < PAUSE_MS) return;
    this.#looked.set(folder, now);
    try {
      for (const name of (await readdir(folder)).filter(isLeft)) {
        const path = join(folder, name);
        if (now - (await newestChange(path)) > OLD_MS) await rm(path, { recursive: true, force: true });
      }
    } catch {
      // What cannot be tidied up today stays for another day; the change itself is not concerned.
    }
  }
}

/** When the entry, or anything directly in it, was changed last. */
async function newestChange(path: string): Promise<number> {
  const { mtimeMs } = await stat(path);
  const inner = await readdir(path).catch(() => []);
  const times = await Promise.all(inner.map(async (name) => (await stat(join(path, name))).mtimeMs));
  return Math.max(mtimeMs, ...times);
}
