// The delivery store in a database, the same statements for SQLite and PostgreSQL.
import type { ColumnTypes, Database, Migration } from '@regimekit/database';
import type { Kysely } from 'kysely';
import type { Delivery, DeliveryState, DeliveryStore, Lease, StoredSubscription } from './delivery-store.ts';
import {
  fromDeliveryRow,
  fromRow,
  toDeliveryRow,
  toRow,
  toSecretColumns,
  type DeliveryRow,
  type SubscriptionRow,
} from './delivery-rows.ts';

/** The tables of the webhooks, as the database of a registry knows them. */
export interface DeliverySchema {
  registry_webhooks: SubscriptionRow;
  registry_deliveries: DeliveryRow;
}

/** To be appended to the migrations of the registry. */
export const deliveryMigration: Migration = { name: '002-webhooks', up: createTables };

/** @param database one whose migrations hold `deliveryMigration` */
export function createSqlDeliveryStore(database: Database<DeliverySchema>): DeliveryStore {
  const { db } = database;
  return {
    add: async (subscription) => {
      const rows = await db
        .insertInto('registry_webhooks')
        .values(toRow(subscription))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute();
      return rows.length > 0;
    },
    remove: async (id) =>
      await database.transact(async (trx) => {
        await trx.deleteFrom('registry_deliveries').where('subscription_id', '=', id).execute();
        const rows = await trx.deleteFrom('registry_webhooks').where('id', '=', id).returning('id').execute();
        return rows.length > 0;
      }),
    subscriptions: async () => {
      const rows = await db.selectFrom('registry_webhooks').selectAll().orderBy('id').execute();
      return rows.map(fromRow);
    },
    disable: async (id, reason) => {
      const update = db.updateTable('registry_webhooks').set({ disabled: reason }).where('id', '=', id);
      return (await update.returning('id').execute()).length > 0;
    },
    replaceSecret: async (id, { before, after }) => {
      const expected = toSecretColumns(before);
      const rows = await db
        .updateTable('registry_webhooks')
        .set(toSecretColumns(after))
        .where('id', '=', id)
        .where('secret_kind', '=', expected.secret_kind)
        .where('secret', '=', expected.secret)
        .returning('id')
        .execute();
      return rows.length > 0;
    },
    deliveries: async (query) => await readDeliveries(db, query),
    lease: async (lease, time) => await takeLease(db, lease, time),
    release: async ({ subscription, owner }) => {
      await db
        .updateTable('registry_webhooks')
        .set({ lease_owner: null, lease_until: null })
        .where('id', '=', subscription)
        .where('lease_owner', '=', owner)
        .execute();
    },
    settle: async (lease, result) => await database.transact(async (trx) => await settle(trx, lease, result)),
    forget: async ({ before, subscription }) => {
      let deletion = db
        .deleteFrom('registry_deliveries')
        .where('state', '=', 'delivered')
        .where('last_attempt_at', '<', before);
      if (subscription !== undefined) deletion = deletion.where('subscription_id', '=', subscription);
      return Number((await deletion.executeTakeFirst()).numDeletedRows);
    },
    revive: async ({ subscription, sequence, dueAt }) => {
      let update = db
        .updateTable('registry_deliveries')
        .set({ state: 'pending', attempts: 0, due_at: dueAt })
        .where('subscription_id', '=', subscription)
        .where('state', '=', 'dead');
      if (sequence !== undefined) update = update.where('sequence', '=', sequence);
      return (await update.returning('sequence').execute()).length;
    },
  };
}

async function takeLease(
  db: Kysely<DeliverySchema>,
  { subscription, owner }: Lease,
  { now, until }: { now: string; until: string },
): Promise<StoredSubscription | undefined> {
  // One statement, so that of several who ask at once one gets it. Instants in one spelling compare as text.
  const row = await db
    .updateTable('registry_webhooks')
    .set({ lease_owner: owner, lease_until: until })
    .where('id', '=', subscription)
    .where('disabled', 'is', null)
    .where((is) => is.or([is('lease_owner', 'is', null), is('lease_owner', '=', owner), is('lease_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
}

async function settle(
  db: Kysely<DeliverySchema>,
  { subscription, owner }: Lease,
  { delivery, cursor }: Parameters<DeliveryStore['settle']>[1],
): Promise<boolean> {
  const moved = cursor === undefined ? {} : { cursor_sequence: cursor.sequence, cursor_digest: cursor.digest };
  const held = await db
    .updateTable('registry_webhooks')
    .set({ lease_owner: owner, ...moved })
    .where('id', '=', subscription)
    .where('lease_owner', '=', owner)
    .returning('id')
    .execute();
  if (held.length === 0) return false;
  if (delivery === undefined) return true;
  const row = toDeliveryRow(delivery);
  const { subscription_id: _id, sequence: _sequence, ...rest } = row;
  await db
    .insertInto('registry_deliveries')
    .values(row)
    .onConflict((conflict) => conflict.columns(['subscription_id', 'sequence']).doUpdateSet(rest))
    .execute();
  return true;
}

async function readDeliveries(
  db: Kysely<DeliverySchema>,
  { subscription, state }: { subscription: string; state?: DeliveryState },
): Promise<Delivery[]> {
  let rows = db
    .selectFrom('registry_deliveries')
    .selectAll()
    .where('subscription_id', '=', subscription)
    .orderBy('sequence');
  if (state !== undefined) rows = rows.where('state', '=', state);
  return (await rows.execute()).map(fromDeliveryRow);
}

async function createTables(db: Kysely<unknown>, { integer, text }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('registry_webhooks')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('url', text, (column) => column.notNull())
    .addColumn('events', text, (column) => column.notNull())
    .addColumn('models', text, (column) => column.notNull())
    .addColumn('secret_kind', text, (column) => column.notNull())
    .addColumn('secret', text, (column) => column.notNull())
    .addColumn('created_at', text, (column) => column.notNull())
    .addColumn('created_by', text, (column) => column.notNull())
    .addColumn('cursor_sequence', integer, (column) => column.notNull())
    .addColumn('cursor_digest', text, (column) => column.notNull())
    .addColumn('disabled', text)
    .addColumn('lease_owner', text)
    .addColumn('lease_until', text)
    .execute();
  await db.schema
    .createTable('registry_deliveries')
    .addColumn('subscription_id', text, (column) => column.notNull().references('registry_webhooks.id'))
    .addColumn('sequence', integer, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('attempts', integer, (column) => column.notNull())
    .addColumn('last_attempt_at', text)
    .addColumn('due_at', text, (column) => column.notNull())
    .addColumn('status', integer)
    .addColumn('problem', text)
    .addPrimaryKeyConstraint('registry_deliveries_key', ['subscription_id', 'sequence'])
    .execute();
}
