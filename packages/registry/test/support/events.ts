import {
  GENESIS,
  sealEvent,
  type ChainHead,
  type NewEvent,
  type RegistryEvent,
} from '../../src/events/registry-event.ts';

export function newEvent(overrides: Partial<NewEvent> = {}): NewEvent {
  return {
    at: '2024-01-02T08:00:00.000Z',
    actor: 'ada',
    type: 'registered',
    modelName: 'means',
    version: '1.0.0',
    from: null,
    to: 'staging',
    reason: null,
    manifestDigest: 'a'.repeat(64),
    details: { kind: 'mean', metadata: {} },
    ...overrides,
  };
}

export function chainOf(...events: Partial<NewEvent>[]): RegistryEvent[] {
  let head: ChainHead = GENESIS;
  return events.map((event) => {
    const sealed = sealEvent(newEvent(event), head);
    head = sealed;
    return sealed;
  });
}
