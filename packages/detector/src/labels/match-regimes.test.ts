import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { InvalidOptionsError } from '../errors.ts';
import { matchRegimes } from './match-regimes.ts';

/** Half a standard deviation, as the docstring says. */
const CLEAR = 0.5;

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
  );
}

const sharedBy = (overlap: MatrixView, order: readonly number[]) =>
  order.reduce((sum, k, i) => sum + overlap.get(i, k), 0);

const isInOrder = (order: readonly number[], scores: readonly number[]) =>
  order.every((k, i) => order.slice(i + 1).every((later) => scores[k]! - scores[later]! <= CLEAR));

function randomCase(seed: number) {
  const random = createRandomStream(seed);
  const K = 2 + random.integer(4);
  const overlap = MatrixView.from(Array.from({ length: K }, () => Array.from({ length: K }, () => random.uniform())));
  return { overlap, scores: Array.from({ length: K }, () => 2 * random.normal()) };
}

const cases = Array.from({ length: 300 }, (_, seed) => randomCase(seed));

describe('matchRegimes(overlap, scores)', () => {
  it('finds the best of all pairings that turn no clear order around (300 seeded cases, by enumeration)', () => {
    for (const { overlap, scores } of cases) {
      const allowed = permutations(scores.length).filter((order) => isInOrder(order, scores));
      const best = Math.max(...allowed.map((order) => sharedBy(overlap, order)));
      const found = matchRegimes(overlap, scores);
      expect(found.toSorted((a, b) => a - b)).toEqual(scores.map((_, k) => k));
      expect(isInOrder(found, scores)).toBe(true);
      expect(sharedBy(overlap, found)).toBeCloseTo(best, 12);
    }
  });

  it('without scores takes the best of all: the control, which turns a clear order around in most of these cases', () => {
    const turned = cases.filter(({ overlap, scores }) => !isInOrder(matchRegimes(overlap, null), scores));
    expect(turned.length).toBeGreaterThan(200);
    for (const { overlap } of cases) {
      const best = Math.max(...permutations(overlap.rows).map((order) => sharedBy(overlap, order)));
      expect(sharedBy(overlap, matchRegimes(overlap, null))).toBeCloseTo(best, 12);
    }
  });

  it('follows the days where stress does not tell the states apart, and stress where it does', () => {
    const overlap = MatrixView.from([
      [10, 90],
      [80, 20],
    ]);
    expect(matchRegimes(overlap, [0, CLEAR])).toEqual([1, 0]);
    expect(matchRegimes(overlap, [0, CLEAR + 1e-9])).toEqual([0, 1]);
  });

  it('keeps what it can: a clear order of two of three leaves the third to the days', () => {
    const overlap = MatrixView.from([
      [0, 50, 0],
      [50, 0, 0],
      [0, 0, 50],
    ]);
    expect(matchRegimes(overlap, [0.1, 0, 3])).toEqual([1, 0, 2]);
    // The calmest comes first; of the other two one still has its own days.
    expect(matchRegimes(overlap, [0.1, 0, -3])).toEqual([2, 0, 1]);
  });

  it('puts many states in order of their scores, where the days contradict them', () => {
    const K = 40;
    const overlap = MatrixView.zeros(K, K);
    for (let i = 0; i < K; i++) overlap.data[i * K + (K - 1 - i)] = 1;
    const rising = Array.from({ length: K }, (_, k) => k);
    expect(matchRegimes(overlap, rising)).toEqual(rising);
    expect(matchRegimes(overlap, rising.toReversed())).toEqual(rising.toReversed());
  });

  it.each([
    ['overlap must be square, received 1 x 2.', MatrixView.zeros(1, 2), null],
    ['overlap must hold finite numbers only.', MatrixView.from([[Number.NaN]]), null],
    ['scores must be 2 finite numbers or null, received 1.', MatrixView.zeros(2, 2), [1]],
    ['scores must be 2 finite numbers or null, received 1, NaN.', MatrixView.zeros(2, 2), [1, Number.NaN]],
  ])('refuses: %s', (message, overlap, scores) => {
    expect(() => matchRegimes(overlap, scores)).toThrow(InvalidOptionsError);
    expect(() => matchRegimes(overlap, scores)).toThrow(message);
  });
});
