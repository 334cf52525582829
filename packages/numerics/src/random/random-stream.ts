import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { ArgumentError } from '../errors.ts';
import { categorical, dirichlet, gamma, normalPair } from './distributions.ts';
import { seedState } from './seed-state.ts';

/** A stream of random numbers. Every draw advances it, so the order of the calls is part of what a seed means. */
export interface RandomStream {
  /** Uniform on [0, 1) with 53 random bits. */
  uniform(): number;
  /** Uniform on 0 .. n - 1, without bias. @throws ArgumentError unless n is a whole number from 1 to 2^53 - 1 */
  integer(n: number): number;
  /** Standard normal, exact (Marsaglia's polar method). */
  normal(): number;
  /** Gamma with the given shape and scale 1 (mean = variance = shape). @throws ArgumentError unless 0 < shape < infinity */
  gamma(shape: number): number;
  /** A point on the simplex with density proportional to prod_k p_k^(alpha_k - 1). @throws ArgumentError unless every alpha > 0 */
  dirichlet(alpha: ArrayLike<number>): Float64Array;
  /** Index k with probability weights_k / sum(weights). @throws ArgumentError unless the weights are >= 0 and one is > 0 */
  categorical(weights: ArrayLike<number>): number;
}

/**
 * A seeded stream on xoroshiro128+ (pure-rand). The same seed gives the same numbers on every machine and in a browser,
 * as far as the engine's `Math.log` agrees (which `normal` and what builds on it use).
 *
 * @param seed - any whole number
 * @throws ArgumentError when the seed is not a whole number
 *
 * @example
 * ```ts
 * import { createRandomStream } from '@regimekit/numerics';
 *
 * const random = createRandomStream(42);
 * random.integer(6) + 1; // one throw of a die
 * random.normal(); // a standard normal draw
 * ```
 */
export function createRandomStream(seed: number): RandomStream {
  return new XoroshiroStream(xoroshiro128plusFromState(seedState(seed)));
}

/**
 * `count` streams that do not overlap: stream i starts 2^64 * i steps behind the seed. Stream i is the same whatever
 * `count` is, and stream 0 is `createRandomStream(seed)`.
 *
 * @example
 * ```ts
 * import { createRandomStreams } from '@regimekit/numerics';
 *
 * const [first, second] = createRandomStreams(42, 2); // one for each restart or worker
 * ```
 */
export function createRandomStreams(seed: number, count: number): RandomStream[] {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new ArgumentError(`The number of streams must be a whole number of at least 0, received ${count}.`, {
      count,
    });
  }
  const generator: JumpableRandomGenerator = xoroshiro128plusFromState(seedState(seed));
  return Array.from({ length: count }, () => {
    const stream = new XoroshiroStream(generator.clone());
    generator.jump();
    return stream;
  });
}

class XoroshiroStream implements RandomStream {
  readonly #generator: JumpableRandomGenerator;
  // The polar method makes two numbers at a time.
  #spareNormal: number | undefined;

  constructor(generator: JumpableRandomGenerator) {
    this.#generator = generator;
  }

  // Both take the upper bits of a word, because the lowest ones of xoroshiro128+ are the weakest.
  uniform(): number {
    const upper = this.#generator.next() >>> 5;
    const lower = this.#generator.next() >>> 6;
    return (upper * 0x4000000 + lower) / 0x20000000000000;
  }

  integer(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new ArgumentError(`integer(n) needs a whole number n of at least 1, received ${n}.`, { n });
    }
    if (n > 0x100000000) return this.#largeInteger(n);
    // As many bits as n - 1 has, drawn again while they are too large: at most two draws on average, and no bias.
    const shift = n === 1 ? 32 : Math.clz32(n - 1);
    if (shift === 32) return 0;
    let value = this.#generator.next() >>> shift;
    while (value >= n) value = this.#generator.next() >>> shift;
    return value;
  }

  #largeInteger(n: number): number {
    const buckets = 0x20000000000000;
    const limit = buckets - (buckets % n);
    let value = this.uniform() * buckets;
    while (value >= limit) value = this.uniform() * buckets;
    return value % n;
  }

  normal(): number {
    const spare = this.#spareNormal;
    if (spare !== undefined) {
      this.#spareNormal = undefined;
      return spare;
    }
    const [first, second] = normalPair(this);
    this.#spareNormal = second;
    return first;
  }

  gamma(shape: number): number {
    return gamma(this, shape);
  }

  dirichlet(alpha: ArrayLike<number>): Float64Array {
    return dirichlet(this, alpha);
  }

  categorical(weights: ArrayLike<number>): number {
    return categorical(this, weights);
  }
}
