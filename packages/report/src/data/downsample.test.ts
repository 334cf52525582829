import { describe, expect, it } from 'vitest';
import { walk } from '../../test/support.ts';
import { downsample } from './downsample.ts';

/** The algorithm as the thesis words it, for one curve: in each bucket, the point with the largest triangle. */
function lttb(points: readonly (readonly [number, number])[], threshold: number): number[] {
  const n = points.length;
  const every = (n - 2) / (threshold - 2);
  const buckets = Array.from({ length: threshold - 2 }, (_, i) => {
    const [from, to] = [Math.floor(i * every) + 1, Math.min(n - 1, Math.floor((i + 1) * every) + 1)];
    return Array.from({ length: to - from }, (_unused, k) => from + k);
  });
  const chosen = [0];
  for (const [i, bucket] of buckets.entries()) {
    const next = buckets[i + 1] ?? [n - 1];
    const cx = next.reduce((sum, k) => sum + points[k]![0], 0) / next.length;
    const cy = next.reduce((sum, k) => sum + points[k]![1], 0) / next.length;
    const [ax, ay] = points[chosen.at(-1)!]!;
    const area = (k: number): number =>
      Math.abs((ax - cx) * (points[k]![1] - ay) - (ax - points[k]![0]) * (cy - ay)) / 2;
    chosen.push(bucket.reduce((best, k) => (area(k) > area(best) ? k : best)));
  }
  return [...chosen, n - 1];
}

describe('downsample(x, columns, maxPoints)', () => {
  const x = Array.from({ length: 1000 }, (_, i) => i);
  const flat = x.map(() => 0);

  it('returns every row when there are few enough', () => {
    expect(downsample([1, 2, 3], [[4, 5, 6]], 3)).toEqual([0, 1, 2]);
  });

  it('equals the algorithm of the thesis on one curve', () => {
    const { prices } = walk(1500);
    const days = prices.map((_, i) => i);
    for (const maxPoints of [3, 10, 97, 400, 1499]) {
      const expected = lttb(
        prices.map((price, i) => [i, price]),
        maxPoints,
      );
      expect(downsample(days, [prices], maxPoints)).toEqual(expected);
    }
  });

  it('keeps a spike of one day, which every tenth row would miss', () => {
    const spike = flat.with(777, 5);
    expect(downsample(x, [spike], 100)).toContain(777);
    expect(x.filter((i) => i % 10 === 0)).not.toContain(777);
  });

  it('chooses one set of rows for all columns, so a spike in the second is kept too', () => {
    const rows = downsample(x, [flat, flat.with(333, 1)], 50);
    expect(rows).toContain(333);
    expect(rows).toHaveLength(50);
    expect([rows[0], rows.at(-1)]).toEqual([0, 999]);
    expect(rows).toEqual([...new Set(rows)].toSorted((a, b) => a - b));
  });

  it('copes with a limit below three', () => {
    expect(downsample(x, [flat], 2)).toEqual([0, 999]);
    expect(downsample(x, [flat], 1)).toEqual([0]);
  });
});
