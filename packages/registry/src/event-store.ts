import { openDatabase, type Migration } from '@regimekit/database';
import { canonicalJson } from '@regimekit/numerics';
import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { ChainBrokenError } from './errors.ts';
import {
  checkDigest,
  GENESIS,
  registryEventSchema,
  sealEvent,
  type ChainHead,
  type RegistryEvent,
} from './events/registry-event.ts';
import type { EventStore } from './store.ts';

interface EventRow {
  sequence: number;
  at: string;
  actor: string;
  type: string;
  model_name: string;
  version: string;
  from_stage: string | null;
  to_stage: string | null;
  reason: string | null;
  manifest_digest: string;
  evidence_digest: string | null;
  details: string;
  previous_digest: string;
  digest: string;
}

interface EventSchema {
  registry_events: EventRow;
}

const migrations: readonly Migration[] = [
  { name: '001-events', up: createEvents },
  { name: '002-evidence', up: addEvidence },
];

/** Opens the events in a database file, created when missing. */
export async function openEventStore(path: string, clock: () => Date): Promise<EventStore> {
  const database = await openDatabase<EventSchema>({ path, namespace: 'registry', migrations, clock });
  return {
    read: (modelName) => readEvents(database.db, modelName),
    transact: (work) =>
      database.transact((trx) =>
        work({
          read: (modelName) => readEvents(trx, modelName),
          append: async (event) => {
            // Parsed first: what could not be read again would break the chain for good.
            const sealed = registryEventSchema.parse(sealEvent(event, await readHead(trx)));
            await trx.insertInto('registry_events').values(toRow(sealed)).execute();
            return sealed;
          },
        }),
      ),
    close: () => database.close(),
  };
}

async function readEvents(db: Kysely<EventSchema>, modelName: string | undefined): Promise<RegistryEvent[]> {
  const all = db.selectFrom('registry_events').selectAll().orderBy('sequence');
  const rows = await (modelName === undefined ? all : all.where('model_name', '=', modelName)).execute();
  return rows.map(toEvent);
}

/** The end of the chain. Nothing is ever chained to an event that was tampered with. */
async function readHead(db: Kysely<EventSchema>): Promise<ChainHead> {
  const row = await db
    .selectFrom('registry_events')
    .selectAll()
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return GENESIS;
  const event = toEvent(row);
  checkDigest(event);
  return event;
}

function toRow(event: RegistryEvent): EventRow {
  return {
    sequence: event.sequence,
    at: event.at,
    actor: event.actor,
    type: event.type,
    model_name: event.modelName,
    version: event.version,
    from_stage: event.from,
    to_stage: event.to,
    reason: event.reason,
    manifest_digest: event.manifestDigest,
    evidence_digest: event.evidenceDigest ?? null,
    details: canonicalJson(event.details),
    previous_digest: event.previousDigest,
    digest: event.digest,
  };
}

/** @throws ChainBrokenError when the row is no event, whoever wrote it */
function toEvent(row: EventRow): RegistryEvent {
  const event = registryEventSchema.safeParse({
    sequence: row.sequence,
    at: row.at,
    actor: row.actor,
    type: row.type,
    modelName: row.model_name,
    version: row.version,
    from: row.from_stage,
    to: row.to_stage,
    reason: row.reason,
    manifestDigest: row.manifest_digest,
    ...(row.evidence_digest === null ? {} : { evidenceDigest: row.evidence_digest }),
    details: parseDetails(row),
    previousDigest: row.previous_digest,
    digest: row.digest,
  });
  if (event.success) return event.data;
  throw new ChainBrokenError(row.sequence, `it is no event. ${z.prettifyError(event.error)}`, undefined, event.error);
}

function parseDetails(row: EventRow): unknown {
  try {
    return JSON.parse(row.details) as unknown;
  } catch (error) {
    throw new ChainBrokenError(row.sequence, 'its details are not JSON.', undefined, error);
  }
}

async function createEvents(db: Kysely<unknown>): Promise<void> {
  await createEventTable(db, { withEvidence: false });
  await createEventIndices(db);
}

async function createEventTable(db: Kysely<unknown>, { withEvidence }: { withEvidence: boolean }): Promise<void> {
  const table = db.schema
    .createTable('registry_events')
    .addColumn('sequence', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('model_name', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('from_stage', 'text')
    .addColumn('to_stage', 'text', (column) => (withEvidence ? column : column.notNull()))
    .addColumn('reason', 'text')
    .addColumn('manifest_digest', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    // Unique: two events that follow the same one would fork the chain.
    .addColumn('previous_digest', 'text', (column) => column.notNull().unique())
    .addColumn('digest', 'text', (column) => column.notNull());
  await (withEvidence ? table.addColumn('evidence_digest', 'text') : table).execute();
}

async function createEventIndices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('registry_events_of_model')
    .on('registry_events')
    .columns(['model_name', 'sequence'])
    .execute();
  await db.schema
    .createIndex('registry_events_one_registration')
    .on('registry_events')
    .columns(['model_name', 'version'])
    .unique()
    .where('type' as never, '=', 'registered')
    .execute();
}

/**
 * Adds the digest of the evidence, and lets events of the whole registry be without a stage. Made anew and copied, since
 * SQLite cannot drop a NOT NULL; the indices go with the old table.
 */
async function addEvidence(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('registry_events').renameTo('registry_events_001').execute();
  for (const index of ['registry_events_of_model', 'registry_events_one_registration']) {
    await db.schema.dropIndex(index).execute();
  }
  await createEventTable(db, { withEvidence: true });
  const columns = 'sequence, at, actor, type, model_name, version, from_stage, to_stage, reason, manifest_digest, ';
  const rest = 'details, previous_digest, digest';
  const all = sql.raw(columns + rest);
  await sql`insert into registry_events (${all}) select ${all} from registry_events_001 order by sequence`.execute(db);
  await db.schema.dropTable('registry_events_001').execute();
  await createEventIndices(db);
}
