import { assignOptimally, MatrixView } from '@regimekit/numerics';
import { InvalidOptionsError } from '../errors.ts';

/**
 * Scores that lie closer together than this do not say which of two regimes is the more stressed: half a training standard
 * deviation. In walk-forwards over real markets calm states traded places by up to .44 of one; names that had lost their
 * meaning were out of order by .8 to 3.2 (docs/findings.md).
 */
const CLEARLY_MORE = 0.5;
/** Above this many states the search over all subsets of them would take too long. */
const MOST_SEARCHED = 12;

/**
 * Which state of a refit takes the place of which regime: the pairing with the most days in common, among those that turn no
 * clear order around. Without the second half names drift: a refit that splits the days anew passes "risk_off" to
 * whatever state overlaps it most, the next one inherits that, and for years the most stressed state is called something else.
 * Without the first half two states that are about equally stressed trade their names at every refit.
 *
 * @param overlap - K x K: how many days (or how much probability) regime i of the model before shares with state j of the refit
 * @param scores - of the states of the refit, see `regimeScores`; null where nothing is known of their order
 * @returns `order[i]` is the state that becomes regime i
 * @throws InvalidOptionsError unless overlap is square and finite, with as many finite scores
 *
 * @example
 * ```ts
 * import { matchRegimes } from '@regimekit/detector';
 * import { MatrixView } from '@regimekit/numerics';
 *
 * const overlap = MatrixView.from([[10, 90], [80, 20]]);
 * matchRegimes(overlap, [0, 0.2]); // [1, 0]: about equally stressed, so the days decide
 * matchRegimes(overlap, [0, 2]); // [0, 1]: what is clearly more stressed is risk_off, whatever the days say
 * ```
 */
export function matchRegimes(overlap: MatrixView, scores: readonly number[] | null): number[] {
  requireMatching(overlap, scores);
  const cost = new MatrixView(
    overlap.rows,
    overlap.columns,
    overlap.data.map((value) => -value),
  );
  const order = [...assignOptimally(cost).columns];
  if (scores === null || !turnsAround(order, scores)) return order;
  if (scores.length <= MOST_SEARCHED) return bestInOrder(overlap, scores);
  return scores.map((_, k) => k).sort((a, b) => scores[a]! - scores[b]!);
}

function requireMatching({ rows, columns, data }: MatrixView, scores: readonly number[] | null): void {
  const problems: string[] = [];
  if (rows !== columns || rows === 0) problems.push(`overlap must be square, received ${rows} x ${columns}.`);
  if (!data.every((value) => Number.isFinite(value))) problems.push('overlap must hold finite numbers only.');
  const fits = scores === null || (scores.length === rows && scores.every((score) => Number.isFinite(score)));
  if (!fits) problems.push(`scores must be ${rows} finite numbers or null, received ${scores.join(', ')}.`);
  if (problems.length > 0) throw new InvalidOptionsError(problems);
}

function turnsAround(order: readonly number[], scores: readonly number[]): boolean {
  return order.some((k, i) => order.slice(i + 1).some((later) => scores[k]! - scores[later]! > CLEARLY_MORE));
}

/** Place by place, over the sets of states that have a place already (bits of `placed`): the most overlap of each set. */
function bestInOrder(overlap: MatrixView, scores: readonly number[]): number[] {
  const K = scores.length;
  // States that have to come before each.
  const calmer = scores.map((score) =>
    scores.reduce((set, other, j) => (score - other > CLEARLY_MORE ? set | (1 << j) : set), 0),
  );
  const best: ({ readonly shared: number; readonly order: readonly number[] } | undefined)[] = [
    { shared: 0, order: [] },
  ];
  for (let placed = 0; placed < (1 << K) - 1; placed++) {
    const here = best[placed];
    if (here === undefined) continue;
    for (let k = 0; k < K; k++) {
      const isPlaced = (placed & (1 << k)) !== 0;
      if (isPlaced || (calmer[k]! & ~placed) !== 0) continue;
      const next = placed | (1 << k);
      const shared = here.shared + overlap.get(here.order.length, k);
      if (best[next] === undefined || shared > best[next].shared) best[next] = { shared, order: [...here.order, k] };
    }
  }
  return [...best[(1 << K) - 1]!.order];
}
