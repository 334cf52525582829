// A registry in a database, SQLite or PostgreSQL: one implementation for both.
import { openDatabase, type Database, type DatabaseLocation } from '@regimekit/database';
import { sha256Hex } from '@regimekit/numerics';
import type { Kysely, Transaction } from 'kysely';
import { registryEventSchema, sealEvent, type NewEvent, type RegistryEvent } from '../events/registry-event.ts';
import { createSqlDeliveryStore } from '../webhooks/sql-delivery-store.ts';
import { EventLog, toQuery, type EventSource } from './event-log.ts';
import { freeze, toEvent, toRow } from './event-rows.ts';
import { FolderBundles } from './folder-bundles.ts';
import type {
  BundleFiles,
  BundlePlace,
  BundleStore,
  EventQuery,
  EvidenceStore,
  RegistryStore,
  RegistryTransaction,
  StagedBundle,
} from './registry-store.ts';
import { createSqlBundles } from './sql-bundles.ts';
import { registryMigrations, type RegistrySchema } from './tables.ts';

export interface SqlStoreOptions {
  readonly database: DatabaseLocation;
  /** Where bundles and projections lie; without it bundles are bytes in the database and projections are asked for. */
  readonly folder?: string | undefined;
  readonly clock: () => Date;
}

/** What a kind of bundle store does within a transaction of the database. */
export interface BundleTransaction {
  place(bundle: StagedBundle, version: string): Promise<void>;
  read(place: BundlePlace): Promise<BundleFiles>;
  remove(place: BundlePlace): Promise<void>;
  putSignature(place: BundlePlace, file: string, bytes: Uint8Array): Promise<void>;
  /** Runs once the transaction has happened. */
  committed(): Promise<void>;
}

export interface SqlBundles extends BundleStore {
  begin(trx: Kysely<RegistrySchema>): BundleTransaction;
}

export async function openSqlStore({ database: location, folder, clock }: SqlStoreOptions): Promise<RegistryStore> {
  const database = await openDatabase<RegistrySchema>({
    ...location,
    namespace: 'registry',
    migrations: registryMigrations,
    clock,
  });
  const bundles: SqlBundles = folder === undefined ? createSqlBundles(database.db) : new FolderBundles(folder);
  const log = new EventLog();
  return {
    location: folder ?? database.location,
    folder,
    read: async (query) => await read(database, log, toQuery(query)),
    head: async () => {
      await log.follow(eventsOf(database.db));
      return log.head;
    },
    transact: async (work) => {
      const { result, after } = await database.transact(async (trx) => {
        await log.follow(eventsOf(trx));
        const bundleTransaction = bundles.begin(trx);
        const appended: RegistryEvent[] = [];
        const result = await work(createTransaction(trx, log, { appended, bundles: bundleTransaction }));
        return { result, after: { appended, bundleTransaction } };
      });
      // Nobody else of this process may have read them in the meantime.
      if (log.head.digest === after.appended[0]?.previousDigest) log.add(after.appended);
      await after.bundleTransaction.committed();
      return result;
    },
    bundles,
    evidence: createEvidence(database.db),
    // Its tables are some of those of the database.
    deliveries: createSqlDeliveryStore(database),
    close: async () => await database.close(),
  };
}

async function read(
  { db }: Pick<Database<RegistrySchema>, 'db'>,
  log: EventLog,
  query: EventQuery,
): Promise<RegistryEvent[]> {
  if (query.fresh !== true) {
    await log.follow(eventsOf(db));
    return log.select(query);
  }
  const fresh = new EventLog();
  fresh.add(await eventsOf(db).after(0));
  return fresh.select(query);
}

function createTransaction(
  trx: Transaction<RegistrySchema>,
  log: EventLog,
  { appended, bundles }: { readonly appended: RegistryEvent[]; readonly bundles: BundleTransaction },
): RegistryTransaction {
  const own = new EventLog();
  const head = () => (appended.length === 0 ? log.head : own.head);
  return {
    read: async (query) => {
      const asked = toQuery(query);
      // What was appended here is in the table already.
      return asked.fresh === true ? await read({ db: trx }, log, asked) : [...log.select(asked), ...own.select(asked)];
    },
    head: async () => head(),
    append: async (event: NewEvent) => {
      // Parsed first: what could not be read again would break the chain for good.
      const sealed = freeze(registryEventSchema.parse(sealEvent(event, head())) as RegistryEvent);
      await trx.insertInto('registry_events').values(toRow(sealed)).execute();
      appended.push(sealed);
      own.add([sealed]);
      return sealed;
    },
    placeBundle: async (bundle, version) => await bundles.place(bundle, version),
    readBundle: async (place) => await bundles.read(place),
    removeBundle: async (place) => await bundles.remove(place),
    putSignature: async (place, file, bytes) => await bundles.putSignature(place, file, bytes),
    putEvidence: async (document) => await putEvidence(trx, document),
    readEvidence: async (digest) => await readEvidence(trx, digest),
  };
}

function eventsOf(db: Kysely<RegistrySchema>): EventSource {
  const all = db.selectFrom('registry_events').selectAll();
  return {
    last: async () => {
      const row = await all.orderBy('sequence', 'desc').limit(1).executeTakeFirst();
      return row === undefined ? undefined : toEvent(row);
    },
    after: async (sequence) => (await all.where('sequence', '>', sequence).orderBy('sequence').execute()).map(toEvent),
  };
}

function createEvidence(db: Kysely<RegistrySchema>): EvidenceStore {
  return {
    put: async (document) => await putEvidence(db, document),
    read: async (digest) => await readEvidence(db, digest),
    list: async () => {
      const rows = await db.selectFrom('registry_evidence').select('digest').orderBy('digest').execute();
      return rows.map(({ digest }) => digest);
    },
  };
}

async function putEvidence(db: Kysely<RegistrySchema>, document: string): Promise<string> {
  const digest = sha256Hex(new TextEncoder().encode(document));
  await db
    .insertInto('registry_evidence')
    .values({ digest, document })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
  return digest;
}

async function readEvidence(db: Kysely<RegistrySchema>, digest: string): Promise<string | undefined> {
  const select = db.selectFrom('registry_evidence').select('document').where('digest', '=', digest);
  return (await select.executeTakeFirst())?.document;
}
