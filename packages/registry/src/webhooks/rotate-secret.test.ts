import { Webhook as Verifier } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { local, startReceiver } from '../../test/support/receiver.ts';
import { meanModel, openMemoryRegistry } from '../../test/support/registries.ts';
import { contextOf } from '../registry-internals.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { rotateWebhookSecret } from './rotate-secret.ts';
import { addWebhook, listWebhooks } from './subscriptions.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const HOUR = 3_600_000;

/** A registry with a receiver, and a clock that begins now, since the library of the specification looks at today's. */
async function withReceiver() {
  let now = Date.now();
  const registry = await openMemoryRegistry({ clock: () => new Date(now) });
  const receiver = await startReceiver();
  const { secret } = await addWebhook(registry, { id: 'desk', url: receiver.url, ...local });
  let mean = 0;
  /** Tells of one more event. @returns which of some secrets verify the message, by the library */
  const tell = async (...secrets: (string | undefined)[]) => {
    await registry.register('means', meanModel((mean += 1)));
    expect(await deliverWebhooks(registry, local)).toMatchObject({ delivered: 1 });
    const { body, headers } = receiver.received.at(-1)!;
    const at = Number(headers['webhook-timestamp']) * 1000;
    expect(Math.abs(at - now)).toBeLessThan(1_001);
    return secrets.map((known) => {
      const { 'webhook-id': id, 'webhook-signature': signatures } = headers;
      const expected = new Verifier(known!).sign(id!, new Date(at), body);
      return signatures!.split(' ').includes(expected);
    });
  };
  const stored = async () => JSON.stringify(await contextOf(registry).store.deliveries.subscriptions());
  return { registry, receiver, secret: secret!, tell, stored, pass: (hours: number) => (now += hours * HOUR) };
}

describe('rotateWebhookSecret(registry, id)', () => {
  it('signs with both secrets for the time given, the new one first, and with the new one alone after it', async () => {
    const { registry, receiver, secret, tell, pass, stored } = await withReceiver();
    const rotated = await rotateWebhookSecret(registry, 'desk', { keepHours: 2 });
    expect(rotated.secret).toMatch(/^whsec_/u);
    expect(rotated.secret).not.toBe(secret);
    expect(await tell(secret, rotated.secret, SECRET)).toEqual([true, true, false]);
    const [first] = receiver.received;
    // As a receiver verifies it: with the one secret it knows.
    for (const known of [secret, rotated.secret!]) {
      expect(new Verifier(known).verify(first!.body, first!.headers)).toMatchObject({ type: 'model.registered' });
    }
    expect(() => new Verifier(SECRET).verify(first!.body, first!.headers)).toThrow('signature');
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures } = first!.headers;
    expect(signatures!.split(' ')[0]).toBe(
      new Verifier(rotated.secret!).sign(id!, new Date(Number(at) * 1000), first!.body),
    );
    const [{ previousSecretUntil }] = (await listWebhooks(registry)) as [Awaited<ReturnType<typeof listWebhooks>>[0]];
    expect(previousSecretUntil).toBe(rotated.webhook.previousSecretUntil);
    pass(2);
    expect(await tell(secret, rotated.secret)).toEqual([false, true]);
    expect(await stored()).not.toContain(secret);
    expect((await listWebhooks(registry))[0]).not.toHaveProperty('previousSecretUntil');
  });

  it('with keepHours 0 drops the one before at once', async () => {
    const { registry, secret, tell, stored } = await withReceiver();
    const rotated = await rotateWebhookSecret(registry, 'desk', { keepHours: 0, secret: SECRET });
    expect(rotated).toMatchObject({ secret: undefined, webhook: { id: 'desk', secret: 'stored' } });
    expect(await stored()).not.toContain(secret);
    expect(await tell(secret, SECRET)).toEqual([false, true]);
  });

  it('again within that time keeps the last two', async () => {
    const { registry, secret, tell } = await withReceiver();
    const [second, third] = [await rotateWebhookSecret(registry, 'desk'), await rotateWebhookSecret(registry, 'desk')];
    expect(await tell(secret, second.secret, third.secret)).toEqual([false, true, true]);
  });

  it('of two at once lets one win, and tells the other', async () => {
    const { registry, tell } = await withReceiver();
    const both = await Promise.allSettled([1, 2].map(() => rotateWebhookSecret(registry, 'desk')));
    const [won] = both.flatMap((result) => (result.status === 'fulfilled' ? [result.value.secret] : []));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [reason] = both.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(reason).toMatchObject({ code: 'WEBHOOK_CHANGED', kind: 'conflict' });
    expect(await tell(won)).toEqual([true]);
  });

  it('leaves a secret in a variable to whoever keeps that, and says how', async () => {
    const { registry } = await withReceiver();
    await addWebhook(registry, { id: 'b', url: 'https://example.com/', secret: { environment: 'HOOK' } });
    await expect(rotateWebhookSecret(registry, 'b')).rejects.toMatchObject({
      code: 'INVALID_WEBHOOK',
      message: expect.stringContaining('it is in the variable HOOK'),
      hint: expect.stringContaining('with a space between'),
    });
  });

  it.each<[object, string]>([
    [{ keepHours: -1 }, 'INVALID_OPTION'],
    [{ keepHours: Number.NaN }, 'INVALID_OPTION'],
    [{ keepHour: 1 }, 'INVALID_OPTION'],
    [{ secret: 'hunter2' }, 'INVALID_WEBHOOK'],
  ])('refuses %j, and changes nothing', async (options, code) => {
    const { registry, stored } = await withReceiver();
    const before = await stored();
    const refused = rotateWebhookSecret(registry, 'desk', options);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.not.toThrow('hunter2');
    expect(await stored()).toBe(before);
  });

  it('is for operators, and for receivers that there are', async () => {
    const { registry } = await withReceiver();
    await expect(rotateWebhookSecret(registry, 'dsk')).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
    await registry.setPolicy({ people: { ada: { roles: ['trainer'] }, bea: { roles: ['operator'] } } });
    await expect(rotateWebhookSecret(registry, 'desk')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});
