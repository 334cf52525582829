import { describe, expect, it } from 'vitest';
import { betweenSumOfSquares, lassoWeights } from './sparse-weights.ts';

const TOLERANCE = 1e-12;

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const norm = (values: Float64Array): number => Math.sqrt(sum(values.map((value) => value * value)));

describe('lassoWeights', () => {
  const a = Float64Array.of(5, 0.2, 3, 4.5, 0, 1);

  it.each([1, 1.2, 1.5, 1.7])('lassoWeights(a, %d) has norm 1 and that sum', (kappa) => {
    const weights = lassoWeights(a, kappa);
    expect(Math.abs(norm(weights) - 1)).toBeLessThan(TOLERANCE);
    expect(Math.abs(sum(weights) - kappa)).toBeLessThan(1e-7);
  });

  it('lassoWeights(a, a kappa that binds nothing) is a, scaled', () => {
    const weights = lassoWeights(a, Math.sqrt(6));
    expect(weights).toEqual(a.map((value) => value / norm(a)));
  });

  it('lassoWeights(a, kappa) is no worse than any of ten thousand admissible weights', () => {
    const kappa = 1.4;
    const best = lassoWeights(a, kappa).reduce((total, weight, d) => total + weight * a[d]!, 0);
    let tried = 0;
    for (let i = 0; i < 10_000; i++) {
      const draw = a.map((_, d) => Math.max(0, Math.sin(i * 12.9898 + d * 78.233)));
      const unit = draw.map((value) => value / norm(draw));
      if (!(sum(unit) <= kappa)) continue;
      tried++;
      expect(unit.reduce((total, weight, d) => total + weight * a[d]!, 0)).toBeLessThanOrEqual(best + TOLERANCE);
    }
    expect(tried).toBeGreaterThan(100);
  });

  it('lassoWeights(a, 1) keeps the largest alone', () => {
    expect(Array.from(lassoWeights(a, 1), (weight) => Number(weight.toFixed(6)))).toEqual([1, 0, 0, 0, 0, 0]);
  });

  it('lassoWeights(equal values, a kappa too small for them) shares the weight', () => {
    expect(Array.from(lassoWeights(Float64Array.of(2, 2, 1), 1.1))).toEqual(
      [Math.SQRT1_2, Math.SQRT1_2, 0].map((w) => expect.closeTo(w, 12)),
    );
  });
});

describe('betweenSumOfSquares', () => {
  it('betweenSumOfSquares(centers, mass, means) is the total less the within sum of squares', () => {
    const rows = [1, 2, 9, 10, 11];
    const mean = 6.6;
    const total = rows.reduce((all, x) => all + (x - mean) ** 2, 0);
    const within = 0.5 ** 2 * 2 + 2;
    const between = betweenSumOfSquares(Float64Array.of(1.5, 10), Float64Array.of(2, 3), Float64Array.of(mean));
    expect(between[0]).toBeCloseTo(total - within, 10);
  });
});
