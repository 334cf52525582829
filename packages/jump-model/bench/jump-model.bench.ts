// How long a fit and a decoding take: seeded rows, the size of the reference's training span. Medians of several rounds.
import { createRandomStream, MatrixView } from '@regimekit/numerics';
import {
  createJumpFilter,
  decodeJumpStates,
  filterJumpStates,
  fitJumpModel,
  type JumpFitOptions,
} from '@regimekit/jump-model';

const ROWS = 4030;
const FEATURES = 9;
const ROUNDS = 5;

const observations = persistentRows(ROWS, FEATURES);

/** Two clouds that take turns of some 200 rows. */
function persistentRows(rows: number, columns: number): MatrixView {
  const random = createRandomStream(7);
  const matrix = MatrixView.zeros(rows, columns);
  let state = 0;
  for (let t = 0; t < rows; t++) {
    if (random.uniform() < 0.005) state = 1 - state;
    for (let d = 0; d < columns; d++) matrix.data[t * columns + d] = random.normal() + (state === 0 ? -0.4 : 0.8);
  }
  return matrix;
}

function measure(name: string, rounds: number, work: () => string): void {
  let note = work();
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    note = work();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  process.stdout.write(`${name.padEnd(58)} ${times[Math.floor(rounds / 2)]!.toFixed(2).padStart(9)} ms  ${note}\n`);
}

function fitting(name: string, options: JumpFitOptions, rounds = ROUNDS): void {
  measure(`fit, ${name}`, rounds, () => {
    const fit = fitJumpModel(observations, { restarts: 30, seed: 1, ...options });
    const iterations = fit.restarts.reduce((sum, { iterations: n }) => sum + n, 0);
    return `${iterations} iterations, ${fit.restartsAtOptimum} of 30 at the optimum`;
  });
}

process.stdout.write(`${ROWS} rows, ${FEATURES} features, 30 starts\n`);
fitting('2 states, lambda 50', { nStates: 2, jumpPenalty: 50 });
fitting('3 states, lambda 50', { nStates: 3, jumpPenalty: 50 });
fitting('2 states, sparse, kappa^2 3', { nStates: 2, jumpPenalty: 50, kappaSquared: 3 });
fitting('2 states, continuous, grid 0.05 (21 points)', { nStates: 2, jumpPenalty: 600, variant: 'continuous' });
fitting(
  '3 states, continuous, grid 0.05 (231 points)',
  { nStates: 3, jumpPenalty: 600, variant: 'continuous', restarts: 3 },
  1,
);

const { model } = fitJumpModel(observations, { nStates: 2, jumpPenalty: 50 });
measure('filterJumpStates, 2 states', 20, () => `${filterJumpStates(model, observations).states.length} rows`);
measure('decodeJumpStates, 2 states', 20, () => `${decodeJumpStates(model, observations).switches} switches`);
measure('createJumpFilter, one row at a time', 20, () => {
  const filter = createJumpFilter(model);
  for (let t = 0; t < ROWS; t++) filter.update(observations.row(t));
  return `${ROWS} rows`;
});
