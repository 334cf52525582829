import type { MatrixView } from '@regimekit/numerics';
import { InvalidOptionsError } from '../errors.ts';

export interface PredictionCacheOptions {
  /** Most histories kept. @default 1000 */
  readonly maxEntries?: number | undefined;
  /** Most bytes kept: 8 K T for T rows filtered by a model of K states, and {@link ENTRY_BYTES} for each history. @default 64 MiB */
  readonly maxBytes?: number | undefined;
}

/** What a cache has done so far. */
export interface PredictionCacheStats {
  readonly entries: number;
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  /** Histories that were dropped for lack of room. */
  readonly evictions: number;
}

/** What an entry is counted for beside its probabilities: its key, its views and its place in the map, generously. */
export const ENTRY_BYTES = 512;

/**
 * Filtered probabilities of histories that were asked about before, by digest of the model and of the history. Give it to
 * any number of detectors as option `cache`. Bounded by count and by bytes; what was used longest ago goes first.
 */
export class PredictionCache {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  // A map remembers the order of insertion, so the least recently used is the first when each use inserts anew.
  readonly #entries = new Map<string, MatrixView>();
  #bytes = 0;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  /** Made by {@link createPredictionCache}. */
  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  get stats(): PredictionCacheStats {
    return {
      entries: this.#entries.size,
      bytes: this.#bytes,
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
    };
  }

  /** Forgets all histories; the counts of hits, misses and evictions stay. */
  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  /** For the detector: what is kept under a key, now the most recently used. Not to be written to. */
  get(key: string): MatrixView | undefined {
    const found = this.#entries.get(key);
    if (found === undefined) {
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  /** For the detector: keeps the filtered probabilities of a history, unless they alone are more than all that may be kept. */
  set(key: string, filteredProbs: MatrixView): void {
    this.#drop(key);
    const bytes = bytesOf(filteredProbs);
    if (bytes > this.#maxBytes) return;
    while (this.#entries.size >= this.#maxEntries || this.#bytes + bytes > this.#maxBytes) {
      const [oldest] = this.#entries.keys();
      this.#drop(oldest!);
      this.#evictions++;
    }
    this.#entries.set(key, filteredProbs);
    this.#bytes += bytes;
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= bytesOf(entry);
  }
}

/**
 * A cache for the `cache` option of a detector. The answers are the same to the bit with and without it; it pays where
 * the same history is asked about more than once: several questions about one day (regime, outlook, evidence), several
 * detectors with one model, a server that many ask.
 *
 * A history is recognised by all its values, so one more row, or a last row that was corrected, makes another history
 * (`to` makes one of the rows up to it). For a history that grows day by day `createOnlineFilter` is the better tool: it
 * takes one row in the time of one row. Prepared features (`prepareFeatures`) are recognised without reading them again.
 *
 * @throws InvalidOptionsError
 *
 * @example
 * ```ts
 * import { createPredictionCache, RegimeDetector } from '@regimekit/detector';
 *
 * const vix = Array.from({ length: 400 }, (_, i) => (i % 200 < 150 ? 12 : 35) + Math.sin(i * i));
 * const cache = createPredictionCache({ maxEntries: 100 });
 * const detector = new RegimeDetector({ nStates: 2, seed: 1, cache }).fit(vix);
 * detector.predictRegime(vix);
 * detector.getRegimeOutlook(vix);
 * cache.stats.hits; // 1
 * ```
 */
export function createPredictionCache(options: PredictionCacheOptions = {}): PredictionCache {
  const { maxEntries = 1000, maxBytes = 64 * 1024 * 1024 } = options;
  const problems = Object.entries({ maxEntries, maxBytes })
    .filter(([, value]) => !Number.isSafeInteger(value) || value < 1)
    .map(([name, value]) => `${name} must be a whole number of at least 1, received ${value}.`);
  if (problems.length > 0) throw new InvalidOptionsError(problems);
  return new PredictionCache(maxEntries, maxBytes);
}

function bytesOf({ data }: MatrixView): number {
  return data.byteLength + ENTRY_BYTES;
}
