// Every kind of place that a registry can be kept in, with a way around the registry for those who test what that does.
import { openDatabase, type Database, type DatabaseLocation } from '@regimekit/database';
import { testPostgres } from '@regimekit/test-postgres';
import { sql } from 'kysely';
import { onTestFinished } from 'vitest';
import { ModelRegistry, type OpenRegistryOptions, type RegistryLocation } from '../../src/index.ts';
import { join } from 'node:path';
import { temporaryFolder, tickingClock } from './registries.ts';

/** Of what an intruder asks for; bytes are to be asked for as text. */
export type Row = Record<string, string | number | null>;

export interface Site {
  readonly location: RegistryLocation;
  /** Where bundles and projections lie, where they are folders. */
  readonly folder: string | undefined;
  /** The registry, as a process of its own would open it. Closed when the test ends. */
  open(options?: OpenRegistryOptions): Promise<ModelRegistry>;
  /** Runs statements on its database, as an intruder would. */
  intrude(...statements: string[]): Promise<Row[]>;
}

export interface SiteKind {
  readonly title: string;
  /** Whether it cannot be had on this machine. */
  readonly missing: boolean;
  /** Whether bundles are folders, and not bytes in the database. */
  readonly keepsFolders: boolean;
  /** An empty one. */
  make(): Promise<Site>;
}

const server = await testPostgres();

export const sites: readonly SiteKind[] = [
  {
    title: 'SQLite and folders',
    missing: false,
    keepsFolders: true,
    make: async () => {
      const folder = await temporaryFolder();
      return toSite({ folder }, folder, { path: join(folder, 'registry.sqlite') });
    },
  },
  {
    title: server.title,
    missing: server.missing,
    keepsFolders: false,
    make: async () => {
      const url = await server.createDatabase();
      return toSite({ databaseUrl: url }, undefined, { url });
    },
  },
  {
    title: `${server.title} and folders`,
    missing: server.missing,
    keepsFolders: true,
    make: async () => {
      const [url, folder] = [await server.createDatabase(), await temporaryFolder()];
      return toSite({ databaseUrl: url, bundlesFolder: folder }, folder, { url });
    },
  },
];

function toSite(location: RegistryLocation, folder: string | undefined, database: DatabaseLocation): Site {
  let intruder: Promise<Database<unknown>> | undefined;
  onTestFinished(async () => await (await intruder)?.close());
  return {
    location,
    folder,
    open: async (options = {}) => {
      const registry = await ModelRegistry.open(location, { actor: 'ada', clock: tickingClock(), ...options });
      onTestFinished(() => registry.close());
      return registry;
    },
    intrude: async (...statements) => {
      intruder ??= openDatabase({ ...database, namespace: 'intruder', migrations: [] });
      const { db } = await intruder;
      let rows: Row[] = [];
      for (const statement of statements) ({ rows } = await sql.raw<Row>(statement).execute(db));
      return rows;
    },
  };
}
