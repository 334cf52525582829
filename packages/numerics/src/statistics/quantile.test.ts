import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, quantile } from '../index.ts';

// numpy 2.4.6: np.quantile([3.1, -2.0, 7.7, 0.4, 5.0, 1.25, -9.5], p)
const VALUES = [3.1, -2.0, 7.7, 0.4, 5.0, 1.25, -9.5];
const NUMPY: readonly (readonly [number, number])[] = [
  [0, -9.5],
  [0.05, -7.25],
  [0.25, -0.7999999999999999],
  [1 / 3, 0.4],
  [0.5, 1.25],
  [0.61, 2.471],
  [0.75, 4.05],
  [0.9, 6.080000000000001],
  [1, 7.7],
];

describe('quantile', () => {
  it('quantile(values, p) equals numpy to the bit', () => {
    for (const [p, expected] of NUMPY) expect(quantile(VALUES, p)).toBe(expected);
  });

  it('quantile(values, p) is not the nearest order statistic', () => {
    expect(quantile([1, 2], 0.25)).toBe(1.25);
    expect(quantile([10, 2, 1], 0.75)).toBe(6);
  });

  it('quantile(values, p) sorts by value, leaves its input alone and takes infinities', () => {
    const values = [10, 9, 100, -1];
    expect(quantile(values, 1)).toBe(100);
    expect(values).toEqual([10, 9, 100, -1]);
    expect(quantile([-Infinity, 0, Infinity], 0.5)).toBe(0);
    expect(quantile([-Infinity, 0, Infinity], 0)).toBe(-Infinity);
    expect(quantile([Infinity, Infinity], 0.3)).toBe(Infinity);
    expect(quantile([5], 0.7)).toBe(5);
  });

  it('quantile(values, p) grows with p and stays within the values (seed 3)', () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (xs, p, q) => {
        const [low, high] = [quantile(xs, Math.min(p, q)), quantile(xs, Math.max(p, q))];
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...xs));
        expect(high).toBeLessThanOrEqual(Math.max(...xs));
      }),
      { seed: 3 },
    );
  });

  it('quantile(values, p) refuses no values, NaN and p outside 0..1', () => {
    expect(() => quantile([], 0.5)).toThrow(ArgumentError);
    expect(() => quantile([1, Number.NaN], 0.5)).toThrow(ArgumentError);
    expect(() => quantile([1], 1.01)).toThrow(ArgumentError);
    expect(() => quantile([1], Number.NaN)).toThrow(ArgumentError);
  });
});
