import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { local, startReceiver } from '../../test/support/receiver.ts';
import { meanModel, openMemoryRegistry } from '../../test/support/registries.ts';
import { deliverWebhooks, type DeliverWebhooksOptions } from './deliver-webhooks.ts';
import type { BlockedReceiver } from './serve-all.ts';
import { addWebhook, listDeliveries, listWebhooks } from './subscriptions.ts';

/** A clock that goes on only when somebody sleeps. */
function sleepingClock() {
  let now = Date.parse('2024-01-02T08:00:00.000Z');
  const sleeps: number[] = [];
  return {
    clock: () => new Date(now),
    sleep: async (ms: number) => {
      sleeps.push(ms);
      now += ms;
      await Promise.resolve();
    },
    random: () => 1,
    sleeps,
  };
}

describe('deliverWebhooks(registry)', () => {
  it('tells of a promotion in a form that the library of the specification accepts', async () => {
    const registry = await openMemoryRegistry();
    const receiver = await startReceiver();
    await registry.register('means', meanModel(1));
    await registry.register('means', meanModel(2));
    await registry.promote('means', '1.0.0');
    const { secret } = await addWebhook(registry, { url: receiver.url, events: ['promoted'], ...local });
    await registry.promote('means', '1.0.1', { reason: 'better' });
    const report = await deliverWebhooks(registry, { ...local, clock: () => new Date() });
    expect(report).toEqual({ delivered: 1, failed: 0, dead: 0, waiting: 0, taken: 0, blocked: [] });
    const [{ body, headers }] = receiver.received as [(typeof receiver.received)[number]];
    const history = await registry.history('means');
    expect(new Webhook(secret!).verify(body, headers)).toMatchObject({
      type: 'model.promoted',
      data: {
        sequence: history.at(-1)?.sequence,
        digest: history.at(-1)?.digest,
        model: 'means',
        version: '1.0.1',
        production: { before: '1.0.0', after: '1.0.1' },
        actor: 'ada',
        reason: 'better',
      },
    });
  });

  it('waits for what is to be tried again, and ends when nothing is left', async () => {
    const registry = await openMemoryRegistry();
    const receiver = await startReceiver(503, 500);
    await addWebhook(registry, { url: receiver.url, ...local });
    await registry.register('means', meanModel(1));
    const { sleeps, ...time } = sleepingClock();
    const report = await deliverWebhooks(registry, { ...local, ...time });
    expect(report).toEqual({ delivered: 1, failed: 2, dead: 0, waiting: 0, taken: 0, blocked: [] });
    expect(sleeps).toEqual([5_000, 20_000]);
  });

  it('with once tries what is due and leaves the rest', async () => {
    const registry = await openMemoryRegistry();
    const receiver = await startReceiver(503);
    await addWebhook(registry, { id: 'desk', url: receiver.url, ...local });
    await registry.register('means', meanModel(1));
    const { sleeps, ...time } = sleepingClock();
    const once = { ...local, ...time, once: true };
    expect(await deliverWebhooks(registry, once)).toMatchObject({ delivered: 0, failed: 1, waiting: 1 });
    expect(await deliverWebhooks(registry, once)).toMatchObject({ delivered: 0, failed: 0, waiting: 1 });
    expect(sleeps).toEqual([]);
    expect(await listDeliveries(registry, 'desk')).toMatchObject([{ state: 'pending', status: 503, attempts: 1 }]);
  });

  it('with follow goes on until the signal is aborted', async () => {
    const registry = await openMemoryRegistry();
    const receiver = await startReceiver();
    await addWebhook(registry, { url: receiver.url, ...local });
    const controller = new AbortController();
    const { sleeps, ...time } = sleepingClock();
    const sleep = async (ms: number) => {
      await time.sleep(ms);
      if (sleeps.length < 4) await registry.register('means', meanModel(sleeps.length));
      else controller.abort();
    };
    const report = await deliverWebhooks(registry, {
      ...local,
      ...time,
      sleep,
      follow: true,
      signal: controller.signal,
    });
    expect(report.delivered).toBe(3);
    expect(sleeps).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  it('keeps no receiver waiting for one that cannot be reached', async () => {
    const registry = await openMemoryRegistry();
    const well = await startReceiver();
    const ill = await startReceiver(...Array.from({ length: 3 }, () => 500));
    await addWebhook(registry, { id: 'a-ill', url: ill.url, ...local });
    await addWebhook(registry, { id: 'b-well', url: well.url, ...local });
    for (let mean = 0; mean < 3; mean++) await registry.register('means', meanModel(mean));
    const { sleeps: _, ...time } = sleepingClock();
    expect(await deliverWebhooks(registry, { ...local, ...time, once: true })).toMatchObject({
      delivered: 3,
      failed: 1,
    });
    expect(well.sequences()).toEqual([1, 2, 3]);
    expect(await deliverWebhooks(registry, { ...local, ...time })).toMatchObject({ delivered: 3, failed: 2 });
    expect(ill.sequences()).toEqual([1, 1, 1, 1, 2, 3]);
  });

  it('by two workers at once delivers every event once', async () => {
    const registry = await openMemoryRegistry();
    const receiver = await startReceiver();
    await addWebhook(registry, { url: receiver.url, ...local });
    for (let mean = 0; mean < 10; mean++) await registry.register('means', meanModel(mean));
    const work = () => deliverWebhooks(registry, { ...local, pollMs: 5, clock: () => new Date() });
    const reports = await Promise.all([work(), work(), work()]);
    expect(reports.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(10);
    expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('stops at the signal, and what was under way is delivered by the next', async () => {
    const registry = await openMemoryRegistry();
    const receiver = await startReceiver(() => undefined);
    await addWebhook(registry, { url: receiver.url, ...local });
    await registry.register('means', meanModel(1));
    const controller = new AbortController();
    const work = deliverWebhooks(registry, { ...local, signal: controller.signal });
    while (receiver.received.length === 0) await new Promise((tick) => setTimeout(tick, 5));
    controller.abort();
    expect(await work).toMatchObject({ delivered: 0, failed: 0 });
    expect(await deliverWebhooks(registry, local)).toMatchObject({ delivered: 1 });
    expect(receiver.received[1]?.headers['webhook-id']).toBe(receiver.received[0]?.headers['webhook-id']);
  });

  it('sends nothing to a receiver that said it is gone', async () => {
    const registry = await openMemoryRegistry();
    const receiver = await startReceiver(410);
    await addWebhook(registry, { url: receiver.url, ...local });
    await registry.register('means', meanModel(1));
    await registry.register('means', meanModel(2));
    expect(await deliverWebhooks(registry, local)).toEqual({
      delivered: 0,
      failed: 0,
      dead: 1,
      waiting: 0,
      taken: 0,
      blocked: [],
    });
    expect((await listWebhooks(registry))[0]?.disabled).toContain('410');
    expect(receiver.received).toHaveLength(1);
  });

  it('leaves a receiver that it may not ask as it is, says so, and serves the others', async () => {
    const registry = await openMemoryRegistry();
    const [inside, outside] = [await startReceiver(), await startReceiver()];
    await addWebhook(registry, { id: 'a-inside', url: inside.url, ...local });
    await addWebhook(registry, {
      id: 'b-plain',
      url: outside.url.replace('127.0.0.1', 'desk.example'),
      allowHttp: true,
    });
    await registry.register('means', meanModel(1));
    await registry.register('means', meanModel(2));
    const told: BlockedReceiver[] = [];
    const onBlocked = (receiver: BlockedReceiver) => told.push(receiver);
    const { sleeps, ...time } = sleepingClock();
    const blocked = ['a-inside', 'b-plain'].map((id) => ({
      id,
      problem: 'it begins with http:, and only https: is allowed.',
    }));
    expect(await deliverWebhooks(registry, { ...time, onBlocked })).toEqual({
      delivered: 0,
      failed: 0,
      dead: 0,
      waiting: 0,
      taken: 0,
      blocked,
    });
    expect(told).toEqual(blocked);
    expect(await listDeliveries(registry, 'a-inside')).toEqual([]);
    const resolve = async () => [{ address: '10.0.0.1', family: 4 }];
    const half = { ...time, allowHttp: true, resolve, once: true };
    expect(await deliverWebhooks(registry, half)).toMatchObject({
      failed: 1, // What a name leads to is seen only when it is asked; it is tried again.
      dead: 0,
      blocked: [{ id: 'a-inside', problem: 'its address is not of the public internet.' }],
    });
    expect(sleeps).toEqual([]);
    const there = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await deliverWebhooks(registry, { ...local, ...time, resolve: there })).toMatchObject({
      delivered: 4,
      dead: 0,
      blocked: [],
    });
    expect(inside.sequences()).toEqual([1, 2]);
    expect(outside.sequences()).toEqual([1, 2]);
  });

  it('with follow goes on for the others, and tells of a receiver that it may not ask once', async () => {
    const registry = await openMemoryRegistry();
    const receiver = await startReceiver();
    await addWebhook(registry, { id: 'inside', url: receiver.url, ...local });
    await registry.register('means', meanModel(1));
    const controller = new AbortController();
    const told: string[] = [];
    const { sleeps, ...time } = sleepingClock();
    const sleep = async (ms: number) => {
      await time.sleep(ms);
      if (sleeps.length === 5) controller.abort();
    };
    const onBlocked = ({ id }: BlockedReceiver) => void told.push(id);
    const options = { ...time, sleep, follow: true, signal: controller.signal, onBlocked };
    expect(await deliverWebhooks(registry, options)).toMatchObject({
      delivered: 0,
      dead: 0,
      blocked: [{ id: 'inside' }],
    });
    expect(sleeps).toHaveLength(5);
    expect(told).toEqual(['inside']);
  });

  it.each([{ onces: true }, { timeoutMs: 0 }, { timeoutMs: Number.NaN }, { pollMs: -1 }, { schedule: { tries: 3 } }])(
    'refuses options that cannot be meant: %j',
    async (options) => {
      const registry = await openMemoryRegistry();
      const refused = deliverWebhooks(registry, options as DeliverWebhooksOptions);
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    },
  );
});
