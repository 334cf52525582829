import { ArgumentError } from '../errors.ts';
import { MatrixView } from '../matrix/matrix-view.ts';
import type { RandomStream } from '../random/random-stream.ts';
import { checkClustering, kMeansPlusPlus, squaredDistance } from './k-means-plus-plus.ts';

export interface KMeansOptions {
  readonly random: RandomStream;
  /** @default 300 */
  readonly maxIterations?: number;
  /**
   * Stop when the centers' squared shifts sum to at most this share of the points' mean variance.
   *
   * @default 1e-6
   */
  readonly tolerance?: number;
}

export interface KMeansResult {
  /** nClusters x D: the mean of each cluster's points. */
  readonly centers: MatrixView;
  /** N: index of the nearest center, the lowest one among equals. */
  readonly labels: Int32Array;
  /** Sum of the squared distances of the points from their centers, in squared units of the points. */
  readonly inertia: number;
  readonly iterations: number;
}

/**
 * Lloyd's iterations from k-means++ seeds. A cluster that loses all its points restarts at the point farthest from its
 * center, so every cluster is used where there are enough distinct points.
 *
 * Source: Lloyd (1982), Least squares quantization in PCM.
 *
 * @param points - N x D, finite
 * @throws ArgumentError unless 1 <= nClusters <= N; ShapeError when a coordinate is not finite
 *
 * @example
 * ```ts
 * import { createRandomStream, kMeans, MatrixView } from '@regimekit/numerics';
 *
 * const points = MatrixView.from([[0], [1], [10], [11]]);
 * const { centers } = kMeans(points, 2, { random: createRandomStream(1) });
 * centers.to2DArray(); // [[0.5], [10.5]], in either order
 * ```
 */
export function kMeans(points: MatrixView, nClusters: number, options: KMeansOptions): KMeansResult {
  return lloyd(points, kMeansPlusPlus(points, nClusters, options.random), options);
}

/** Lloyd's iterations from given seeds (which are copied). */
export function lloyd(
  points: MatrixView,
  seeds: MatrixView,
  options: Omit<KMeansOptions, 'random'> = {},
): KMeansResult {
  const { maxIterations = 300, tolerance = 1e-6 } = options;
  if (!Number.isSafeInteger(maxIterations) || maxIterations < 1) {
    throw new ArgumentError(`maxIterations must be a whole number of at least 1, received ${maxIterations}.`, {
      maxIterations,
    });
  }
  if (!(tolerance >= 0)) throw new ArgumentError(`tolerance must be at least 0, received ${tolerance}.`, { tolerance });
  checkClustering(points, seeds.rows);
  const centers = new MatrixView(seeds.rows, seeds.columns, seeds.data.slice());
  const labels = new Int32Array(points.rows);
  const distances = new Float64Array(points.rows);
  const enough = tolerance * meanVariance(points);

  assign(points, centers, labels, distances);
  let iterations = 0;
  let shift = Infinity;
  while (iterations < maxIterations && shift > enough) {
    shift = moveCenters(points, centers, labels, distances);
    assign(points, centers, labels, distances);
    iterations++;
  }
  const inertia = distances.reduce((sum, distance) => sum + distance, 0);
  return { centers, labels, inertia, iterations };
}

function assign(points: MatrixView, centers: MatrixView, labels: Int32Array, distances: Float64Array): void {
  const D = points.columns;
  for (let i = 0; i < points.rows; i++) {
    let best = Infinity;
    for (let k = 0; k < centers.rows; k++) {
      const distance = squaredDistance(points.data, i * D, centers.data, k * D, D);
      if (distance >= best && k > 0) continue;
      best = distance;
      labels[i] = k;
    }
    distances[i] = best;
  }
}

/** Moves every center to the mean of its points and returns the sum of the squared shifts. */
function moveCenters(points: MatrixView, centers: MatrixView, labels: Int32Array, distances: Float64Array): number {
  const D = points.columns;
  const counts = new Int32Array(centers.rows);
  const before = centers.data.slice();
  for (const label of labels) counts[label]!++;
  reviveEmptyClusters(labels, counts, distances);

  centers.data.fill(0);
  for (let i = 0; i < points.rows; i++) {
    const k = labels[i]!;
    for (let d = 0; d < D; d++) centers.data[k * D + d]! += points.data[i * D + d]! / counts[k]!;
  }
  return squaredDistance(before, 0, centers.data, 0, before.length);
}

/** Gives each empty cluster the point that lies farthest from its center, never the only point of another cluster. */
function reviveEmptyClusters(labels: Int32Array, counts: Int32Array, distances: Float64Array): void {
  for (let k = 0; k < counts.length; k++) {
    if (counts[k]! > 0) continue;
    let farthest = -1;
    for (let i = 0; i < labels.length; i++) {
      if (counts[labels[i]!]! > 1 && (farthest < 0 || distances[i]! > distances[farthest]!)) farthest = i;
    }
    counts[labels[farthest]!]!--;
    labels[farthest] = k;
    distances[farthest] = 0;
    counts[k] = 1;
  }
}

function meanVariance(points: MatrixView): number {
  const { rows, columns, data } = points;
  let sum = 0;
  for (let d = 0; d < columns; d++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += data[i * columns + d]! / rows;
    for (let i = 0; i < rows; i++) sum += (data[i * columns + d]! - mean) ** 2 / rows;
  }
  return columns === 0 ? 0 : sum / columns;
}
