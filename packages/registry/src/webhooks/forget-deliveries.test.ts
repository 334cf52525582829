import { describe, expect, it } from 'vitest';
import { local, startReceiver } from '../../test/support/receiver.ts';
import { meanModel, openMemoryRegistry } from '../../test/support/registries.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { forgetDeliveries } from './forget-deliveries.ts';
import { addWebhook, listDeliveries } from './subscriptions.ts';

const DAY = 86_400_000;

/** Of three events the first has arrived, the second was set aside, and the third waits. */
async function withDeliveries() {
  let now = Date.parse('2024-01-02T08:00:00.000Z');
  const registry = await openMemoryRegistry({ clock: () => new Date(now) });
  const receiver = await startReceiver(204, 400, 500, 500, 500);
  await addWebhook(registry, { id: 'desk', url: receiver.url, ...local });
  for (let mean = 0; mean < 3; mean++) await registry.register('means', meanModel(mean));
  const deliver = (options = {}) => deliverWebhooks(registry, { ...local, once: true, ...options });
  expect(await deliver()).toMatchObject({ delivered: 1, dead: 1, failed: 1 });
  const states = async () => (await listDeliveries(registry, 'desk')).map(({ state }) => state);
  return { registry, receiver, deliver, states, pass: (days: number) => (now += days * DAY) };
}

describe('forgetDeliveries(registry)', () => {
  it('forgets what was delivered so long ago, and nothing that was not, and nothing is sent again', async () => {
    const { registry, receiver, states, deliver, pass } = await withDeliveries();
    pass(90);
    expect(await forgetDeliveries(registry)).toBe(0); // 90 days are not more than 90.
    pass(0.001);
    expect(await forgetDeliveries(registry, { keepDays: 91 })).toBe(0);
    expect(await forgetDeliveries(registry, { id: 'desk' })).toBe(1);
    expect(await states()).toEqual(['dead', 'pending']);
    pass(10_000);
    expect(await forgetDeliveries(registry, { keepDays: 0 })).toBe(0);
    const sent = receiver.received.length;
    await deliver();
    expect(receiver.sequences().slice(sent)).toEqual([3]);
  });

  it('is done by the delivery too, after its own keepDays', async () => {
    const { deliver, states, pass } = await withDeliveries();
    pass(31);
    await deliver();
    expect(await states()).toEqual(['delivered', 'dead', 'pending']);
    await deliver({ keepDays: 30 });
    expect(await states()).toEqual(['dead', 'pending']);
  });

  it.each([{ keepDays: -1 }, { keepDays: Number.NaN }, { keepDay: 1 }])('refuses %j', async (options) => {
    const { registry, deliver } = await withDeliveries();
    await expect(forgetDeliveries(registry, options)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(deliver(options)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('is for operators, and of receivers that there are', async () => {
    const { registry } = await withDeliveries();
    await expect(forgetDeliveries(registry, { id: 'dsk' })).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
    await registry.setPolicy({ people: { ada: { roles: ['trainer'] }, bea: { roles: ['operator'] } } });
    await expect(forgetDeliveries(registry)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});
