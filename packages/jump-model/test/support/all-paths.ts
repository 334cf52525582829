// The model written down once more, by enumeration: every path of states (or of grid points), nothing shared with the package.

/** Every path of `length` steps over 0 .. n - 1. */
export function allPaths(n: number, length: number): number[][] {
  let paths: number[][] = [[]];
  for (let t = 0; t < length; t++) paths = paths.flatMap((path) => Array.from({ length: n }, (_, j) => [...path, j]));
  return paths;
}

export interface Problem {
  readonly rows: readonly (readonly number[])[];
  readonly centers: readonly (readonly number[])[];
  readonly jumpPenalty: number;
  readonly lengths?: readonly number[];
}

/** 0.5 ||x - center||^2, summed over the rows of a path with the penalties of its switches. */
export function discreteCost({ rows, centers, jumpPenalty, lengths = [rows.length] }: Problem, path: number[]): number {
  const begins = new Set(lengths.map((_, i) => lengths.slice(0, i).reduce((sum, n) => sum + n, 0)));
  return path.reduce((sum, state, t) => {
    const penalty = t > 0 && !begins.has(t) && path[t - 1] !== state ? jumpPenalty : 0;
    return sum + halfSquare(rows[t]!, centers[state]!) + penalty;
  }, 0);
}

/** Shares of two states on a grid of 1 / n: (1, 0), ((n-1)/n, 1/n), ... */
export function gridOfTwo(n: number): number[][] {
  return Array.from({ length: n + 1 }, (_, i) => [(n - i) / n, i / n]);
}

/** The same for a path of grid points of two states. */
export function continuousCost(
  { rows, centers, jumpPenalty }: Problem,
  path: number[],
  n: number,
  mode: boolean,
): number {
  const grid = gridOfTwo(n);
  const half = (p: number[], q: number[]): number => (Math.abs(p[0]! - q[0]!) + Math.abs(p[1]! - q[1]!)) / 2;
  const normaliser = (p: number[]): number =>
    Math.log(grid.reduce((sum, q) => sum + Math.exp(-jumpPenalty * half(p, q) ** 2), 0));
  return path.reduce((sum, point, t) => {
    const share = grid[point]!;
    const loss = share[0]! * halfSquare(rows[t]!, centers[0]!) + share[1]! * halfSquare(rows[t]!, centers[1]!);
    if (t === 0) return sum + loss;
    const before = grid[path[t - 1]!]!;
    const term = mode ? normaliser(before) - normaliser(grid[0]!) : 0;
    return sum + loss + jumpPenalty * half(before, share) ** 2 + term;
  }, 0);
}

function halfSquare(x: readonly number[], center: readonly number[]): number {
  return x.reduce((sum, value, d) => sum + (value - center[d]!) ** 2, 0) / 2;
}

/** The lowest cost over all paths, with the best centers of each path: the global optimum of a fit with two states. */
export function globalOptimum(rows: readonly (readonly number[])[], jumpPenalty: number): number {
  let best = Infinity;
  for (const path of allPaths(2, rows.length)) {
    const centers = [0, 1].map((state) => meanOf(rows.filter((_, t) => path[t] === state)));
    if (centers.includes(null)) {
      const all = meanOf(rows)!;
      best = Math.min(
        best,
        discreteCost(
          { rows, centers: [all, all], jumpPenalty },
          path.map(() => 0),
        ),
      );
      continue;
    }
    best = Math.min(best, discreteCost({ rows, centers: centers as number[][], jumpPenalty }, path));
  }
  return best;
}

function meanOf(rows: readonly (readonly number[])[]): number[] | null {
  if (rows.length === 0) return null;
  return rows[0]!.map((_, d) => rows.reduce((sum, row) => sum + row[d]!, 0) / rows.length);
}
