import { join } from 'node:path';
import { makeFolder } from '@regimekit/persistence';
import { openMemoryStore } from './memory-store.ts';
import type { ResolvedLocation } from './registry-location.ts';
import type { RegistryStore } from './registry-store.ts';
import { openSqlStore } from './sql-store.ts';

/**
 * Opens what a registry is kept in, creating folder or tables where they are missing, unless it is only to be read.
 *
 * @throws DatabaseUnavailableError, DatabaseBusyError or MigrationError of @regimekit/database
 */
export async function openRegistryStore(
  location: ResolvedLocation,
  { clock, readOnly = false }: { readonly clock: () => Date; readonly readOnly?: boolean },
): Promise<RegistryStore> {
  if (location.kind === 'memory') return openMemoryStore();
  if (location.kind === 'database') {
    const { databaseUrl: url, bundlesFolder: folder, schema } = location;
    if (folder !== undefined && !readOnly) await makeFolder(folder);
    return await openSqlStore({ database: { url, schema }, folder, clock, readOnly });
  }
  const { folder } = location;
  if (!readOnly) await makeFolder(folder);
  return await openSqlStore({ database: { path: join(folder, 'registry.sqlite') }, folder, clock, readOnly });
}
