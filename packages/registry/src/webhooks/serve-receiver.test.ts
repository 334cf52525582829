import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { deliveryStores } from '../../test/support/delivery-stores.ts';
import { chainOf } from '../../test/support/events.ts';
import { local, startReceiver } from '../../test/support/receiver.ts';
import { sealEvent, type NewEvent, type RegistryEvent } from '../events/registry-event.ts';
import type { DeliveryStore, StoredSubscription } from './delivery-store.ts';
import { createMemoryDeliveryStore } from './memory-delivery-store.ts';
import { serveReceiver, type Courier } from './serve-receiver.ts';

const START = Date.parse('2024-01-02T08:00:00.000Z');
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const six = () => chainOf(...Array.from({ length: 6 }, (_, index): Partial<NewEvent> => ({ version: `1.0.${index}` })));

/** A record that can be exchanged, a clock that stands still until it is moved, and one receiver. */
async function setUp(
  url: string,
  { store = createMemoryDeliveryStore(), ...overrides }: Partial<StoredSubscription> & { store?: DeliveryStore } = {},
) {
  const world = { events: six(), now: START };
  await store.add({
    id: 'desk',
    url,
    events: [],
    models: [],
    secret: { stored: SECRET },
    createdAt: new Date(START).toISOString(),
    createdBy: 'ada',
    cursor: 0,
    cursorDigest: '0'.repeat(64),
    disabled: null,
    ...overrides,
  });
  const courier = (more: Partial<Courier> = {}): Courier => ({
    store: {
      read: async (query) => world.events.slice(typeof query === 'object' ? (query.after ?? 0) : 0),
      deliveries: store,
    },
    owner: 'worker-1',
    clock: () => new Date(world.now),
    random: () => 1,
    timeoutMs: 2_000,
    schedule: {},
    environment: {},
    network: local,
    signal: undefined,
    onAttempt: undefined,
    ...more,
  });
  const states = async () =>
    (await store.deliveries({ subscription: 'desk' })).map(
      ({ sequence, state, attempts }) => `${sequence} ${state} ${attempts}`,
    );
  const cursor = async () => (await store.subscriptions())[0]?.cursor;
  return { world, store, courier, states, cursor, serve: () => serveReceiver(courier(), 'desk') };
}

