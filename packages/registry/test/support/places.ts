// The places in which a registry can be kept for longer than its process.
import { testPostgres } from '@regimekit/test-postgres';
import type { RegistryLocation } from '../../src/index.ts';
import { temporaryFolder } from './registries.ts';

export interface Place {
  readonly title: string;
  readonly missing: boolean;
  /** An empty one, for one test. */
  readonly locate: () => Promise<RegistryLocation>;
}

const server = await testPostgres();

export const places: readonly Place[] = [
  { title: 'SQLite', missing: false, locate: temporaryFolder },
  {
    title: server.title,
    missing: server.missing,
    locate: async () => ({ databaseUrl: await server.createDatabase() }),
  },
];

export const placesWithFolder: readonly Place[] = [
  ...places,
  {
    title: `${server.title} with a folder`,
    missing: server.missing,
    locate: async () => ({ databaseUrl: await server.createDatabase(), bundlesFolder: await temporaryFolder() }),
  },
];
