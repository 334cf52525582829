// A registry in a database, SQLite or PostgreSQL: one implementation for both.
import { openDatabase, type DatabaseLocation } from '@regimekit/database';
import { sha256Hex } from '@regimekit/numerics';
import { sql, type CompiledQuery, type Kysely, type Transaction } from 'kysely';
import { checkDigest, sealEvent, type NewEvent, type RegistryEvent } from '../events/registry-event.ts';
import { createSqlDeliveryStore } from '../webhooks/sql-delivery-store.ts';
import { EventLog, toQuery, type EventSource } from './event-log.ts';
import { toEvent, toRow } from './event-rows.ts';
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
import { registryMigrations, type EventRow, type RegistrySchema } from './tables.ts';

export interface SqlStoreOptions {
  readonly database: DatabaseLocation;
  /** Where bundles and projections lie; without it bundles are bytes in the database and projections are asked for. */
  readonly folder?: string | undefined;
  readonly clock: () => Date;
  /** @default false */
  readonly readOnly?: boolean | undefined;
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

export async function openSqlStore(options: SqlStoreOptions): Promise<RegistryStore> {
  const { database: location, folder, clock, readOnly } = options;
  const database = await openDatabase<RegistrySchema>({
    ...location,
    namespace: 'registry',
    migrations: registryMigrations,
    clock,
    readOnly,
  });
  const bundles: SqlBundles = folder === undefined ? createSqlBundles(database.db) : new FolderBundles(folder);
  const known: Known = { log: new EventLog(), lastEvent: new LastEvent(), insertion: undefined };
  const { log, lastEvent } = known;
  return {
    location: folder ?? database.location,
    folder,
    read: async (query) => await read(database.db, known, toQuery(query)),
    head: async () => {
      await log.follow(eventsOf(database.db, lastEvent));
      return log.head;
    },
    transact: async (work) => {
      const { result, after } = await database.transact(async (trx) => {
        await log.follow(eventsOf(trx, lastEvent));
        const bundleTransaction = bundles.begin(trx);
        const appended: RegistryEvent[] = [];
        const result = await work(createTransaction(trx, known, { appended, bundles: bundleTransaction }));
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

/** What is known of the events, and how far it holds. */
interface Known {
  readonly log: EventLog;
  readonly lastEvent: LastEvent;
  /** How an event is written, once one was. */
  insertion: CompiledQuery | undefined;
}

async function read(
  db: Kysely<RegistrySchema>,
  { log, lastEvent }: Known,
  query: EventQuery,
): Promise<RegistryEvent[]> {
  const source = eventsOf(db, lastEvent);
  if (query.fresh !== true) {
    await log.follow(source);
    return log.select(query);
  }
  const fresh = new EventLog();
  fresh.add(await source.after(0));
  return fresh.select(query);
}

function createTransaction(
  trx: Transaction<RegistrySchema>,
  known: Known,
  { appended, bundles }: { readonly appended: RegistryEvent[]; readonly bundles: BundleTransaction },
): RegistryTransaction {
  const { log } = known;
  const own = new EventLog();
  const head = () => (appended.length === 0 ? log.head : own.head);
  return {
    read: async (query) => {
      const asked = toQuery(query);
      // What was appended here is in the table already.
      return asked.fresh === true ? await read(trx, known, asked) : [...log.select(asked), ...own.select(asked)];
    },
    head: async () => head(),
    append: async (event: NewEvent) => {
      const row = toRow(sealEvent(event, head()));
      // As it will be read from now on, so that what is made of it is the same to the byte, today and later. Before it is
      // written: what could not be read again would break the chain for good.
      const sealed = toEvent(row);
      // Built once: it takes longer than the writing.
      known.insertion ??= trx.insertInto('registry_events').values(row).compile();
      await trx.executeQuery({ ...known.insertion, parameters: Object.values(row) });
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

/** Read again and again, and hashed; as long as its row is the same to the letter, so is what was found. */
class LastEvent {
  query: CompiledQuery<EventRow> | undefined;
  #known: { readonly row: EventRow; readonly event: RegistryEvent } | undefined;

  parse(row: EventRow): RegistryEvent {
    if (this.#known !== undefined && isSameRow(row, this.#known.row)) return this.#known.event;
    const event = toEvent(row);
    checkDigest(event);
    this.#known = { row, event };
    return event;
  }
}

function isSameRow(a: EventRow, b: EventRow): boolean {
  return (Object.keys(a) as (keyof EventRow)[]).every((column) => a[column] === b[column]);
}

function eventsOf(db: Kysely<RegistrySchema>, lastEvent: LastEvent): EventSource {
  const all = () => db.selectFrom('registry_events').selectAll();
  return {
    last: async () => {
      // Built once: every operation asks for it several times, and building takes longer than answering. With the limit
      // as a literal: SQLite compiles a statement anew whenever a parameter is bound that its plan may depend on.
      lastEvent.query ??= all().orderBy('sequence', 'desc').limit(sql.lit(1)).compile();
      const { rows } = await db.executeQuery(lastEvent.query);
      return rows[0] === undefined ? undefined : lastEvent.parse(rows[0]);
    },
    after: async (sequence) =>
      (await all().where('sequence', '>', sequence).orderBy('sequence').execute()).map(toEvent),
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
