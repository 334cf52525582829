import { MatrixView } from '@regimekit/numerics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionsError } from '../errors.ts';
import { createPredictionCache, ENTRY_BYTES } from './prediction-cache.ts';

const SEED = 20_260_115;
const probs = (rows: number) => MatrixView.zeros(rows, 2);
const bytes = (rows: number) => 16 * rows + ENTRY_BYTES;

describe('createPredictionCache', () => {
  it('set(key, probs) beyond maxEntries drops what was used longest ago', () => {
    const cache = createPredictionCache({ maxEntries: 2 });
    const [a, b, c] = [probs(1), probs(2), probs(3)];
    cache.set('a', a);
    cache.set('b', b);
    expect(cache.get('a')).toBe(a);
    cache.set('c', c);
    expect(cache.get('b')).toBeUndefined();
    expect([cache.get('a'), cache.get('c')]).toEqual([a, c]);
    expect(cache.stats).toEqual({ entries: 2, bytes: bytes(1) + bytes(3), hits: 3, misses: 1, evictions: 1 });
  });

  it('set(key, probs) beyond maxBytes drops as many as it takes, and keeps nothing that is too large by itself', () => {
    const cache = createPredictionCache({ maxBytes: 3 * bytes(10) });
    for (const key of ['a', 'b', 'c']) cache.set(key, probs(10));
    cache.set('d', probs(40));
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key) !== undefined)).toEqual([false, false, true, true]);
    cache.set('e', probs(1000));
    expect(cache.get('e')).toBeUndefined();
    expect(cache.stats).toMatchObject({ entries: 2, bytes: bytes(10) + bytes(40), evictions: 2 });
  });

  it('set(key, probs) under a key that is taken replaces it and counts its bytes once', () => {
    const cache = createPredictionCache();
    cache.set('a', probs(10));
    cache.set('a', probs(20));
    expect(cache.stats).toMatchObject({ entries: 1, bytes: bytes(20), evictions: 0 });
  });

  it('clear() forgets the histories', () => {
    const cache = createPredictionCache();
    cache.set('a', probs(10));
    cache.clear();
    expect(cache.get('a')).toBeUndefined();
    expect(cache.stats).toEqual({ entries: 0, bytes: 0, hits: 0, misses: 1, evictions: 0 });
  });

  it(`get and set agree with a list kept in order of use (seed ${SEED})`, () => {
    const steps = fc.array(
      fc.record({
        set: fc.boolean(),
        key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        rows: fc.integer({ min: 1, max: 60 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4000 }),
        (calls, maxEntries, maxBytes) => {
          const cache = createPredictionCache({ maxEntries, maxBytes });
          let list: { key: string; rows: number }[] = [];
          const total = () => list.reduce((sum, { rows }) => sum + bytes(rows), 0);
          for (const { set, key, rows } of calls) {
            const known = list.find((entry) => entry.key === key);
            if (set) cache.set(key, probs(rows));
            const found = set ? known?.rows : cache.get(key)?.rows;
            expect(found).toBe(known?.rows);
            // What is used or set moves to the end; what is set and fits is new there.
            list = list.filter((entry) => entry !== known);
            if (set ? bytes(rows) <= maxBytes : known !== undefined) list.push({ key, rows: set ? rows : known!.rows });
            while (list.length > maxEntries || total() > maxBytes) list.shift();
            expect(cache.stats).toMatchObject({ entries: list.length, bytes: total() });
          }
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });

  it.each([{ maxEntries: 0 }, { maxEntries: 1.5 }, { maxBytes: -1 }, { maxBytes: Infinity }])(
    'createPredictionCache(%o) throws InvalidOptionsError',
    (options) => {
      expect(() => createPredictionCache(options)).toThrow(InvalidOptionsError);
    },
  );
});
