import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, assignmentMargin, assignOptimally, MatrixView, ShapeError } from '../index.ts';

/** Two sums of the same numbers in another order. */
const RTOL = 1e-12;

/** The oracle: the costs of all assignments, in ascending order. */
function allCosts(cost: MatrixView, row = 0, taken: readonly number[] = []): number[] {
  if (row === cost.rows) return [taken.reduce((sum, j, i) => sum + cost.get(i, j), 0)];
  const free = Array.from({ length: cost.columns }, (_, j) => j).filter((j) => !taken.includes(j));
  return free.flatMap((j) => allCosts(cost, row + 1, [...taken, j])).toSorted((a, b) => a - b);
}

const costs = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 }), fc.boolean())
  .chain(([rows, more, whole]) => {
    // Whole numbers from a short range bring ties.
    const value = whole ? fc.integer({ min: -3, max: 3 }) : fc.double({ min: -100, max: 100, noNaN: true });
    const row = fc.array(value, { minLength: rows + more, maxLength: rows + more });
    return fc.array(row, { minLength: rows, maxLength: rows }).map((values) => MatrixView.from(values));
  });

describe('assignOptimally', () => {
  it('assignOptimally(cost) costs what the cheapest of all assignments costs (seed 7)', () => {
    fc.assert(
      fc.property(costs, (cost) => {
        const { columns, cost: total } = assignOptimally(cost);
        expect(new Set(columns).size).toBe(cost.rows);
        const sum = columns.reduce((s, j, i) => s + cost.get(i, j), 0);
        expect(Math.abs(total - sum)).toBeLessThanOrEqual(RTOL * 500);
        expect(Math.abs(total - allCosts(cost)[0]!)).toBeLessThanOrEqual(RTOL * 500);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('assignOptimally(cost) beats the greedy choice, which the oracle tells apart', () => {
    const cost = MatrixView.from([
      [1, 2, 9],
      [1, 8, 9],
      [7, 3, 4],
    ]);
    expect(assignOptimally(cost)).toEqual({ columns: Int32Array.of(1, 0, 2), cost: 7 });
    // Each row in turn takes the cheapest column that is left.
    const greedy = 1 + 8 + 4;
    expect(allCosts(cost)[0]).toBeLessThan(greedy);
    expect(allCosts(cost)).toContain(greedy);
  });

  it('assignOptimally(cost) never takes a forbidden pair, and says when nothing else is left', () => {
    const cost = MatrixView.from([
      [0, 5],
      [0, Infinity],
    ]);
    expect(assignOptimally(cost)).toEqual({ columns: Int32Array.of(1, 0), cost: 5 });
    const none = MatrixView.from([
      [0, Infinity],
      [0, Infinity],
    ]);
    expect(() => assignOptimally(none)).toThrow(ArgumentError);
  });

  it('assignOptimally(cost) refuses more rows than columns, nothing, and what is no number', () => {
    expect(() => assignOptimally(MatrixView.zeros(3, 2))).toThrow(ShapeError);
    expect(() => assignOptimally(MatrixView.zeros(0, 0))).toThrow(ShapeError);
    expect(() => assignOptimally(MatrixView.from([[1, Number.NaN]]))).toThrow(
      'A cost must be a number (Infinity forbids a pair), received NaN at (0, 1).',
    );
    expect(() => assignOptimally(MatrixView.from([[-Infinity]]))).toThrow(ArgumentError);
  });
});

describe('assignmentMargin', () => {
  it('assignmentMargin(cost) is the distance to the second cheapest of all assignments (seed 8)', () => {
    fc.assert(
      fc.property(costs, (cost) => {
        const [best, second = Infinity] = allCosts(cost);
        const margin = assignmentMargin(cost);
        const right = margin === second || Math.abs(margin - (second - best!)) <= RTOL * 500;
        expect(right).toBe(true);
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  it('assignmentMargin(cost) is 0 when two assignments are equally good', () => {
    expect(assignmentMargin(MatrixView.zeros(2, 2))).toBe(0);
  });
});
