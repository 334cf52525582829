import { openDatabase, type DatabaseLocation } from '@regimekit/database';
import { testPostgres } from '@regimekit/test-postgres';
import { onTestFinished } from 'vitest';
import type { DeliveryStore } from '../../src/webhooks/delivery-store.ts';
import { createMemoryDeliveryStore } from '../../src/webhooks/memory-delivery-store.ts';
import {
  createSqlDeliveryStore,
  deliveryMigration,
  type DeliverySchema,
} from '../../src/webhooks/sql-delivery-store.ts';

const server = await testPostgres();

async function openOn(location: DatabaseLocation): Promise<DeliveryStore> {
  const migrations = [deliveryMigration];
  const database = await openDatabase<DeliverySchema>({ ...location, namespace: 'registry', migrations });
  onTestFinished(() => database.close());
  return createSqlDeliveryStore(database);
}

/** Every kind of delivery store. */
export const deliveryStores = [
  { title: 'memory', missing: false, open: async () => createMemoryDeliveryStore() },
  { title: 'SQLite', missing: false, open: () => openOn({ path: ':memory:' }) },
  {
    title: server.title,
    missing: server.missing,
    open: async () => await openOn({ url: await server.createDatabase() }),
  },
] as const;
