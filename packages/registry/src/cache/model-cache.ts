// Models that were loaded, kept within bounds: the one used longest ago goes first.
import { InvalidOptionError } from '@regimekit/persistence';
import { LRUCache } from 'lru-cache';

/** How much is kept of what was loaded. */
export interface ModelCacheOptions {
  /** How many models are kept at most. @default 16 */
  readonly maxEntries?: number | undefined;
  /** How many bytes their bundles have together at most. @default 64 MiB */
  readonly maxBytes?: number | undefined;
}

/** What a cache has done since it was made, and what it holds now. */
export interface ModelCacheStatistics {
  readonly entries: number;
  readonly bytes: number;
  /** Asked for and there. */
  readonly hits: number;
  /** Asked for and loaded. */
  readonly misses: number;
  /** Asked for while somebody else's load of the same was under way, and served by it. */
  readonly shared: number;
  /** Pushed out by others. */
  readonly evictions: number;
}

/** What says which loaded model is meant. */
export interface ModelCacheKey {
  /** Digest of the manifest, which stands for every byte of the bundle: another model has another. */
  readonly manifestDigest: string;
  /** The schema that made the model out of the bundle, since another would have made something else. */
  readonly schema: object;
  /** For whom its signatures were looked at: trust depends on both. */
  readonly name: string;
  readonly stage: string;
}

export interface ModelCache {
  /**
   * The model of the key: the one that is kept, or else what `load` gives. Those who ask meanwhile get the same; a load
   * that fails is told to all of them and not kept.
   */
  get<T>(key: ModelCacheKey, load: () => Promise<LoadedModel<T>>): Promise<T>;
  statistics(): ModelCacheStatistics;
  /** Forgets all models; those under way are not kept either. The counts go on. */
  clear(): void;
}

/** A model and the size of its bundle, which stands for what it takes in memory. */
interface LoadedModel<T> {
  readonly model: T;
  readonly bytes: number;
}

const DEFAULT_ENTRIES = 16;
const DEFAULT_BYTES = 64 * 1024 * 1024;
// The cache allots its places when it is made.
const MAX_ENTRIES = 10_000;

/** @throws InvalidOptionError */
export function createModelCache(options: ModelCacheOptions = {}): ModelCache {
  const max = checkLimit('cache.maxEntries', options.maxEntries ?? DEFAULT_ENTRIES, MAX_ENTRIES);
  const maxSize = checkLimit('cache.maxBytes', options.maxBytes ?? DEFAULT_BYTES, Number.MAX_SAFE_INTEGER);
  const counts = { hits: 0, misses: 0, shared: 0, evictions: 0 };
  const kept = new LRUCache<string, LoadedModel<unknown>>({
    max,
    maxSize,
    sizeCalculation: ({ bytes }) => Math.max(1, bytes),
    dispose: (_model, _key, reason) => {
      if (reason === 'evict') counts.evictions += 1;
    },
  });
  const underWay = new Map<string, Promise<LoadedModel<unknown>>>();
  const keyOf = createKeys();

  const start = (key: string, load: () => Promise<LoadedModel<unknown>>): Promise<LoadedModel<unknown>> => {
    // Only what is still awaited under this key: a clearing meanwhile has said that it is not to be kept.
    const isAwaited = () => underWay.get(key) === work;
    const run = async () => {
      try {
        const loaded = await load();
        if (isAwaited()) kept.set(key, loaded);
        return loaded;
      } finally {
        if (isAwaited()) underWay.delete(key);
      }
    };
    // Begins a moment later, when it is known as the one under way.
    const work = Promise.resolve().then(run);
    underWay.set(key, work);
    return work;
  };

  return {
    get: async <T>(about: ModelCacheKey, load: () => Promise<LoadedModel<T>>): Promise<T> => {
      const key = keyOf(about);
      const present = kept.get(key);
      const awaited = underWay.get(key);
      counts[present !== undefined ? 'hits' : awaited !== undefined ? 'shared' : 'misses'] += 1;
      // The schema is part of the key, and it alone decides what type comes out.
      return (present ?? (await (awaited ?? start(key, load)))).model as T;
    },
    statistics: () => ({ entries: kept.size, bytes: kept.calculatedSize, ...counts }),
    clear: () => {
      underWay.clear();
      kept.clear();
    },
  };
}

/** Text for each key; schemas are told apart by what they are, not by what they say of themselves. */
function createKeys(): (key: ModelCacheKey) => string {
  const numbers = new WeakMap<object, number>();
  let last = 0;
  return ({ manifestDigest, schema, name, stage }) => {
    const number = numbers.get(schema) ?? (last += 1);
    numbers.set(schema, number);
    return JSON.stringify([manifestDigest, number, name, stage]);
  };
}

function checkLimit(option: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InvalidOptionError(option, `a whole number of 1 to ${most}`, value, 'Leave the cache out to keep nothing.');
}
