import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { NO_BUNDLE, REGISTRY_WIDE } from '../events/event-types.ts';
import { checkChain, GENESIS } from '../events/registry-event.ts';
import { anEvent, append, failureOf, type Check } from './contract-support.ts';

export const checkEvents: readonly Check[] = [
  {
    name: 'an empty store has no events, and its chain ends where chains begin',
    check: async ({ store }) => {
      deepStrictEqual(await store.read(), []);
      deepStrictEqual(await store.head(), GENESIS);
    },
  },
  {
    name: 'append() chains events, and read() gives them back as they were, oldest first',
    check: async ({ store }) => {
      const reason = 'ü "quoted" \u2603 \u{1F600}\nand a second line';
      const details = { kind: 'mean', metadata: { seed: 1, nested: { deep: [1, 'two', null, true] } } };
      const sealed = await append(store, { reason }, { version: '1.0.1', details });
      const events = await store.read();
      deepStrictEqual(events, sealed);
      deepStrictEqual(events[0], { ...events[0], ...anEvent({ reason }) });
      deepStrictEqual(events[1]?.details, details);
      deepStrictEqual(await store.head(), checkChain(events));
    },
  },
  {
    name: 'read() keeps what is optional absent, and what is there there: the digest of an event covers which it is',
    check: async ({ store }) => {
      const wide = {
        modelName: REGISTRY_WIDE,
        version: REGISTRY_WIDE,
        from: null,
        to: null,
        manifestDigest: NO_BUNDLE,
      };
      await append(
        store,
        {},
        {
          type: 'evidence_attached',
          from: 'staging',
          evidenceDigest: 'e'.repeat(64),
          details: { kind: 'backtest', passed: true },
        },
        { ...wide, type: 'copied', details: { from: 'memory', sequence: 1, headDigest: 'b'.repeat(64) } },
      );
      const events = await store.read({ fresh: true });
      deepStrictEqual(
        events.map((event) => 'evidenceDigest' in event),
        [false, true, false],
      );
      strictEqual(events[2]?.to, null);
      checkChain(events);
    },
  },
  {
    name: 'read() gives the events of one model, those after a sequence, and both',
    check: async ({ store }) => {
      for (let i = 0; i < 30; i++) await append(store, { modelName: `model-${i % 3}`, version: `1.0.${i}` });
      const sequences = async (query: Parameters<typeof store.read>[0]) =>
        (await store.read(query)).map(({ sequence }) => sequence);
      deepStrictEqual(await sequences('model-1'), [2, 5, 8, 11, 14, 17, 20, 23, 26, 29]);
      deepStrictEqual(await sequences({ after: 27 }), [28, 29, 30]);
      deepStrictEqual(await sequences({ modelName: 'model-1', after: 23 }), [26, 29]);
      deepStrictEqual(await sequences({ modelName: 'model-1', after: 23, fresh: true }), [26, 29]);
      deepStrictEqual(await sequences('nobody'), []);
    },
  },
  {
    name: 'read() gives each caller events that no other caller can change',
    check: async ({ store }) => {
      await append(store, {});
      const [event] = await store.read();
      for (const change of [
        () => Object.assign(event!, { actor: 'eve' }),
        () => Object.assign(event!.details, { kind: 'x' }),
      ]) {
        try {
          change();
        } catch {
          // Frozen: as good as a copy.
        }
      }
      (await store.read()).pop();
      const [again] = await store.read();
      checkChain([again!]);
    },
  },
  {
    name: 'append() refuses what could not be read again, and keeps nothing of its transaction',
    check: async ({ store }) => {
      for (const wrong of [
        { actor: '' },
        { details: { kind: 'mean', metadata: { bad: Number.NaN } } },
        { at: 'yesterday' },
      ]) {
        await failureOf(() => append(store, {}, wrong));
        deepStrictEqual(await store.read(), []);
      }
    },
  },
  {
    name: 'append() refuses the registration of a version that is registered',
    check: async ({ store }) => {
      await append(store, {});
      // The registry looks first; where a store looks too, it may refuse, but it must not lose the first one.
      await append(store, {}).catch(() => undefined);
      checkChain(await store.read());
    },
  },
];
