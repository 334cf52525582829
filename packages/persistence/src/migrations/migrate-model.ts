import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { checkFolder } from '../check-options.ts';
import { FormatIsCurrentError, InvalidOptionError } from '../errors.ts';
import { FORMAT_VERSION, manifestDigest, type ModelManifest } from '../manifest.ts';
import { encodeModel } from '../bundle/encode-model.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import { writeBundleFolder } from '../bundle/write-bundle-folder.ts';

/**
 * Writes a bundle of an earlier format anew in the newest, into another folder. The old bundle is read, never touched.
 *
 * The new one holds the same model with the same instant; its evidence names the format and the manifest digest it came
 * from, so that both can be told to be one. Migrating twice gives the same bytes. Signatures stay behind: they vouch for
 * the old files, so sign the new ones.
 *
 * Reading never needs this: every format is read as it is.
 *
 * @param from folder of the old bundle
 * @param to folder of the new bundle, which must not exist, nor lie within the old
 * @returns the manifest of the new bundle
 * @throws FormatIsCurrentError when the bundle has the newest format already
 * @throws what `readBundle` and `saveModel` throw
 */
export async function migrateModel(from: string, to: string): Promise<ModelManifest> {
  checkFolder(from);
  checkFolder(to);
  const { manifest, data, evidence } = await readBundle(from);
  if (manifest.formatVersion === FORMAT_VERSION) throw new FormatIsCurrentError(from, FORMAT_VERSION);
  await refuseInside(from, to);
  const migratedFrom = { formatVersion: manifest.formatVersion, manifestDigest: manifestDigest(manifest) };
  const migrated = encodeModel(data, {
    evidence: { ...evidence, migratedFrom },
    clock: () => new Date(manifest.createdAt),
  });
  await writeBundleFolder(to, migrated.files);
  return migrated.manifest;
}

/** A folder made inside the old bundle would make that one unreadable. */
async function refuseInside(from: string, to: string): Promise<void> {
  const way = relative(await realpath(from), await resolveParents(resolve(to)));
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return;
  throw new InvalidOptionError('to', 'a folder outside the old bundle', to, 'Name a new folder beside it.');
}

/** The path with the links among its existing parents resolved. */
async function resolveParents(path: string): Promise<string> {
  const parent = dirname(path);
  if (parent === path) return path;
  const found = await realpath(parent).catch(() => undefined);
  return join(found ?? (await resolveParents(parent)), basename(path));
}
