import { describe, expect, it } from 'vitest';
import { chainOf } from '../../test/support/events.ts';
import type { NewEvent, RegistryEvent } from '../events/registry-event.ts';
import { toWebhookMessage, toWebhookPayload } from './webhook-payload.ts';

const registered: Partial<NewEvent> = {};
const promoted: Partial<NewEvent> = { type: 'promoted', from: 'staging', to: 'production', details: {} };
const payloads = (...events: Partial<NewEvent>[]) => {
  const chain = chainOf(...events);
  return chain.map((event, index) => toWebhookPayload(event, { previous: chain[index - 1], next: chain[index + 1] }));
};

describe('toWebhookPayload(event, neighbours)', () => {
  it('tells what happened, to what, by whom, why, and where it stands in the record', () => {
    const [event] = chainOf({ reason: 'first', evidenceDigest: 'e'.repeat(64) });
    expect(toWebhookPayload(event!, { previous: undefined, next: undefined })).toEqual({
      type: 'model.registered',
      timestamp: '2024-01-02T08:00:00.000Z',
      data: {
        sequence: 1,
        digest: event!.digest,
        model: 'means',
        version: '1.0.0',
        from: null,
        to: 'staging',
        production: null,
        actor: 'ada',
        reason: 'first',
        manifestDigest: 'a'.repeat(64),
        evidenceDigest: 'e'.repeat(64),
      },
    });
  });

  it('holds no details of the event, where metadata and signatures are', () => {
    const [event] = chainOf({ details: { kind: 'mean', metadata: { note: 'internal-note' } } });
    expect(JSON.stringify(toWebhookPayload(event!, { previous: undefined, next: undefined }))).not.toContain('note');
  });

  it('gives the version in production before and after in both events of a promotion and of a rollback', () => {
    const left = { version: '1.0.0', from: 'production', to: 'archive', details: {} } as const;
    const production = payloads(
      registered,
      promoted,
      { version: '1.0.1' },
      { ...left, type: 'replaced' },
      { ...promoted, version: '1.0.1' },
      { ...left, type: 'rolled_back', version: '1.0.1' },
      { type: 'restored', version: '1.0.0', from: 'archive', to: 'production', details: {} },
    ).map(({ data }) => data.production);
    expect(production).toEqual([
      null,
      { before: null, after: '1.0.0' },
      null,
      { before: '1.0.0', after: '1.0.1' },
      { before: '1.0.0', after: '1.0.1' },
      { before: '1.0.1', after: '1.0.0' },
      { before: '1.0.1', after: '1.0.0' },
    ]);
  });

  it('takes no neighbour for the other half that belongs to another model, another moment or another kind', () => {
    const archived: Partial<NewEvent> = { type: 'archived', from: 'production', to: 'archive', details: {} };
    const alone = { before: '1.0.0', after: null };
    const next = (event: Partial<NewEvent>) => payloads(archived, event)[0]?.data.production;
    expect(next({ ...promoted, modelName: 'other' })).toEqual(alone);
    expect(next({ ...promoted, at: '2024-01-02T09:00:00.000Z' })).toEqual(alone);
    expect(next({ ...promoted, type: 'promotion_rejected' })).toEqual(alone);
    expect(next({ ...promoted, to: 'shadow' })).toEqual(alone);
  });

  it('says of an event of the whole registry that it is of no model', () => {
    const wide: Partial<NewEvent> = { type: 'policy_set', modelName: '*', version: '*', to: null, details: {} };
    expect(payloads(wide)[0]).toMatchObject({ type: 'registry.policy_set', data: { model: null, version: null } });
  });

  it('says of what moves nothing that production stays', () => {
    const still: Partial<NewEvent> = { type: 'approved', from: 'production', to: 'production', details: {} };
    expect(payloads(still, { ...promoted, type: 'promotion_rejected' }).map(({ data }) => data.production)).toEqual([
      null,
      null,
    ]);
  });
});

describe('toWebhookMessage(event, neighbours)', () => {
  it('has one id for each event, without a full stop, and the same bytes at every call', () => {
    const [a, b] = chainOf({}, { version: '1.0.1' }) as [RegistryEvent, RegistryEvent];
    const message = toWebhookMessage(a, { previous: undefined, next: b });
    expect(message.id).toBe(`msg_1_${a.digest.slice(0, 32)}`);
    expect(toWebhookMessage({ ...a }, { previous: undefined, next: b })).toEqual(message);
    expect(toWebhookMessage(b, { previous: a, next: undefined }).id).not.toBe(message.id);
  });
});
