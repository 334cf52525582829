import { decodeModel, type BundleFiles, type ModelSchema } from '@regimekit/persistence';
import type { ModelCache } from './cache/model-cache.ts';
import type { ModelVersion } from './model-version.ts';
import { readVerified, trustOf } from './promotion/checks.ts';
import { findVersion, toModelVersion, viewModel, type RegistryContext } from './registry-context.ts';
import { findCollected } from './retention/find-collected.ts';

/** Loads a version: verified against the digest of its registration, trusted, checked by the schema. */
export async function loadVersion<T>(
  context: RegistryContext & { readonly cache: ModelCache | undefined },
  name: string,
  asked: string,
  schema: ModelSchema<T>,
): Promise<{ version: ModelVersion; model: T }> {
  const { model, record } = await findKept(context, name, asked);
  const { manifestDigest, stage } = record;
  const load = async () => {
    const files = await context.store.bundles.read(record).catch(async (error: unknown) => {
      // A retention may have taken it since the record was looked at.
      throw (await findCollected(context, name, record.version)) ?? error;
    });
    const loaded = decodeModel(files, schema, { manifestDigest, ...trustOf(context, name, stage) });
    return { model: loaded, bytes: [...files.values()].reduce((sum, file) => sum + file.length, 0) };
  };
  const version = toModelVersion(context, model, record);
  // What is no schema has no place in the cache; decodeModel says what is wrong with it.
  const cached = typeof schema === 'object' && schema !== null ? context.cache : undefined;
  if (cached === undefined) return { version, model: (await load()).model };
  return { version, model: await cached.get({ manifestDigest, schema, name, stage }, load) };
}

/** The files of a version, verified against the digest of its registration. */
export async function readVersionFiles(
  context: RegistryContext,
  name: string,
  asked: string,
): Promise<{ version: ModelVersion; files: BundleFiles }> {
  const { model, record } = await findKept(context, name, asked);
  return { version: toModelVersion(context, model, record), files: await readVerified(context, record) };
}

/** A version whose bundle is still there. */
async function findKept(context: RegistryContext, name: string, asked: string) {
  const { model } = await viewModel(context, name, 'read');
  const record = findVersion(model, asked);
  if (record.collectedAt !== undefined) throw (await findCollected(context, name, record.version))!;
  return { model, record };
}
