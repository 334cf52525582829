import { ArgumentError, ShapeError } from '../errors.ts';
import { MatrixView } from '../matrix/matrix-view.ts';
import type { RandomStream } from '../random/random-stream.ts';

/**
 * Seeds for k-means: the first a random point, each further one drawn with probability proportional to its squared
 * distance from the nearest seed so far. Where all points coincide with seeds, the draw is uniform.
 *
 * Source: Arthur, Vassilvitskii (2007), k-means++: the advantages of careful seeding.
 *
 * @param points - N x D, finite
 * @returns nClusters x D, rows copied from `points`
 * @throws ArgumentError unless 1 <= nClusters <= N; ShapeError when a coordinate is not finite
 */
export function kMeansPlusPlus(points: MatrixView, nClusters: number, random: RandomStream): MatrixView {
  checkClustering(points, nClusters);
  const seeds = MatrixView.zeros(nClusters, points.columns);
  const nearest = new Float64Array(points.rows).fill(Infinity);
  let chosen = random.integer(points.rows);
  for (let k = 0; k < nClusters; k++) {
    seeds.row(k).set(points.row(chosen));
    if (k === nClusters - 1) break;
    let sum = 0;
    for (let i = 0; i < points.rows; i++) {
      nearest[i] = Math.min(
        nearest[i]!,
        squaredDistance(points.data, i * points.columns, seeds.data, k * points.columns, points.columns),
      );
      sum += nearest[i]!;
    }
    chosen = sum > 0 ? random.categorical(nearest) : random.integer(points.rows);
  }
  return seeds;
}

/** Shared by the seeding and Lloyd's iterations. */
export function checkClustering(points: MatrixView, nClusters: number): void {
  if (!Number.isSafeInteger(nClusters) || nClusters < 1 || nClusters > points.rows) {
    throw new ArgumentError(
      `nClusters must be a whole number from 1 to the number of points (${points.rows}), received ${nClusters}.`,
      { nClusters, points: points.rows },
      'Ask for fewer clusters, or give more points.',
    );
  }
  for (let i = 0; i < points.data.length; i++) {
    if (Number.isFinite(points.data[i])) continue;
    const row = Math.floor(i / points.columns);
    const column = i % points.columns;
    throw new ShapeError(`Points must be finite, received ${points.data[i]} at (${row}, ${column}).`, { row, column });
  }
}

/** Squared Euclidean distance of two vectors of `length` that begin at an offset of flat arrays. */
export function squaredDistance(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  length: number,
): number {
  let sum = 0;
  for (let d = 0; d < length; d++) {
    const difference = a[aStart + d]! - b[bStart + d]!;
    sum += difference * difference;
  }
  return sum;
}
