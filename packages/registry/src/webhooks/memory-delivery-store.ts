import { isDeepStrictEqual } from 'node:util';
import type { Delivery, DeliveryStore, Lease, StoredSubscription } from './delivery-store.ts';

interface Entry {
  subscription: StoredSubscription;
  owner: string | undefined;
  until: string;
  readonly deliveries: Map<number, Delivery>;
}

/** For registries that live as long as their process, and for tests. */
export function createMemoryDeliveryStore(): DeliveryStore {
  const entries = new Map<string, Entry>();
  const held = ({ subscription, owner }: Lease) => {
    const entry = entries.get(subscription);
    return entry?.owner === owner ? entry : undefined;
  };
  return {
    add: async (subscription) => {
      if (entries.has(subscription.id)) return false;
      entries.set(subscription.id, { subscription, owner: undefined, until: '', deliveries: new Map() });
      return true;
    },
    remove: async (id) => entries.delete(id),
    subscriptions: async () =>
      [...entries.values()].map(({ subscription }) => subscription).sort((a, b) => (a.id < b.id ? -1 : 1)),
    disable: async (id, disabled) => {
      const entry = entries.get(id);
      if (entry === undefined) return false;
      entry.subscription = { ...entry.subscription, disabled };
      return true;
    },
    replaceSecret: async (id, { before, after }) => {
      const entry = entries.get(id);
      if (entry === undefined || !isDeepStrictEqual(entry.subscription.secret, before)) return false;
      entry.subscription = { ...entry.subscription, secret: after };
      return true;
    },
    deliveries: async ({ subscription, state }) =>
      [...(entries.get(subscription)?.deliveries.values() ?? [])]
        .filter((delivery) => state === undefined || delivery.state === state)
        .sort((a, b) => a.sequence - b.sequence),
    lease: async ({ subscription, owner }, { now, until }) => {
      const entry = entries.get(subscription);
      if (entry === undefined || entry.subscription.disabled !== null) return undefined;
      if (entry.owner !== undefined && entry.owner !== owner && entry.until > now) return undefined;
      Object.assign(entry, { owner, until });
      return entry.subscription;
    },
    release: async (lease) => {
      const entry = held(lease);
      if (entry !== undefined) entry.owner = undefined;
    },
    settle: async (lease, { delivery, cursor }) => {
      const entry = held(lease);
      if (entry === undefined) return false;
      if (delivery !== undefined) entry.deliveries.set(delivery.sequence, delivery);
      if (cursor !== undefined) {
        entry.subscription = { ...entry.subscription, cursor: cursor.sequence, cursorDigest: cursor.digest };
      }
      return true;
    },
    forget: async ({ before, subscription }) => {
      let forgotten = 0;
      for (const [id, { deliveries }] of entries) {
        if (subscription !== undefined && subscription !== id) continue;
        for (const { sequence, state, lastAttemptAt } of deliveries.values()) {
          if (state !== 'delivered' || lastAttemptAt === null || lastAttemptAt >= before) continue;
          deliveries.delete(sequence);
          forgotten += 1;
        }
      }
      return forgotten;
    },
    revive: async ({ subscription, sequence, dueAt }) => {
      const entry = entries.get(subscription);
      const dead = [...(entry?.deliveries.values() ?? [])].filter(
        (delivery) => delivery.state === 'dead' && (sequence === undefined || delivery.sequence === sequence),
      );
      for (const delivery of dead) {
        entry?.deliveries.set(delivery.sequence, { ...delivery, state: 'pending', attempts: 0, dueAt });
      }
      return dead.length;
    },
  };
}
