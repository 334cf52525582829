/**
 * Largest-triangle-three-buckets: the indices of at most `maxPoints` rows that keep the shape of the curves. First and
 * last row stay. With several columns one choice of rows serves all (the areas are added up), so that stacked curves
 * still belong together.
 *
 * Source: S. Steinarsson, Downsampling Time Series for Visual Representation (University of Iceland, 2013), section 4.2.
 *
 * @param x - positions, increasing
 * @param columns - one or several curves over `x`, in comparable units
 */
export function downsample(x: ArrayLike<number>, columns: readonly ArrayLike<number>[], maxPoints: number): number[] {
  const n = x.length;
  if (n <= maxPoints) return Array.from({ length: n }, (_, index) => index);
  if (maxPoints < 3) return maxPoints < 2 ? [0] : [0, n - 1];

  const bucketSize = (n - 2) / (maxPoints - 2);
  const startOf = (bucket: number): number => Math.min(n - 1, Math.floor(bucket * bucketSize) + 1);
  const chosen = [0];
  for (let bucket = 0; bucket < maxPoints - 2; bucket++) {
    const [from, to] = [startOf(bucket), startOf(bucket + 1)];
    const next = averageOf(x, columns, to, Math.max(to + 1, startOf(bucket + 2)));
    chosen.push(farthest(x, columns, { from, to, previous: chosen.at(-1)!, next }));
  }
  chosen.push(n - 1);
  return chosen;
}

interface Center {
  readonly x: number;
  readonly y: readonly number[];
}

function averageOf(x: ArrayLike<number>, columns: readonly ArrayLike<number>[], from: number, to: number): Center {
  const mean = (values: ArrayLike<number>): number => {
    let sum = 0;
    for (let index = from; index < to; index++) sum += values[index]!;
    return sum / (to - from);
  };
  return { x: mean(x), y: columns.map(mean) };
}

/** The row in the bucket that spans the largest triangles with the row chosen before and the next bucket's centre. */
function farthest(
  x: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  bucket: { from: number; to: number; previous: number; next: Center },
): number {
  const { from, to, previous, next } = bucket;
  const x0 = x[previous]!;
  let best = from;
  let bestArea = -1;
  for (let index = from; index < to; index++) {
    let area = 0;
    for (const [c, column] of columns.entries()) {
      const y0 = column[previous]!;
      area += Math.abs((x0 - next.x) * (column[index]! - y0) - (x0 - x[index]!) * (next.y[c]! - y0));
    }
    if (area > bestArea) [best, bestArea] = [index, area];
  }
  return best;
}
