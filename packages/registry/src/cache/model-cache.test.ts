import { describe, expect, it } from 'vitest';
import { createModelCache, type ModelCache, type ModelCacheKey } from './model-cache.ts';

const schema = {};
const key = (letter: string, more: Partial<ModelCacheKey> = {}): ModelCacheKey => ({
  manifestDigest: letter.repeat(64),
  schema,
  name: 'means',
  stage: 'production',
  ...more,
});

/** Asks for models that are known by a letter, and remembers which were loaded. */
function loader(cache: ModelCache, bytes = 10) {
  const loads: string[] = [];
  const ask = async (letter: string, more: Partial<ModelCacheKey> = {}) =>
    await cache.get(key(letter, more), async () => {
      loads.push(letter);
      await Promise.resolve();
      return { model: { letter }, bytes };
    });
  return { ask, loads };
}

describe('createModelCache(options).get(key, load)', () => {
  it('loads once and gives the same model again', async () => {
    const cache = createModelCache();
    const { ask, loads } = loader(cache);
    const first = await ask('a');
    expect(await ask('a')).toBe(first);
    expect(loads).toEqual(['a']);
    expect(cache.statistics()).toEqual({ entries: 1, bytes: 10, hits: 1, misses: 1, shared: 0, evictions: 0 });
  });

  it('never serves another model: digest, schema, name and stage all tell', async () => {
    const { ask, loads } = loader(createModelCache());
    for (const more of [{}, { schema: {} }, { name: 'other' }, { stage: 'shadow' }]) await ask('a', more);
    expect((await ask('b')).letter).toBe('b');
    expect(loads).toEqual(['a', 'a', 'a', 'a', 'b']);
  });

  it('pushes out what was used longest ago, by count', async () => {
    const cache = createModelCache({ maxEntries: 2 });
    const { ask, loads } = loader(cache);
    for (const letter of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(letter);
    expect(loads).toEqual(['a', 'b', 'c', 'b']);
    expect(cache.statistics()).toMatchObject({ entries: 2, evictions: 2, hits: 2 });
  });

  it('pushes out by bytes, and keeps nothing that is larger than all of it', async () => {
    const cache = createModelCache({ maxBytes: 25 });
    const { ask } = loader(cache);
    for (const letter of ['a', 'b', 'c']) await ask(letter);
    expect(cache.statistics()).toMatchObject({ entries: 2, bytes: 20 });
    const large = loader(cache, 26);
    await large.ask('d');
    await large.ask('d');
    expect(large.loads).toEqual(['d', 'd']);
    expect(cache.statistics().bytes).toBeLessThanOrEqual(25);
  });

  it('lets all who ask at once share one load', async () => {
    const cache = createModelCache();
    const { ask, loads } = loader(cache);
    const models = await Promise.all(Array.from({ length: 10 }, () => ask('a')));
    expect(new Set(models).size).toBe(1);
    expect(loads).toEqual(['a']);
    expect(cache.statistics()).toMatchObject({ misses: 1, shared: 9, entries: 1 });
  });

  it('tells all who ask of a failure, and tries again at the next question', async () => {
    const cache = createModelCache();
    let tries = 0;
    const ask = () =>
      cache.get(key('a'), async () => {
        tries += 1;
        if (tries === 1) throw new Error('damaged');
        return { model: tries, bytes: 1 };
      });
    const asked = await Promise.allSettled([ask(), ask()]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(cache.statistics()).toMatchObject({ entries: 0 });
    expect(await ask()).toBe(2);
    expect(tries).toBe(2);
  });

  it('keeps nothing that was under way when it was cleared', async () => {
    const cache = createModelCache();
    const { ask, loads } = loader(cache);
    await ask('a');
    const late = ask('b');
    cache.clear();
    const again = ask('b');
    expect((await late).letter).toBe('b');
    await again;
    await ask('a');
    expect(loads).toEqual(['a', 'b', 'b', 'a']);
    expect(cache.statistics()).toMatchObject({ entries: 2, evictions: 0 });
  });
});

describe('createModelCache(options)', () => {
  it.each([{ maxEntries: 0 }, { maxEntries: 1.5 }, { maxEntries: 1e9 }, { maxBytes: 0 }, { maxBytes: Number.NaN }])(
    'refuses %j',
    (options) => {
      expect(() => createModelCache(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    },
  );
});
