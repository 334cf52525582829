import { describe, expect, it } from 'vitest';
import { meanModel, openMemoryRegistry } from '../../test/support/registries.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { addWebhook, listDeliveries, listWebhooks, removeWebhook, retryWebhook } from './subscriptions.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const url = 'https://example.com/hooks/regimekit?token=sesame';

describe('addWebhook(registry, options)', () => {
  it('adds a receiver of what happens from now on, and shows its secret once', async () => {
    const registry = await openMemoryRegistry();
    await registry.register('means', meanModel(1));
    const { webhook, secret } = await addWebhook(registry, {
      id: 'desk',
      url,
      events: ['promoted'],
      models: ['means'],
    });
    expect(webhook).toEqual({
      id: 'desk',
      url: 'https://example.com/hooks/regimekit',
      events: ['promoted'],
      models: ['means'],
      secret: 'stored',
      createdAt: expect.stringMatching(/^2024-01-02T08:/u),
      createdBy: 'ada',
      cursor: 1,
      disabled: null,
    });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/u);
    expect(await listWebhooks(registry)).toEqual([webhook]);
    const shown = JSON.stringify([webhook, await listWebhooks(registry), await registry.history('means')]);
    expect(shown).not.toContain(secret!.slice(6));
    expect(shown).not.toContain('sesame');
  });

  it('keeps a secret that is given, or the name of the variable that holds it, and shows neither key', async () => {
    const registry = await openMemoryRegistry();
    const given = await addWebhook(registry, { id: 'a', url, secret: SECRET });
    const named = await addWebhook(registry, { id: 'b', url, secret: { environment: 'HOOK_SECRET' } });
    expect([given.secret, named.secret]).toEqual([undefined, undefined]);
    expect(named.webhook.secret).toEqual({ environment: 'HOOK_SECRET' });
    expect(JSON.stringify([given, named])).not.toContain(SECRET.slice(6));
  });

  it('begins where it is told to', async () => {
    const registry = await openMemoryRegistry();
    for (let mean = 0; mean < 3; mean++) await registry.register('means', meanModel(mean));
    expect((await addWebhook(registry, { url, after: 0 })).webhook.cursor).toBe(0);
    expect((await addWebhook(registry, { url, after: 2 })).webhook.cursor).toBe(2);
    for (const after of [4, -1, 1.5]) {
      await expect(addWebhook(registry, { url, after })).rejects.toThrow('0 to 3');
    }
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['only https', { url: 'http://example.com/' }],
    ['user name or password', { url: 'https://ada:sesame@example.com/' }],
    ['public internet', { url: 'https://127.0.0.1/' }],
    ['public internet', { url: 'https://169.254.169.254/latest/meta-data' }],
    ['not an absolute address', { url: 'sesame' }],
    ['not an absolute address', { url: undefined }],
    ['1 to 64 letters', { id: '../etc' }],
    ["no events 'promotd'", { events: ['promotd'] }],
    ['no events', { events: 'promoted' }],
    ['does not begin with whsec_', { secret: 'sesame' }],
    ['with the name of a variable', { secret: { environment: 'whsec_sesame sesame' } }],
    ['with the name of a variable', { secret: null }],
    ['must be 1 to 64 lower-case', { models: ['Means'] }],
    ['Did you mean events', { event: ['promoted'] }],
  ])('refuses what cannot be meant (%s), and repeats no secret', async (problem, options) => {
    const registry = await openMemoryRegistry();
    const refused = addWebhook(registry, { url, ...options });
    const error = await refused.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'input' });
    const text = JSON.stringify(error);
    expect(text).toContain(problem);
    expect(text).not.toContain('sesame');
    expect(await listWebhooks(registry)).toEqual([]);
  });

  it('refuses an id that is taken, and more than 32 receivers', async () => {
    const registry = await openMemoryRegistry();
    for (let index = 0; index < 32; index++) await addWebhook(registry, { id: `r${index}`, url });
    await expect(addWebhook(registry, { id: 'another', url })).rejects.toThrow('there are 32 already');
    await removeWebhook(registry, 'r3');
    await expect(addWebhook(registry, { id: 'r4', url })).rejects.toMatchObject({ code: 'WEBHOOK_CONFLICT' });
  });

  it('is for operators alone, where the policy names people', async () => {
    const registry = await openMemoryRegistry();
    await registry.setPolicy({ people: { ada: { roles: ['trainer'] }, bea: { roles: ['operator'] } } });
    await expect(addWebhook(registry, { url })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(removeWebhook(registry, 'desk')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(retryWebhook(registry, 'desk')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await listWebhooks(registry)).toEqual([]);
  });
});

describe('receivers by their id', () => {
  it('are named when there is none of that id', async () => {
    const registry = await openMemoryRegistry();
    await addWebhook(registry, { id: 'desk', url });
    for (const ask of [removeWebhook, listDeliveries, retryWebhook]) {
      await expect(ask(registry, 'dsk')).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
      await expect(ask(registry, 'dsk')).rejects.toThrow('there are desk');
    }
    await removeWebhook(registry, 'desk');
    expect(await listWebhooks(registry)).toEqual([]);
  });
});

describe('retryWebhook(registry, id)', () => {
  it('revives what was set aside, one or all', async () => {
    const registry = await openMemoryRegistry();
    await addWebhook(registry, { id: 'desk', url: 'https://example.com/', after: 0 });
    for (let mean = 0; mean < 3; mean++) await registry.register('means', meanModel(mean));
    // Forbidden, so nothing leaves this machine; and given up at the first attempt.
    const resolve = async () => [{ address: '10.0.0.1', family: 4 }];
    const schedule = { maxAttempts: 1 };
    expect(await deliverWebhooks(registry, { resolve, schedule })).toMatchObject({ delivered: 0, dead: 3 });
    expect(await retryWebhook(registry, 'desk', { sequence: 2 })).toBe(1);
    expect((await listDeliveries(registry, 'desk', { state: 'pending' })).map(({ sequence }) => sequence)).toEqual([2]);
    expect(await retryWebhook(registry, 'desk')).toBe(2);
    expect(await listDeliveries(registry, 'desk', { state: 'dead' })).toEqual([]);
    expect(await listDeliveries(registry, 'desk')).toHaveLength(3);
  });
});
