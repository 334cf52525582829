import { describe, expect, it } from 'vitest';
import { chainOf } from '../../test/support/events.ts';
import { ChainBrokenError } from '../errors.ts';
import type { NewEvent } from '../events/registry-event.ts';
import { KnownStates } from './known-states.ts';
import { foldEvents } from './model-state.ts';

const moved = (
  modelName: string,
  version: string,
  from: 'staging' | 'archive',
  to: 'production',
): Partial<NewEvent> => ({
  modelName,
  version,
  type: 'promoted',
  from,
  to,
  details: {},
});
const replaced = (modelName: string, version: string): Partial<NewEvent> => ({
  modelName,
  version,
  type: 'replaced',
  from: 'production',
  to: 'archive',
  details: {},
});

const history = chainOf(
  { modelName: 'means', version: '1.0.0' },
  { modelName: 'others', version: '1.0.0' },
  { modelName: 'means', version: '1.0.1' },
  moved('means', '1.0.0', 'staging', 'production'),
  replaced('means', '1.0.0'),
  moved('means', '1.0.1', 'staging', 'production'),
  moved('others', '1.0.0', 'staging', 'production'),
  replaced('means', '1.0.1'),
  moved('means', '1.0.0', 'archive', 'production'),
);

const statesOf = (states: KnownStates) => new Map(states.models().map((model) => [model.name, model]));

describe('KnownStates.after(events)', () => {
  it('gives what folding all of them gives, wherever it was shown the events before', () => {
    for (let first = 0; first <= history.length; first++) {
      for (let second = first; second <= history.length; second++) {
        const states = new KnownStates().after(history.slice(0, first));
        states.models();
        states.after(history.slice(0, second)).model('means');
        states.after(history);
        expect(statesOf(states)).toEqual(foldEvents(history));
      }
    }
    // The comparison can fail.
    expect(statesOf(new KnownStates().after(history.slice(0, -1)))).not.toEqual(foldEvents(history));
  });

  it('leaves states that it has given out as they were', () => {
    const states = new KnownStates().after(history.slice(0, 4));
    const before = states.model('means')!;
    const copy = structuredClone(before);
    const after = states.after(history).model('means')!;
    expect(after.generation).toBeGreaterThan(before.generation);
    expect(before).toEqual(copy);
  });

  it('begins anew when the events do not continue those before: fewer of them, or others', () => {
    const states = new KnownStates().after(history);
    states.models();
    const fewer = history.slice(0, 4);
    expect(statesOf(states.after(fewer))).toEqual(foldEvents(fewer));
    const others = chainOf(...Array.from({ length: 6 }, (_, i) => ({ modelName: 'means', version: `2.0.${i}` })));
    expect(statesOf(states.after(others))).toEqual(foldEvents(others));
    // Events that never came to be, as those of a transaction that was rolled back.
    const lost = [...fewer, ...chainOf({ modelName: 'lost' })];
    expect(states.after(lost).model('lost')).toBeDefined();
    expect(states.after(history).model('lost')).toBeUndefined();
  });

  it('finds the same in events that were read again, as other objects', () => {
    const states = new KnownStates().after(history.slice(0, 6));
    states.models();
    expect(statesOf(states.after(structuredClone(history)))).toEqual(foldEvents(history));
  });

  it('refuses what cannot have happened each time it is asked, and gives the other models', () => {
    const broken = [...history, ...chainOf(replaced('others', '9.9.9'))];
    const states = new KnownStates().after(history.slice(0, 3)).after(broken);
    for (const _ of [1, 2]) expect(() => states.model('others')).toThrow(ChainBrokenError);
    expect(() => states.models()).toThrow(ChainBrokenError);
    expect(states.model('means')).toEqual(foldEvents(history).get('means'));
    expect(states.model('nobody')).toBeUndefined();
  });
});
