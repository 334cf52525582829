import { describe, expect, it } from 'vitest';
import { deliveryStores } from '../../test/support/delivery-stores.ts';
import type { Delivery, StoredSubscription } from './delivery-store.ts';

const at = (minute: number) => `2024-01-02T08:${String(minute).padStart(2, '0')}:00.000Z`;

function receiver(overrides: Partial<StoredSubscription> = {}): StoredSubscription {
  return {
    id: 'desk',
    url: 'https://example.com/hook?token=1',
    events: ['promoted'],
    models: [],
    secret: { stored: 'whsec_x' },
    createdAt: at(0),
    createdBy: 'ada',
    cursor: 0,
    cursorDigest: '0'.repeat(64),
    disabled: null,
    ...overrides,
  };
}

function delivery(sequence: number, overrides: Partial<Delivery> = {}): Delivery {
  return {
    subscription: 'desk',
    sequence,
    digest: String(sequence).repeat(64).slice(0, 64),
    state: 'pending',
    attempts: 1,
    lastAttemptAt: at(1),
    dueAt: at(2),
    status: 500,
    problem: 'answered 500.',
    ...overrides,
  };
}

const ada = { subscription: 'desk', owner: 'ada' };
const ben = { subscription: 'desk', owner: 'ben' };

describe.each(deliveryStores)('a delivery store in $title', ({ missing, open }) => {
  it.skipIf(missing)('gives back what was added, by id, and refuses an id that is taken', async () => {
    const store = await open();
    const other = receiver({ id: 'audit', secret: { environment: 'HOOK' }, disabled: 'off', models: ['a', 'b'] });
    expect(await store.add(receiver())).toBe(true);
    expect(await store.add(other)).toBe(true);
    expect(await store.add(receiver({ url: 'https://example.com/other' }))).toBe(false);
    expect(await store.subscriptions()).toEqual([other, receiver()]);
  });

  it.skipIf(missing)('forgets a receiver with its deliveries', async () => {
    const store = await open();
    await store.add(receiver());
    await store.lease(ada, { now: at(0), until: at(9) });
    await store.settle(ada, { delivery: delivery(1) });
    expect(await store.remove('desk')).toBe(true);
    expect(await store.remove('desk')).toBe(false);
    expect(await store.subscriptions()).toEqual([]);
    await store.add(receiver());
    expect(await store.deliveries({ subscription: 'desk' })).toEqual([]);
  });

  it.skipIf(missing)('leases a receiver to one owner until the lease runs out or is given back', async () => {
    const store = await open();
    await store.add(receiver());
    expect(await store.lease(ada, { now: at(0), until: at(5) })).toEqual(receiver());
    expect(await store.lease(ben, { now: at(4), until: at(9) })).toBeUndefined();
    expect(await store.lease(ada, { now: at(4), until: at(6) })).toEqual(receiver());
    expect(await store.lease(ben, { now: at(5), until: at(9) })).toBeUndefined();
    expect(await store.lease(ben, { now: at(6), until: at(9) })).toEqual(receiver());
    await store.release(ada); // No longer his.
    expect(await store.lease(ada, { now: at(7), until: at(9) })).toBeUndefined();
    await store.release(ben);
    expect(await store.lease(ada, { now: at(7), until: at(9) })).toEqual(receiver());
    expect(await store.lease({ subscription: 'none', owner: 'ada' }, { now: at(7), until: at(9) })).toBeUndefined();
  });

  it.skipIf(missing)('leases nothing that is disabled', async () => {
    const store = await open();
    await store.add(receiver());
    expect(await store.disable('desk', 'gone')).toBe(true);
    expect(await store.lease(ada, { now: at(0), until: at(5) })).toBeUndefined();
    expect((await store.subscriptions())[0]?.disabled).toBe('gone');
    await store.disable('desk', null);
    expect(await store.lease(ada, { now: at(0), until: at(5) })).toEqual(receiver());
    expect(await store.disable('none', null)).toBe(false);
  });

  it.skipIf(missing)('of twenty who ask at once one gets the lease', async () => {
    const store = await open();
    await store.add(receiver());
    const asked = Array.from({ length: 20 }, (_, index) =>
      store.lease({ subscription: 'desk', owner: `worker-${index}` }, { now: at(0), until: at(5) }),
    );
    expect((await Promise.all(asked)).filter((won) => won !== undefined)).toHaveLength(1);
  });

  it.skipIf(missing)('settles delivery and cursor for the owner of the lease alone', async () => {
    const store = await open();
    await store.add(receiver());
    await store.lease(ada, { now: at(0), until: at(5) });
    const cursor = { sequence: 3, digest: 'c'.repeat(64) };
    expect(await store.settle(ben, { delivery: delivery(3), cursor })).toBe(false);
    expect(await store.deliveries({ subscription: 'desk' })).toEqual([]);
    expect(await store.subscriptions()).toEqual([receiver()]);

    expect(await store.settle(ada, { delivery: delivery(3) })).toBe(true);
    const done = delivery(3, { state: 'delivered', attempts: 2, status: 200, problem: null });
    expect(await store.settle(ada, { delivery: done, cursor })).toBe(true);
    expect(await store.deliveries({ subscription: 'desk' })).toEqual([done]);
    expect(await store.subscriptions()).toEqual([receiver({ cursor: 3, cursorDigest: cursor.digest })]);
    expect(await store.settle(ada, { cursor: { ...cursor, sequence: 5 } })).toBe(true);
    expect((await store.subscriptions())[0]?.cursor).toBe(5);
  });

  it.skipIf(missing)('lists deliveries by sequence and state, and revives dead ones: one or all', async () => {
    const store = await open();
    await store.add(receiver());
    await store.lease(ada, { now: at(0), until: at(5) });
    for (const sequence of [5, 2, 4]) await store.settle(ada, { delivery: delivery(sequence, { state: 'dead' }) });
    await store.settle(ada, { delivery: delivery(3, { state: 'delivered', status: null, lastAttemptAt: null }) });
    const sequences = async (state?: Delivery['state']) =>
      (await store.deliveries({ subscription: 'desk', ...(state === undefined ? {} : { state }) })).map(
        ({ sequence }) => sequence,
      );
    expect(await sequences()).toEqual([2, 3, 4, 5]);
    expect(await sequences('dead')).toEqual([2, 4, 5]);
    expect(await store.revive({ subscription: 'desk', sequence: 4, dueAt: at(7) })).toBe(1);
    expect(await store.revive({ subscription: 'desk', sequence: 3, dueAt: at(7) })).toBe(0);
    expect(await store.deliveries({ subscription: 'desk', state: 'pending' })).toEqual([
      delivery(4, { attempts: 0, dueAt: at(7) }),
    ]);
    expect(await store.revive({ subscription: 'desk', dueAt: at(8) })).toBe(2);
    expect(await sequences('pending')).toEqual([2, 4, 5]);
    expect(await store.revive({ subscription: 'other', dueAt: at(8) })).toBe(0);
  });

  it.skipIf(missing)('forgets what was delivered before an instant, and nothing that was not', async () => {
    const store = await open();
    for (const id of ['desk', 'audit']) await store.add(receiver({ id }));
    for (const subscription of ['desk', 'audit']) {
      const lease = { subscription, owner: 'ada' };
      await store.lease(lease, { now: at(0), until: at(9) });
      const settle = (sequence: number, state: Delivery['state'], lastAttemptAt: string | null) =>
        store.settle(lease, { delivery: delivery(sequence, { subscription, state, lastAttemptAt }) });
      await settle(1, 'delivered', at(1));
      await settle(2, 'dead', at(1));
      await settle(3, 'pending', at(1));
      await settle(4, 'delivered', at(5));
      await settle(5, 'pending', null);
    }
    const left = async (subscription: string) =>
      (await store.deliveries({ subscription })).map(({ sequence }) => sequence);
    expect(await store.forget({ before: at(1) })).toBe(0);
    expect(await store.forget({ before: at(5), subscription: 'desk' })).toBe(1);
    expect([await left('desk'), await left('audit')]).toEqual([
      [2, 3, 4, 5],
      [1, 2, 3, 4, 5],
    ]);
    expect(await store.forget({ before: at(30) })).toBe(3);
    expect([await left('desk'), await left('audit')]).toEqual([
      [2, 3, 5],
      [2, 3, 5],
    ]);
    expect((await store.subscriptions()).map(({ cursor }) => cursor)).toEqual([0, 0]);
  });

  it.skipIf(missing)('replaces a secret only by who knows the one before', async () => {
    const store = await open();
    await store.add(receiver());
    const [before, after] = [receiver().secret, { stored: 'whsec_y', previous: { stored: 'whsec_x', until: at(9) } }];
    expect(await store.replaceSecret('none', { before, after })).toBe(false);
    expect(await store.replaceSecret('desk', { before: { stored: 'whsec_z' }, after })).toBe(false);
    expect(await store.replaceSecret('desk', { before: { environment: 'whsec_x' }, after })).toBe(false);
    expect(await store.subscriptions()).toEqual([receiver()]);
    expect(await store.replaceSecret('desk', { before, after })).toBe(true);
    expect(await store.subscriptions()).toEqual([receiver({ secret: after })]);
    expect(await store.lease(ada, { now: at(0), until: at(5) })).toEqual(receiver({ secret: after }));
    expect(await store.replaceSecret('desk', { before, after: { stored: 'whsec_q' } })).toBe(false);
    expect(await store.replaceSecret('desk', { before: after, after: { stored: 'whsec_y' } })).toBe(true);
    expect(await store.subscriptions()).toEqual([receiver({ secret: { stored: 'whsec_y' } })]);
  });
});
