import { describe, expect, it } from 'vitest';
import { createJumpModel, decodeJumpStates, filterJumpStates, fitJumpModel } from '../src/index.ts';
import { allPaths, continuousCost, discreteCost, globalOptimum, gridOfTwo, type Problem } from './support/all-paths.ts';
import { persistentRows } from './support/rows.ts';

/** Sums of some ten terms of order 1 to 10, taken in another order. */
const TOLERANCE = 1e-10;

const seeds = [1, 2, 3, 4, 5];

function discreteProblem(seed: number, nStates: number, nSteps: number, jumpPenalty: number): Problem {
  const rows = persistentRows(nSteps, { seed, nStates, stay: 0.6 });
  const centers = Array.from({ length: nStates }, (_, k) => [2 * k + 0.1, 0.2 - 2 * k]);
  return { rows, centers, jumpPenalty };
}

/** The path of lowest cost among all of them. */
function cheapest(paths: number[][], cost: (path: number[]) => number): { path: number[]; cost: number } {
  return paths
    .map((path) => ({ path, cost: cost(path) }))
    .reduce((best, next) => (next.cost < best.cost ? next : best));
}

describe('decodeJumpStates(model, rows) against every path there is', () => {
  it.each(seeds.flatMap((seed) => [0, 1.3, 4].map((penalty) => [seed, penalty] as const)))(
    'discrete, three states, seed %d, penalty %d',
    (seed, jumpPenalty) => {
      const problem = discreteProblem(seed, 3, 7, jumpPenalty);
      const best = cheapest(allPaths(3, 7), (path) => discreteCost(problem, path));
      const decoded = decodeJumpStates(createJumpModel({ jumpPenalty, centers: problem.centers }), problem.rows);
      expect(Array.from(decoded.states)).toEqual(best.path);
      expect(Math.abs(decoded.objective - best.cost)).toBeLessThan(TOLERANCE);
    },
  );

  it.each(seeds)('two sequences, seed %d: no penalty between them', (seed) => {
    const problem = { ...discreteProblem(seed, 2, 9, 3), lengths: [4, 5] };
    const best = cheapest(allPaths(2, 9), (path) => discreteCost(problem, path));
    const model = createJumpModel({ jumpPenalty: 3, centers: problem.centers });
    const decoded = decodeJumpStates(model, problem.rows, { lengths: [4, 5] });
    expect(Array.from(decoded.states)).toEqual(best.path);
    expect(Math.abs(decoded.objective - best.cost)).toBeLessThan(TOLERANCE);
  });

  it.each(seeds.flatMap((seed) => [true, false].map((mode) => [seed, mode] as const)))(
    'continuous on a grid of 0.25, seed %d, mode penalty %s',
    (seed, modePenalty) => {
      const problem = discreteProblem(seed, 2, 6, 5);
      const best = cheapest(allPaths(5, 6), (path) => continuousCost(problem, path, 4, modePenalty));
      const model = createJumpModel({
        variant: 'continuous',
        gridStep: 0.25,
        modePenalty,
        jumpPenalty: 5,
        centers: problem.centers,
      });
      const decoded = decodeJumpStates(model, problem.rows);
      expect(Math.abs(decoded.objective - best.cost)).toBeLessThan(TOLERANCE);
      expect(decoded.probabilities.to2DArray()).toEqual(best.path.map((point) => gridOfTwo(4)[point]));
    },
  );

  it('another penalty gives another optimum, so the comparison can fail', () => {
    const problem = discreteProblem(1, 3, 7, 4);
    const best = cheapest(allPaths(3, 7), (path) => discreteCost({ ...problem, jumpPenalty: 1.3 }, path));
    const decoded = decodeJumpStates(createJumpModel({ jumpPenalty: 4, centers: problem.centers }), problem.rows);
    expect(Math.abs(decoded.objective - best.cost)).toBeGreaterThan(0.1);
  });
});

describe('filterJumpStates(model, rows) against every path up to each row', () => {
  it.each(seeds)('seed %d: the state in which the cheapest path ends, and what the others cost more', (seed) => {
    const problem = discreteProblem(seed, 3, 6, 1.7);
    const filtered = filterJumpStates(createJumpModel({ jumpPenalty: 1.7, centers: problem.centers }), problem.rows);
    for (let t = 0; t < 6; t++) {
      const known = { ...problem, rows: problem.rows.slice(0, t + 1) };
      const ending = [0, 1, 2].map((state) => {
        const paths = allPaths(3, t + 1).filter((path) => path[t] === state);
        return cheapest(paths, (path) => discreteCost(known, path)).cost;
      });
      const best = Math.min(...ending);
      expect(filtered.states[t]).toBe(ending.indexOf(best));
      for (const [k, cost] of ending.entries())
        expect(Math.abs(filtered.costs.get(t, k) - (cost - best))).toBeLessThan(TOLERANCE);
    }
  });

  it.each(seeds)('continuous, seed %d: the share in which the cheapest path ends', (seed) => {
    const problem = discreteProblem(seed, 2, 5, 4);
    const model = createJumpModel({ variant: 'continuous', gridStep: 0.25, jumpPenalty: 4, centers: problem.centers });
    const filtered = filterJumpStates(model, problem.rows);
    for (let t = 0; t < 5; t++) {
      const known = { ...problem, rows: problem.rows.slice(0, t + 1) };
      const best = cheapest(allPaths(5, t + 1), (path) => continuousCost(known, path, 4, true));
      expect(Array.from(filtered.probabilities.row(t))).toEqual(gridOfTwo(4)[best.path[t]!]);
    }
  });
});

describe('fitJumpModel(rows) against every path with its best centers', () => {
  it.each(seeds.flatMap((seed) => [0, 0.8, 3, 30].map((penalty) => [seed, penalty] as const)))(
    'seed %d, penalty %d: many starts reach the global optimum of ten rows',
    (seed, jumpPenalty) => {
      const rows = persistentRows(10, { seed, stay: 0.7 });
      const { objective } = fitJumpModel(rows, { nStates: 2, jumpPenalty, restarts: 200 });
      expect(Math.abs(objective - globalOptimum(rows, jumpPenalty))).toBeLessThan(TOLERANCE);
    },
  );
});
