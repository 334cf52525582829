import { ArgumentError, ShapeError } from '../errors.ts';
import type { MatrixView } from '../matrix/matrix-view.ts';

/** Who goes where at the least total cost. */
export interface Assignment {
  /** The column of each row, all different; length N. */
  readonly columns: Int32Array;
  /** Sum of the costs of the chosen pairs. */
  readonly cost: number;
}

/**
 * The assignment of every row to a column of its own that costs least in total, by shortest augmenting paths with
 * potentials: exact, in O(N^2 M). An infinite cost forbids a pair.
 *
 * Source: Jonker and Volgenant (1987), A shortest augmenting path algorithm for dense and sparse linear assignment
 * problems, Computing 38; Kuhn (1955), The Hungarian method for the assignment problem.
 *
 * @param cost - N x M with N <= M; element (i, j) is what row i costs in column j, in any unit, negative too
 * @throws ShapeError when there are more rows than columns or none at all; ArgumentError when a cost is NaN or -Infinity,
 *   or forbidden pairs leave no assignment
 *
 * @example
 * ```ts
 * import { assignOptimally, MatrixView } from '@regimekit/numerics';
 *
 * const cost = MatrixView.from([[1, 2], [1, 9]]);
 * assignOptimally(cost); // { columns: [1, 0], cost: 3 }
 * ```
 */
export function assignOptimally(cost: MatrixView): Assignment {
  checkCost(cost);
  const found = solve(cost);
  if (found !== undefined) return found;
  throw new ArgumentError(
    'No assignment is left: the pairs that an infinite cost forbids are too many.',
    { rows: cost.rows, columns: cost.columns },
    'Give a finite cost to more pairs.',
  );
}

/**
 * How much more the second best assignment costs than the best: 0 when two are equally good, Infinity when there is only
 * one. Every other assignment leaves at least one pair of the best, so N problems with one pair forbidden each find it.
 *
 * Source: Murty (1968), An algorithm for ranking all the assignments in order of increasing cost, Operations Research 16.
 *
 * @throws as `assignOptimally`
 */
export function assignmentMargin(cost: MatrixView): number {
  const best = assignOptimally(cost);
  let second = Infinity;
  for (const [i, column] of best.columns.entries()) {
    const position = i * cost.columns + column;
    const without = cost.data.slice();
    without[position] = Infinity;
    const { rows, columns } = cost;
    const next = solve({ rows, columns, data: without });
    if (next !== undefined) second = Math.min(second, next.cost);
  }
  return Math.max(second - best.cost, 0);
}

type Costs = Pick<MatrixView, 'rows' | 'columns' | 'data'>;

/** Rows enter one after the other; each takes the cheapest path through the columns taken so far to a free one. */
function solve(cost: Costs): Assignment | undefined {
  const { rows, columns } = cost;
  const search: Search = {
    cost,
    // Of each column the row that has it; -1 for none. The last entry stands for the row that enters.
    rowOf: new Int32Array(columns + 1).fill(-1),
    rowPotential: new Float64Array(rows),
    columnPotential: new Float64Array(columns + 1),
  };
  for (let row = 0; row < rows; row++) {
    if (!augment(search, row)) return undefined;
  }
  const chosen = new Int32Array(rows);
  let total = 0;
  for (let j = 0; j < columns; j++) {
    const row = search.rowOf[j]!;
    if (row < 0) continue;
    chosen[row] = j;
  }
  for (const [row, j] of chosen.entries()) total += cost.data[row * columns + j]!;
  return { columns: chosen, cost: total };
}

interface Search {
  readonly cost: Costs;
  readonly rowOf: Int32Array;
  readonly rowPotential: Float64Array;
  readonly columnPotential: Float64Array;
}

/** Dijkstra on the reduced costs c_ij - u_i - v_j >= 0 from `row` to the nearest free column; false when none is reached. */
function augment({ cost, rowOf, rowPotential, columnPotential }: Search, row: number): boolean {
  const n = cost.columns;
  const distance = new Float64Array(n).fill(Infinity);
  const before = new Int32Array(n).fill(n);
  const done = new Uint8Array(n + 1);
  let column = n;
  rowOf[n] = row;
  while (rowOf[column]! >= 0) {
    done[column] = 1;
    const i = rowOf[column]!;
    let step = Infinity;
    let nearest = -1;
    for (let j = 0; j < n; j++) {
      if (done[j] === 1) continue;
      const reduced = cost.data[i * n + j]! - rowPotential[i]! - columnPotential[j]!;
      if (reduced < distance[j]!) {
        distance[j] = reduced;
        before[j] = column;
      }
      if (distance[j]! < step) {
        step = distance[j]!;
        nearest = j;
      }
    }
    if (nearest < 0) return false;
    for (let j = 0; j <= n; j++) {
      if (done[j] === 1) {
        rowPotential[rowOf[j]!]! += step;
        columnPotential[j]! -= step;
      } else if (j < n) distance[j]! -= step;
    }
    column = nearest;
  }
  while (column !== n) {
    const previous = before[column]!;
    rowOf[column] = rowOf[previous]!;
    column = previous;
  }
  return true;
}

function checkCost({ rows, columns, data }: MatrixView): void {
  if (rows < 1 || rows > columns) {
    throw new ShapeError(
      `An assignment needs at least one row and as many columns as rows, received ${rows} x ${columns}.`,
      { rows, columns },
      'Transpose the costs, and read the answer the other way round.',
    );
  }
  const wrong = data.findIndex((value) => !(value > -Infinity));
  if (wrong < 0) return;
  const row = Math.floor(wrong / columns);
  throw new ArgumentError(
    `A cost must be a number (Infinity forbids a pair), received ${data[wrong]} at (${row}, ${wrong % columns}).`,
    { row, column: wrong % columns, value: String(data[wrong]) },
  );
}
