import { ArgumentError } from '../errors.ts';

const MASK_64 = (1n << 64n) - 1n;

/**
 * Spreads a seed over the 128 bits of a xoroshiro state with SplitMix64, as the generator's authors advise: the state
 * of neighbouring seeds differs in half of its bits, where pure-rand's own seeding would return `~seed` as first number.
 *
 * Source: Steele, Lea, Flood (2014), Fast splittable pseudorandom number generators; https://prng.di.unimi.it/splitmix64.c
 *
 * @returns four 32-bit words in the order of pure-rand: high and low of s0, high and low of s1
 */
export function seedState(seed: number): readonly [number, number, number, number] {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(
      `A seed must be a whole number, received ${String(seed)}.`,
      { seed },
      'Give any integer, for example 42.',
    );
  }
  const first = splitMix64(BigInt(seed), 1n);
  const second = splitMix64(BigInt(seed), 2n);
  return [high(first), low(first), high(second), low(second)];
}

/** The `index`-th output (from 1) of SplitMix64 that starts at `seed`. */
function splitMix64(seed: bigint, index: bigint): bigint {
  let z = (seed + index * 0x9e3779b97f4a7c15n) & MASK_64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
  return z ^ (z >> 31n);
}

function high(word: bigint): number {
  return Number(word >> 32n) | 0;
}

function low(word: bigint): number {
  return Number(word & 0xffffffffn) | 0;
}
