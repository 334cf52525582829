import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { STANDARD_ERRORS } from '../../test/support/tolerance.ts';
import { ArgumentError, createRandomStream, createRandomStreams, type RandomStream } from '../index.ts';

const MASK = (1n << 64n) - 1n;

/** The oracle: SplitMix64 and xoroshiro128+ (2018 constants 24, 16, 37) from their C sources, in 64-bit integers. */
function* referenceWords(seed: number): Generator<number, never> {
  let counter = BigInt.asUintN(64, BigInt(seed));
  const splitMix = () => {
    counter = (counter + 0x9e3779b97f4a7c15n) & MASK;
    let z = counter;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  };
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (64n - k))) & MASK;
  let s0 = splitMix();
  let s1 = splitMix();
  for (;;) {
    yield Number((s0 + s1) & 0xffffffffn); // pure-rand gives the lower half of each word
    s1 ^= s0;
    s0 = rotate(s0, 24n) ^ s1 ^ ((s1 << 16n) & MASK);
    s1 = rotate(s1, 37n);
  }
}

/** Correlation of uniform numbers with their successors. */
function lagCorrelation(values: number[]): number {
  let sum = 0;
  for (let i = 1; i < values.length; i++) sum += (values[i]! - 0.5) * (values[i - 1]! - 0.5) * 12;
  return sum / values.length;
}

const take = (random: RandomStream, n: number) => Array.from({ length: n }, () => random.uniform());

describe('createRandomStream', () => {
  it.each([0, 1, 42, -1, 2 ** 40 + 3])('createRandomStream(%i) follows the published generator', (seed) => {
    const words = referenceWords(seed);
    const expected = Array.from({ length: 50 }, () => {
      const upper = words.next().value >>> 5;
      const lower = words.next().value >>> 6;
      return (upper * 2 ** 26 + lower) / 2 ** 53;
    });
    expect(take(createRandomStream(seed), 50)).toEqual(expected);
    expect(take(createRandomStream(seed + 1), 50)).not.toEqual(expected);
  });

  it('createRandomStream(42) gives these numbers for ever', () => {
    const random = createRandomStream(42);
    expect([random.uniform(), random.integer(1000), random.normal(), random.gamma(2.5)]).toMatchInlineSnapshot(`
      [
        0.884069414773014,
        467,
        -0.2947974624212261,
        5.518469730472531,
      ]
    `);
  });

  it('uniform() of neighbouring seeds is not related; with the seeding of pure-rand it is', () => {
    const n = 2000;
    const ours = Array.from({ length: n }, (_, seed) => createRandomStream(seed).uniform());
    const plain = Array.from({ length: n }, (_, seed) => (xoroshiro128plus(seed * 2 ** 20).next() >>> 0) / 2 ** 32);
    const limit = STANDARD_ERRORS / Math.sqrt(n);
    expect(Math.abs(lagCorrelation(ours))).toBeLessThan(limit);
    expect(Math.abs(lagCorrelation(plain))).toBeGreaterThan(limit);
  });

  it('uniform() stays in [0, 1) and uses bits below 2^-32', () => {
    const values = take(createRandomStream(5), 1000);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(values.some((value) => (value * 2 ** 32) % 1 !== 0)).toBe(true);
  });

  it('createRandomStream(seed) refuses what is not a whole number', () => {
    for (const seed of [0.5, Number.NaN, Infinity, 2 ** 53, '1' as unknown as number]) {
      expect(() => createRandomStream(seed)).toThrow(ArgumentError);
    }
    expect(() => createRandomStream(0.5)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', kind: 'input' }));
  });
});

describe('createRandomStreams', () => {
  it('createRandomStreams(seed, count) gives the same stream i for every count, and stream 0 of the seed', () => {
    const few = createRandomStreams(9, 3).map((random) => take(random, 20));
    const many = createRandomStreams(9, 8).map((random) => take(random, 20));
    expect(many.slice(0, 3)).toEqual(few);
    expect(few[0]).toEqual(take(createRandomStream(9), 20));
    expect(new Set(many.flat()).size).toBe(160);
    expect(createRandomStreams(9, 0)).toEqual([]);
  });

  it('createRandomStreams(seed, count) does not depend on the order in which the streams are read', () => {
    const [a, b] = createRandomStreams(9, 2) as [RandomStream, RandomStream];
    const second = take(b, 10);
    const first = take(a, 10);
    expect([first, second]).toEqual(createRandomStreams(9, 2).map((random) => take(random, 10)));
  });

  it('createRandomStreams(seed, count) gives streams without correlation', () => {
    const n = 20_000;
    const [a, b] = createRandomStreams(1, 2).map((random) => take(random, n)) as [number[], number[]];
    const correlation = a.reduce((sum, x, i) => sum + (x - 0.5) * (b[i]! - 0.5), 0) / (n / 12);
    const withItself = a.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / (n / 12);
    expect(Math.abs(correlation)).toBeLessThan(STANDARD_ERRORS / Math.sqrt(n));
    expect(withItself).toBeGreaterThan(0.9);
  });

  it('createRandomStreams(seed, count) refuses a count that is negative or fractional', () => {
    expect(() => createRandomStreams(1, -1)).toThrow(ArgumentError);
    expect(() => createRandomStreams(1, 1.5)).toThrow(ArgumentError);
  });
});
