// The tables of a registry, the same in SQLite and in PostgreSQL.
import type { ColumnTypes, Migration } from '@regimekit/database';
import type { Kysely } from 'kysely';
import { deliveryMigration, type DeliverySchema } from '../webhooks/sql-delivery-store.ts';

export interface EventRow {
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

/** One file of a bundle, where bundles are not folders. */
interface BundleFileRow {
  model_name: string;
  version: string;
  file: string;
  bytes: Uint8Array;
}

interface EvidenceRow {
  digest: string;
  document: string;
}

export interface RegistrySchema extends DeliverySchema {
  registry_events: EventRow;
  registry_bundle_files: BundleFileRow;
  registry_evidence: EvidenceRow;
}

/** Published steps never change: registries were written with them. */
export const registryMigrations: readonly Migration[] = [
  { name: '001-events', up: createEvents },
  deliveryMigration,
  { name: '003-events-of-the-registry', up: widenEvents },
  { name: '004-bundles-and-evidence', up: createBundles },
];

async function createEvents(db: Kysely<unknown>, columns: ColumnTypes): Promise<void> {
  const { integer, text } = columns;
  await db.schema
    .createTable('registry_events')
    .addColumn('sequence', integer, (column) => column.primaryKey())
    .addColumn('at', text, (column) => column.notNull())
    .addColumn('actor', text, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('model_name', text, (column) => column.notNull())
    .addColumn('version', text, (column) => column.notNull())
    .addColumn('from_stage', text)
    .addColumn('to_stage', text, (column) => column.notNull())
    .addColumn('reason', text)
    .addColumn('manifest_digest', text, (column) => column.notNull())
    .addColumn('details', text, (column) => column.notNull())
    // Unique: two events that follow the same one would fork the chain.
    .addColumn('previous_digest', text, (column) => column.notNull().unique())
    .addColumn('digest', text, (column) => column.notNull())
    .execute();
  await indexEvents(db);
}

async function indexEvents(db: Kysely<unknown>): Promise<void> {
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

/** Events that stand on evidence, and events of the whole registry, which have no stage. SQLite drops no NOT NULL. */
async function widenEvents(db: Kysely<unknown>, columns: ColumnTypes): Promise<void> {
  const { integer, text } = columns;
  await db.schema.alterTable('registry_events').renameTo('registry_events_1').execute();
  await db.schema.dropIndex('registry_events_of_model').execute();
  await db.schema.dropIndex('registry_events_one_registration').execute();
  await db.schema
    .createTable('registry_events')
    .addColumn('sequence', integer, (column) => column.primaryKey())
    .addColumn('at', text, (column) => column.notNull())
    .addColumn('actor', text, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('model_name', text, (column) => column.notNull())
    .addColumn('version', text, (column) => column.notNull())
    .addColumn('from_stage', text)
    .addColumn('to_stage', text)
    .addColumn('reason', text)
    .addColumn('manifest_digest', text, (column) => column.notNull())
    .addColumn('evidence_digest', text)
    .addColumn('details', text, (column) => column.notNull())
    .addColumn('previous_digest', text, (column) => column.notNull().unique())
    .addColumn('digest', text, (column) => column.notNull())
    .execute();
  const kept = [
    'sequence',
    'at',
    'actor',
    'type',
    'model_name',
    'version',
    'from_stage',
    'to_stage',
    'reason',
    'manifest_digest',
    'details',
    'previous_digest',
    'digest',
  ];
  const untyped = db as Kysely<Record<string, Record<string, unknown>>>;
  await untyped
    .insertInto('registry_events')
    .columns(kept)
    .expression(untyped.selectFrom('registry_events_1').select(kept))
    .execute();
  await db.schema.dropTable('registry_events_1').execute();
  await indexEvents(db);
}

async function createBundles(db: Kysely<unknown>, columns: ColumnTypes): Promise<void> {
  const { text, blob } = columns;
  await db.schema
    .createTable('registry_bundle_files')
    .addColumn('model_name', text, (column) => column.notNull())
    .addColumn('version', text, (column) => column.notNull())
    .addColumn('file', text, (column) => column.notNull())
    .addColumn('bytes', blob, (column) => column.notNull())
    .addPrimaryKeyConstraint('registry_bundle_files_key', ['model_name', 'version', 'file'])
    .execute();
  await db.schema
    .createTable('registry_evidence')
    .addColumn('digest', text, (column) => column.primaryKey())
    .addColumn('document', text, (column) => column.notNull())
    .execute();
}
