import { openDatabase } from '@regimekit/database';
import { onTestFinished } from 'vitest';
import type { DeliveryStore } from '../../src/webhooks/delivery-store.ts';
import { createMemoryDeliveryStore } from '../../src/webhooks/memory-delivery-store.ts';
import {
  createSqlDeliveryStore,
  deliveryMigration,
  type DeliverySchema,
} from '../../src/webhooks/sql-delivery-store.ts';

/** Every kind of delivery store, by its name. */
export const deliveryStores: readonly (readonly [string, () => Promise<DeliveryStore>])[] = [
  ['memory', async () => createMemoryDeliveryStore()],
  [
    'SQLite',
    async () => {
      const migrations = [deliveryMigration];
      const database = await openDatabase<DeliverySchema>({ path: ':memory:', namespace: 'registry', migrations });
      onTestFinished(() => database.close());
      return createSqlDeliveryStore(database);
    },
  ],
];
