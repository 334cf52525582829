import { ModelFolderNotFoundError } from '@regimekit/persistence';
import { type Kysely, sql } from 'kysely';
import { checkBounds } from './bundle-bounds.ts';
import type { BundleFiles, BundlePlace } from './registry-store.ts';
import type { BundleTransaction, SqlBundles } from './sql-store.ts';
import type { RegistrySchema } from './tables.ts';

/** Bundles as bytes in the database, so that they and their events come into being together. */
export function createSqlBundles(db: Kysely<RegistrySchema>): SqlBundles {
  return {
    // Nothing is written before the transaction, so nothing is left behind.
    stage: async (name, files) => ({ name, files, discard: async () => undefined }),
    read: async (place) => await readFiles(db, place),
    folderOf: () => undefined,
    list: async () => {
      const rows = await db
        .selectFrom('registry_bundle_files')
        .select(['model_name', 'version'])
        .distinct()
        .orderBy('model_name')
        .orderBy('version')
        .execute();
      return rows.map(({ model_name: name, version }) => ({ name, version }));
    },
    begin: (trx) => createTransaction(trx),
  };
}

function createTransaction(trx: Kysely<RegistrySchema>): BundleTransaction {
  const remove = async (place: BundlePlace): Promise<void> => {
    await at(trx.deleteFrom('registry_bundle_files'), place).execute();
  };
  const put = async ({ name, version }: BundlePlace, file: string, bytes: Uint8Array): Promise<void> => {
    await trx
      .insertInto('registry_bundle_files')
      .values({ model_name: name, version, file, bytes })
      .onConflict((conflict) => conflict.columns(['model_name', 'version', 'file']).doUpdateSet({ bytes }))
      .execute();
  };
  return {
    place: async ({ name, files }, version) => {
      await remove({ name, version });
      for (const [file, bytes] of files) await put({ name, version }, file, bytes);
    },
    read: async (place) => await readFiles(trx, place),
    remove,
    putSignature: async (place, file, bytes) => {
      const files = await at(trx.selectFrom('registry_bundle_files').select('file'), place).limit(1).execute();
      if (files.length === 0) throw new ModelFolderNotFoundError(nameOf(place));
      await put(place, file, bytes);
    },
    committed: async () => undefined,
  };
}

/** The sizes are looked at first, so that a row that somebody has made large is not read into memory. */
async function readFiles(db: Kysely<RegistrySchema>, place: BundlePlace): Promise<BundleFiles> {
  const sizes = await at(
    db.selectFrom('registry_bundle_files').select(['file', sql<number>`length(bytes)`.as('size')]),
    place,
  ).execute();
  const where = nameOf(place);
  if (sizes.length === 0) throw new ModelFolderNotFoundError(where);
  checkBounds(where, sizes);
  const rows = await at(db.selectFrom('registry_bundle_files').select(['file', 'bytes']), place)
    .orderBy('file')
    .execute();
  return new Map(rows.map(({ file, bytes }) => [file, bytes]));
}

function nameOf({ name, version }: BundlePlace): string {
  return `${name} ${version} in the database`;
}

interface Placed<Q> {
  where(column: 'model_name' | 'version', operator: '=', value: string): Q & Placed<Q>;
}

function at<Q>(query: Q, { name, version }: BundlePlace): Q {
  return (query as unknown as Placed<Q>).where('model_name', '=', name).where('version', '=', version);
}
