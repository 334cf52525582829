import { describe, expect, it } from 'vitest';
import { openMemoryRegistry } from '../test/support/registries.ts';
import { addWebhook, applyRetention, deliverWebhooks, type ModelRegistry } from './index.ts';
import { contextOf } from './registry-internals.ts';

describe('contextOf(registry)', () => {
  it('gives what the registry stands on, and nobody reaches that by the registry itself', async () => {
    const registry = await openMemoryRegistry();
    expect(contextOf(registry).actor).toBe('ada');
    expect(Reflect.ownKeys(registry)).toEqual([]);
  });

  it.each<[string, (registry: ModelRegistry) => unknown]>([
    ['addWebhook', (registry) => addWebhook(registry, { url: 'https://example.com/' })],
    ['deliverWebhooks', (registry) => deliverWebhooks(registry)],
    ['applyRetention', (registry) => applyRetention(registry, {})],
  ])('%s refuses what is no registry', async (_name, call) => {
    for (const value of [null, undefined, {}, 'models']) {
      const refused = Promise.resolve().then(() => call(value as never));
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_OPTION', kind: 'input' });
    }
  });
});
