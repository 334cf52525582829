// Bundles as folders, `<registry>/<model>/versions/<version>`.
import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import {
  moveFolder,
  ModelStorageError,
  readBundleFolder,
  syncFolder,
  temporaryName,
  writeBundleFolder,
  writeNewFile,
} from '@regimekit/persistence';
import type { BundleFiles, BundlePlace, StagedBundle } from './registry-store.ts';
import type { BundleTransaction, SqlBundles } from './sql-store.ts';
import { Sweeper } from './sweeper.ts';

const INCOMING = '.incoming-';
const REMOVED = '.removed-';
const ORPHAN = '.orphan-';

/** Folders that were staged, by their bundle. */
const places = new WeakMap<StagedBundle, string>();

export class FolderBundles implements SqlBundles {
  readonly #root: string;
  readonly #sweeper: Sweeper;

  /** @param root absolute path of the registry */
  constructor(root: string) {
    this.#root = root;
    this.#sweeper = new Sweeper(root);
  }

  /** Writes and syncs the bundle beside its place; only a rename is left for the transaction. */
  async stage(name: string, files: BundleFiles): Promise<StagedBundle> {
    const folder = join(this.#versions(name), `${INCOMING}${random()}`);
    await this.#sweeper.sweep(this.#versions(name), [INCOMING, REMOVED]);
    await writeBundleFolder(folder, files);
    const staged = { name, files, discard: async () => await forget(folder) };
    places.set(staged, folder);
    return staged;
  }

  async read(place: BundlePlace): Promise<BundleFiles> {
    return await readBundleFolder(this.folderOf(place));
  }

  folderOf({ name, version }: BundlePlace): string {
    return `${this.#versions(name)}${sep}${version}`;
  }

  async list(): Promise<BundlePlace[]> {
    const found: BundlePlace[] = [];
    for (const name of await namesIn(this.#root)) {
      for (const version of await namesIn(this.#versions(name))) found.push({ name, version });
    }
    return found;
  }

  begin(): BundleTransaction {
    const removals: BundlePlace[] = [];
    return {
      place: async (bundle, version) => await this.#place(bundle, version),
      read: async (place) => await this.read(place),
      remove: async (place) => {
        removals.push(place);
      },
      putSignature: async (place, file, bytes) => await this.#putSignature(place, file, bytes),
      // Only now: a folder cannot be brought back when the transaction fails. Who is killed in between leaves a bundle
      // that the record calls removed; the next retention run takes it.
      committed: async () => {
        for (const place of removals) await this.#remove(place);
      },
    };
  }

  /**
   * Moves a bundle to the folder of its version. What lies there belongs to no event, and since nobody else writes now
   * it is what a crash left behind. It is moved aside rather than used (nobody vouches for it) or deleted (it may be
   * wanted).
   */
  async #place(bundle: StagedBundle, version: string): Promise<void> {
    const incoming = places.get(bundle)!;
    const place = this.folderOf({ name: bundle.name, version });
    if (await moveFolder(incoming, place)) return;
    await moveFolder(place, join(dirname(place), `${ORPHAN}${version}-${random()}`));
    if (!(await moveFolder(incoming, place)))
      throw new ModelStorageError('move the model to', place, 'it is taken again and again.');
  }

  /** Out of sight by one rename first, so that nobody meets a half of it. */
  async #remove(place: BundlePlace): Promise<void> {
    const folder = this.folderOf(place);
    const hidden = join(dirname(folder), `${REMOVED}${place.version}-${random()}`);
    try {
      await rename(folder, hidden);
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return;
      throw new ModelStorageError('remove', folder, error);
    }
    await syncFolder(dirname(folder));
    await forget(hidden);
  }

  /** Written beside the versions and linked into the bundle: a reader sees the whole signature or none. */
  async #putSignature(place: BundlePlace, file: string, bytes: Uint8Array): Promise<void> {
    const target = join(this.folderOf(place), file);
    const temporary = temporaryName(join(this.#versions(place.name), `${INCOMING}${random()}`));
    try {
      await writeNewFile(temporary, bytes);
      // Not its parents: where there is no bundle none shall appear.
      await mkdir(dirname(target)).catch((error: { code?: unknown }) => {
        if (error.code !== 'EEXIST') throw error;
      });
      await link(temporary, target).catch(async (error: { code?: unknown }) => {
        if (error.code !== 'EEXIST') throw error;
        await rename(temporary, target);
      });
      await syncFolder(dirname(target));
      await syncFolder(this.folderOf(place));
    } catch (error) {
      throw new ModelStorageError('write', target, error);
    } finally {
      await forget(temporary);
    }
  }

  #versions(name: string): string {
    // Put together by hand, because lists ask thousands of times; both names hold nothing that would have to be resolved.
    return `${this.#root}${sep}${name}${sep}versions`;
  }
}

function random(): string {
  return randomBytes(6).toString('hex');
}

async function forget(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** Folders in a folder, in order; none where it does not exist. Those whose name begins with a dot are nobody's. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    return names.map(({ name }) => name).sort();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new ModelStorageError('read', folder, error);
  }
}
