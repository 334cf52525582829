import { describe, expect, it } from 'vitest';
import { ArgumentError, createRandomStream, kMeans, kMeansPlusPlus, MatrixView, ShapeError } from '../index.ts';
import { lloyd } from './k-means.ts';

const CENTERS = [
  [0, 0],
  [10, 0],
  [0, 10],
];
const NOISE = 0.5;

function clouds(perCluster = 50): { points: MatrixView; truth: number[] } {
  const random = createRandomStream(8);
  const truth = Array.from({ length: 3 * perCluster }, (_, i) => i % 3);
  const rows = truth.map((k) => CENTERS[k]!.map((center) => center + NOISE * random.normal()));
  return { points: MatrixView.from(rows), truth };
}

/** Share of point pairs on which two labellings agree whether they belong together: 1 for equal partitions. */
function randIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let agree = 0;
  let pairs = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      pairs++;
      if ((a[i] === a[j]) === (b[i] === b[j])) agree++;
    }
  }
  return agree / pairs;
}

/** The oracle for small data: the best inertia over all K^N labellings. */
function bestInertia(values: number[], nClusters: number): number {
  let best = Infinity;
  for (let code = 0; code < nClusters ** values.length; code++) {
    const labels = values.map((_, i) => Math.floor(code / nClusters ** i) % nClusters);
    let inertia = 0;
    for (let k = 0; k < nClusters; k++) {
      const own = values.filter((_, i) => labels[i] === k);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      for (const value of own) inertia += (value - mean) ** 2;
    }
    best = Math.min(best, inertia);
  }
  return best;
}

describe('kMeans', () => {
  it.each([1, 2, 3, 4, 5])('kMeans(points, 3) with seed %i recovers separated clusters', (seed) => {
    const { points, truth } = clouds();
    const result = kMeans(points, 3, { random: createRandomStream(seed) });
    expect(randIndex(result.labels, truth)).toBe(1);
    for (const center of CENTERS) {
      const distances = result.centers.to2DArray().map((row) => Math.hypot(row[0]! - center[0]!, row[1]! - center[1]!));
      expect(Math.min(...distances)).toBeLessThan((5 * NOISE) / Math.sqrt(50));
    }
  });

  it('lloyd(points, seeds) from a bad start stays wrong: a check that the recovery above can fail', () => {
    const { points, truth } = clouds();
    // One seed takes two clouds whole, and the other two share the third cloud.
    const bad = lloyd(
      points,
      MatrixView.from([
        [5, 5],
        [-0.1, 0],
        [0.1, 0],
      ]),
      { maxIterations: 2 },
    );
    expect(randIndex(bad.labels, truth)).toBeLessThan(0.95);
    const good = kMeans(points, 3, { random: createRandomStream(1) });
    expect(bad.inertia).toBeGreaterThan(2 * good.inertia);
  });

  it('kMeans(points, k) reaches the best inertia of all labellings on small data', () => {
    const values = [1, 1.5, 2.2, 7, 7.5, 9, 20, 21];
    const points = MatrixView.from(values.map((value) => [value]));
    const oracle = bestInertia(values, 3);
    const inertias = [1, 2, 3, 4].map((seed) => kMeans(points, 3, { random: createRandomStream(seed) }).inertia);
    expect(Math.min(...inertias)).toBeCloseTo(oracle, 10);
    for (const inertia of inertias) expect(inertia).toBeGreaterThanOrEqual(oracle - 1e-10);
  });

  it('kMeans(points, k) returns labels and inertia that belong to its centers', () => {
    const { points } = clouds();
    const { centers, labels, inertia } = kMeans(points, 4, { random: createRandomStream(3), maxIterations: 2 });
    let sum = 0;
    for (let i = 0; i < points.rows; i++) {
      const distances = centers
        .to2DArray()
        .map((c) => (points.get(i, 0) - c[0]!) ** 2 + (points.get(i, 1) - c[1]!) ** 2);
      expect(labels[i]).toBe(distances.indexOf(Math.min(...distances)));
      sum += Math.min(...distances);
    }
    expect(inertia).toBeCloseTo(sum, 9);
  });

  it('kMeans(points, k) uses every cluster where there are enough distinct points, and survives where there are not', () => {
    // All three seeds at one place: two clusters begin empty and are revived.
    const revived = lloyd(MatrixView.from([[0], [0], [5], [9]]), MatrixView.from([[0], [0], [0]]));
    expect(new Set(revived.labels).size).toBe(3);
    expect(revived.inertia).toBe(0);
    const same = kMeans(MatrixView.from([[2], [2], [2]]), 3, { random: createRandomStream(1) });
    expect(same.centers.to2DArray()).toEqual([[2], [2], [2]]);
    expect(same.inertia).toBe(0);
  });

  it('kMeans(points, k) is the same for the same seed', () => {
    const { points } = clouds();
    const run = () => kMeans(points, 5, { random: createRandomStream(6) });
    expect(run()).toEqual(run());
  });

  it('kMeans(points, k) refuses more clusters than points, odd options and points that are not finite', () => {
    const random = createRandomStream(1);
    const points = MatrixView.from([[1], [2]]);
    expect(() => kMeans(points, 3, { random })).toThrow(ArgumentError);
    expect(() => kMeans(points, 0, { random })).toThrow(ArgumentError);
    expect(() => kMeans(points, 1, { random, maxIterations: 0 })).toThrow(ArgumentError);
    expect(() => kMeans(points, 1, { random, tolerance: -1 })).toThrow(ArgumentError);
    expect(() => kMeans(MatrixView.from([[1], [Number.NaN]]), 1, { random })).toThrow(ShapeError);
    expect(() => kMeans(MatrixView.from([[1], [Number.NaN]]), 1, { random })).toThrow('at (1, 0)');
  });
});

describe('kMeansPlusPlus', () => {
  it('kMeansPlusPlus(points, 2) draws the second seed with probability proportional to squared distance', () => {
    // From 0, the points 1 and 3 have squared distances 1 and 9; from 1: 1 and 4; from 3: 9 and 4.
    const points = MatrixView.from([[0], [1], [3]]);
    const random = createRandomStream(17);
    const n = 30_000;
    let far = 0;
    for (let i = 0; i < n; i++) {
      const [a, b] = kMeansPlusPlus(points, 2, random).data as unknown as [number, number];
      if (Math.abs(a - b) === 3) far++;
    }
    // P{0, 3} = (1/3)(9/10) + (1/3)(9/13); a uniform choice would give 1/3.
    const expected = 0.9 / 3 + 9 / 13 / 3;
    expect(Math.abs(far / n - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / n));
  });

  it('kMeansPlusPlus(points, N) takes every distinct point once', () => {
    const points = MatrixView.from([[3], [1], [2], [8]]);
    const seeds = kMeansPlusPlus(points, 4, createRandomStream(5));
    expect([...seeds.data].sort((a, b) => a - b)).toEqual([1, 2, 3, 8]);
  });
});
