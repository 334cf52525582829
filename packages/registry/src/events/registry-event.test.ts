import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chainOf, newEvent } from '../../test/support/events.ts';
import { ChainBrokenError } from '../errors.ts';
import { checkChain, GENESIS, registryEventSchema, sealEvent, type RegistryEvent } from './registry-event.ts';

const three = (): RegistryEvent[] =>
  chainOf(
    {},
    { version: '1.0.1' },
    { type: 'promoted', version: '1.0.1', from: 'staging', to: 'production', details: {} },
  );

describe('sealEvent(event, head)', () => {
  it('numbers the events and chains each to the one before, beginning with 64 zeros', () => {
    const [first, second, third] = three();
    expect([first?.sequence, second?.sequence, third?.sequence]).toEqual([1, 2, 3]);
    expect(first?.previousDigest).toBe('0'.repeat(64));
    expect(second?.previousDigest).toBe(first?.digest);
    expect(third?.previousDigest).toBe(second?.digest);
  });

  it('digests the canonical JSON of all other fields', () => {
    const [event] = three();
    const text =
      '{"actor":"ada","at":"2024-01-02T08:00:00.000Z","details":{"kind":"mean","metadata":{}},"from":null,' +
      `"manifestDigest":"${'a'.repeat(64)}","modelName":"means","previousDigest":"${'0'.repeat(64)}","reason":null,` +
      '"sequence":1,"to":"staging","type":"registered","version":"1.0.0"}';
    expect(event?.digest).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('hashes the digest of the evidence where there is one, and no such field where there is none', () => {
    const plain = sealEvent(newEvent(), GENESIS);
    const { digest } = sealEvent(newEvent({ evidenceDigest: undefined as never }), GENESIS);
    expect(digest).toBe(plain.digest);
    expect(sealEvent(newEvent({ evidenceDigest: 'c'.repeat(64) }), GENESIS).digest).not.toBe(plain.digest);
  });

  it('makes what the schema of stored events accepts', () => {
    for (const event of three()) expect(registryEventSchema.parse(event)).toEqual(event);
  });
});

describe('checkChain(events)', () => {
  it('gives the end of an intact chain', () => {
    const events = three();
    expect(checkChain(events)).toEqual({ sequence: 3, digest: events[2]?.digest });
    expect(checkChain([])).toEqual(GENESIS);
  });

  it.each<[string, (events: RegistryEvent[]) => RegistryEvent[], number, RegExp]>([
    ['a changed field', ([a, b, c]) => [a!, { ...b!, actor: 'eve' }, c!], 2, /does not have its digest/u],
    [
      'a changed detail',
      ([a, b, c]) => [{ ...a!, details: { kind: 'other', metadata: {} } }, b!, c!],
      1,
      /does not have its digest/u,
    ],
    [
      'another bundle',
      ([a, b, c]) => [a!, b!, { ...c!, manifestDigest: 'b'.repeat(64) }],
      3,
      /does not have its digest/u,
    ],
    ['a removed event', ([a, , c]) => [a!, c!], 2, /the next one found is 3, so events were removed/u],
    ['a removed beginning', ([, b, c]) => [b!, c!], 1, /events were removed/u],
    ['exchanged events', ([a, b, c]) => [b!, a!, c!], 1, /the next one found is 2/u],
    [
      'an event sealed anew after a change',
      ([a, b, c]) => [a!, sealEvent({ ...strip(b!), actor: 'eve' }, a!), c!],
      3,
      /does not follow the event before/u,
    ],
  ])('notices %s', (_what, tamper, sequence, problem) => {
    const check = () => checkChain(tamper(three()));
    expect(check).toThrow(ChainBrokenError);
    expect(check).toThrow(problem);
    expect(check).toThrow(expect.objectContaining({ details: expect.objectContaining({ sequence }) }));
  });
});

function strip({ sequence: _sequence, previousDigest: _previous, digest: _digest, ...event }: RegistryEvent) {
  return event;
}

describe('registryEventSchema', () => {
  const policySet = {
    type: 'policy_set',
    modelName: '*',
    version: '*',
    from: null,
    to: null,
    manifestDigest: '0'.repeat(64),
    details: { policy: {} },
  } as const;

  it('knows events of the whole registry, which have no stage', () => {
    expect(registryEventSchema.safeParse(chainOf(policySet)[0]).success).toBe(true);
    for (const wrong of [{ to: 'staging' as const }, { modelName: 'means' }]) {
      expect(registryEventSchema.safeParse(chainOf({ ...policySet, ...wrong })[0]).success).toBe(false);
    }
    expect(registryEventSchema.safeParse(chainOf({ to: null })[0]).success).toBe(false);
  });

  it.each<[string, Partial<RegistryEvent>]>([
    ['an approval without its evidence', { type: 'approved', details: {} }],
    ['a withdrawal of nothing', { type: 'approval_withdrawn', details: { approver: 'eve' } }],
    ['evidence without a verdict', { type: 'evidence_attached', details: { kind: 'backtest' } }],
    ['an alias without a name', { type: 'alias_set', details: { previous: null } }],
    ['a policy without rules', { ...policySet, details: {} }],
    ['a copy of nothing', { ...policySet, type: 'copied', details: {} }],
    ['a signature by nobody', { type: 'signed', details: { file: 'x' } }],
    ['a digest that is none', { evidenceDigest: 'abc' }],
  ])('refuses %s', (_what, event) => {
    const parsed = registryEventSchema.safeParse(chainOf({ from: 'staging', to: 'staging', ...event })[0]);
    expect(parsed.success).toBe(false);
  });
});