describe.each(deliveryStores)('serveReceiver(courier, subscription) with its memory in $title', ({ missing, open }) => {
  it.skipIf(missing)('delivers every event once, in order, signed, and moves the cursor', async () => {
    const receiver = await startReceiver();
    const { serve, states, cursor } = await setUp(receiver.url, { store: await open() });
    expect(await serve()).toMatchObject({ taken: false, more: false });
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await states()).toEqual([1, 2, 3, 4, 5, 6].map((sequence) => `${sequence} delivered 1`));
    expect(await cursor()).toBe(6);
    await serve();
    expect(receiver.received).toHaveLength(6);
    for (const { headers, body } of receiver.received) {
      expect(headers['webhook-timestamp']).toBe(String(START / 1000));
      const now = String(Math.floor(Date.now() / 1000));
      // The library compares with today's clock, so the same message is signed for today here.
      expect(() => new Webhook(SECRET).verify(body, { ...headers, 'webhook-timestamp': now })).toThrow('signature');
      const signed = new Webhook(SECRET).sign(headers['webhook-id']!, new Date(START), body);
      expect(headers['webhook-signature']).toBe(signed);
    }
  });

  it.skipIf(missing)(
    'keeps later events waiting behind one that is to be tried again, with the same id and bytes',
    async () => {
      const receiver = await startReceiver(204, 500, 503, 429);
      const { serve, states, cursor, world } = await setUp(receiver.url, { store: await open() });
      await serve();
      expect(receiver.sequences()).toEqual([1, 2]);
      expect(await states()).toEqual(['1 delivered 1', '2 pending 1']);
      expect(await cursor()).toBe(1);
      await serve(); // Not due yet.
      expect(receiver.received).toHaveLength(2);
      for (const delay of [5_000, 20_000, 80_000]) {
        world.now += delay - 1;
        await serve();
        world.now += 1;
        await serve();
      }
      expect(receiver.sequences()).toEqual([1, 2, 2, 2, 2, 3, 4, 5, 6]);
      const [, first, second, third, fourth] = receiver.received;
      for (const again of [second, third, fourth]) {
        expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
        expect(again?.body).toBe(first?.body);
      }
      expect(await states()).toContain('2 delivered 4');
    },
  );

  it.skipIf(missing)('leaves the receiver to others when the worker lets go', async () => {
    const receiver = await startReceiver();
    const { serve, courier, world } = await setUp(receiver.url, { store: await open() });
    await serve();
    world.events = [...world.events, ...chainAfter(world.events)];
    expect(await serveReceiver(courier({ owner: 'worker-2' }), 'desk')).toMatchObject({ taken: false });
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('serveReceiver(courier, subscription)', () => {
  it('sends only what was asked for, and looks at the rest once', async () => {
    const receiver = await startReceiver();
    const { serve, cursor, world } = await setUp(receiver.url, { events: ['promoted'], models: ['means'] });
    const promoted: Partial<NewEvent> = { type: 'promoted', from: 'staging', to: 'production', details: {} };
    world.events = chainOf({}, promoted, { ...promoted, modelName: 'other' }, { version: '1.0.1' });
    await serve();
    expect(receiver.sequences()).toEqual([2]);
    expect(await cursor()).toBe(4);
  });

  it.each([
    [301, 'a redirect'],
    [307, 'a redirect'],
    [400, 'a refusal'],
    [404, 'a refusal'],
  ])('sets the event aside at %i (%s) and goes on with the next', async (status) => {
    const receiver = await startReceiver((response) => response.writeHead(status, { location: '/other' }).end());
    const { serve, states, store } = await setUp(receiver.url);
    await serve();
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await states()).toContain('1 dead 1');
    const [dead] = await store.deliveries({ subscription: 'desk', state: 'dead' });
    expect(dead).toMatchObject({ status, problem: `answered ${status}.` });
  });

  it('turns the receiver off at 410 Gone', async () => {
    const receiver = await startReceiver(204, 410);
    const { serve, store, states } = await setUp(receiver.url);
    expect(await serve()).toMatchObject({ taken: false });
    await serve();
    expect(receiver.sequences()).toEqual([1, 2]);
    expect(await states()).toEqual(['1 delivered 1', '2 dead 1']);
    expect((await store.subscriptions())[0]?.disabled).toContain('410');
  });

  it('waits as long as Retry-After asks, and no shorter than the schedule', async () => {
    const ask = (seconds: string) => (response: ServerResponse) =>
      response.writeHead(429, { 'retry-after': seconds }).end();
    const receiver = await startReceiver(ask('600'), ask('1'));
    const { serve, store, world } = await setUp(receiver.url);
    const due = async () => Date.parse((await store.deliveries({ subscription: 'desk' }))[0]!.dueAt) - world.now;
    await serve();
    expect(await due()).toBe(600_000);
    world.now += 600_000;
    await serve();
    expect(await due()).toBe(20_000);
  });

  it('gives an event up after the last attempt, and delivers it once it is revived, behind the later ones', async () => {
    const receiver = await startReceiver(500, 500);
    const { world, courier, states, store } = await setUp(receiver.url);
    const twice = courier({ schedule: { maxAttempts: 2 } });
    await serveReceiver(twice, 'desk');
    world.now += 60_000;
    await serveReceiver(twice, 'desk');
    expect(receiver.sequences()).toEqual([1, 1, 2, 3, 4, 5, 6]);
    const [dead] = await store.deliveries({ subscription: 'desk', state: 'dead' });
    expect(dead).toMatchObject({ sequence: 1, attempts: 2, problem: 'given up after 2 attempts: answered 500.' });
    await store.revive({ subscription: 'desk', dueAt: new Date(world.now).toISOString() });
    await serveReceiver(twice, 'desk');
    expect(receiver.sequences()).toEqual([1, 1, 2, 3, 4, 5, 6, 1]);
    expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(receiver.received[0]?.headers['webhook-id']);
    expect(receiver.received.at(-1)?.body).toBe(receiver.received[0]?.body);
    expect((await states())[0]).toBe('1 delivered 1');
  });

  it('lets what was revived and fails again keep nothing waiting', async () => {
    const receiver = await startReceiver(404, 204, 204, 204, 204, 204, 500);
    const { serve, world, store, states } = await setUp(receiver.url);
    await serve();
    await store.revive({ subscription: 'desk', dueAt: new Date(world.now).toISOString() });
    world.events = [...world.events, ...chainAfter(world.events)];
    await serve();
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6, 1, 7]);
    expect(await states()).toContain('1 pending 1');
  });

  it('lets one of two workers deliver, and the other take over once the lease of a dead one has run out', async () => {
    let release = () => undefined as void;
    const held = new Promise<void>((done) => (release = done));
    const receiver = await startReceiver((response) => void held.then(() => response.writeHead(204).end()));
    const { courier, world, store } = await setUp(receiver.url);
    const first = serveReceiver(courier({ timeoutMs: 60_000 }), 'desk');
    while (receiver.received.length === 0) await new Promise((tick) => setTimeout(tick, 5));
    const second = courier({ owner: 'worker-2' });
    expect(await serveReceiver(second, 'desk')).toEqual({ taken: true, more: false, attempts: [] });
    expect(receiver.received).toHaveLength(1);

    // Seen from here the first is dead: its lease has run out. It wakes up late, and what it did no longer counts.
    world.now += 60_000 + 15_000;
    expect(await serveReceiver(second, 'desk')).toMatchObject({ taken: false });
    release();
    expect(await first).toMatchObject({ taken: true, attempts: [] });
    expect(receiver.sequences()).toEqual([1, 1, 2, 3, 4, 5, 6]);
    expect(await store.deliveries({ subscription: 'desk' })).toHaveLength(6);
  });

  it('counts an attempt that was called off as not made', async () => {
    const receiver = await startReceiver(() => undefined);
    const { courier, states, serve } = await setUp(receiver.url);
    const controller = new AbortController();
    const work = serveReceiver(courier({ signal: controller.signal, timeoutMs: 60_000 }), 'desk');
    while (receiver.received.length === 0) await new Promise((tick) => setTimeout(tick, 5));
    controller.abort();
    expect(await work).toEqual({ taken: false, more: false, attempts: [] });
    expect(await states()).toEqual([]);
    await serve();
    expect(receiver.sequences()).toEqual([1, 1, 2, 3, 4, 5, 6]);
  });

  it('begins no further attempt when a round has lasted long, and says that there is more', async () => {
    const receiver = await startReceiver();
    const { courier, world } = await setUp(receiver.url);
    const slow = courier({ onAttempt: () => void (world.now += 3_000) });
    expect(await serveReceiver(slow, 'desk')).toMatchObject({ more: true });
    expect(receiver.sequences()).toEqual([1, 2]);
    await serveReceiver(slow, 'desk');
    await serveReceiver(slow, 'desk');
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('gets on under a clock that leaps a minute ahead at every look', async () => {
    const receiver = await startReceiver();
    const { courier, world } = await setUp(receiver.url);
    const leaping = courier({ clock: () => new Date((world.now += 60_000)) });
    for (let round = 0; round < 6; round++) await serveReceiver(leaping, 'desk');
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('finds the secret in the environment, and waits for one that is missing or no secret', async () => {
    const receiver = await startReceiver();
    const { courier, world, store } = await setUp(receiver.url, { secret: { environment: 'HOOK' } });
    for (const environment of [{}, { HOOK: 'hunter2' }]) {
      await serveReceiver(courier({ environment }), 'desk');
      const [waiting] = await store.deliveries({ subscription: 'desk' });
      expect(waiting).toMatchObject({ state: 'pending', problem: 'its secret is not to be had.', status: null });
      expect(JSON.stringify(waiting)).not.toContain('hunter2');
      world.now += 60_000;
    }
    await serveReceiver(courier({ environment: { HOOK: SECRET } }), 'desk');
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['by its address', {}, 'not of the public internet'],
    ['by its name', { resolve: async () => [{ address: '10.0.0.1', family: 4 }] }, 'its name leads to an address'],
  ])('keeps what may not be sent waiting, without sending it (%s)', async (_what, rules, problem) => {
    const receiver = await startReceiver();
    const target = 'resolve' in rules ? receiver.url.replace('127.0.0.1', 'desk.example') : receiver.url;
    const { courier, store, world, states } = await setUp(target);
    await serveReceiver(courier({ network: { allowHttp: true, ...rules } }), 'desk');
    expect(receiver.received).toEqual([]);
    expect(await states()).toEqual(['1 pending 1']);
    expect((await store.deliveries({ subscription: 'desk' }))[0]?.problem).toContain(problem);
    world.now += 60_000;
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    await serveReceiver(courier({ network: { ...local, resolve } }), 'desk');
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each<[string, (events: RegistryEvent[]) => RegistryEvent[], number]>([
    ['was changed', ([a, b, c, ...rest]) => [a!, b!, { ...c!, actor: 'eve' }, ...rest], 3],
    ['is missing', ([a, b, , ...rest]) => [a!, b!, ...rest], 3],
    ['was put in the place of another', ([a, b, c, ...rest]) => [a!, reseal(b!, a!), c!, ...rest], 3],
    ['it told of is gone', ([a]) => [a!], 2],
    ['it told of was exchanged, with all after it sealed anew', resealFrom2, 2],
  ])('tells nobody anything once an event %s', async (_what, tamper, sequence) => {
    const receiver = await startReceiver(204, 204, 500);
    const { serve, world } = await setUp(receiver.url);
    await serve();
    expect(receiver.sequences()).toEqual([1, 2, 3]);
    world.events = tamper(world.events);
    world.now += 60_000;
    await expect(serve()).rejects.toMatchObject({ code: 'CHAIN_BROKEN', kind: 'integrity', details: { sequence } });
    expect(receiver.received).toHaveLength(3);
    world.events = six();
    expect(await serve()).toMatchObject({ taken: false }); // The lease was given back.
  });
});

function reseal({ sequence: _s, previousDigest: _p, digest: _d, ...event }: RegistryEvent, head: RegistryEvent) {
  return sealEvent({ ...event, actor: 'eve' }, head);
}

function resealFrom2([first, ...rest]: RegistryEvent[]): RegistryEvent[] {
  const chain = [first!];
  for (const event of rest) chain.push(reseal(event, chain.at(-1)!));
  return chain;
}

function chainAfter(events: readonly RegistryEvent[]): RegistryEvent[] {
  const { sequence: _s, previousDigest: _p, digest: _d, ...event } = events.at(-1)!;
  return [sealEvent({ ...event, version: '2.0.0' }, events.at(-1)!)];
}
