import { assert, constantFrom, integer, property, record, type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  createOnlineFilter,
  forward,
  forwardBackward,
  logLikelihood,
  parseGaussianHmm,
  relabel,
  viterbi,
} from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceTypes, randomModel, randomRows } from './support/models.ts';

const SEED = 20260101;
const RTOL = 1e-10;

const cases = record({
  type: constantFrom(...covarianceTypes),
  K: integer({ min: 1, max: 5 }),
  D: integer({ min: 1, max: 6 }),
  T: integer({ min: 1, max: 40 }),
  seed: integer({ min: 0, max: 1e6 }),
  /** Spread of the observations: 100 underflows every density. */
  spread: constantFrom(0.01, 1, 100),
});

type Case = typeof cases extends Arbitrary<infer T> ? T : never;

function build({ type, K, D, T, seed, spread }: Case) {
  const rows = randomRows(T, D, seed + 1).map((row) => row.map((value) => spread * value));
  return { model: randomModel(type, K, D, seed), rows };
}

const check = (holds: (sample: ReturnType<typeof build>, drawn: Case) => void) =>
  assert(
    property(cases, (drawn) => holds(build(drawn), drawn)),
    { seed: SEED, numRuns: 150 },
  );

const sums = (data: Float64Array, K: number) =>
  Array.from({ length: data.length / K }, (_, t) =>
    data.subarray(t * K, (t + 1) * K).reduce((sum, value) => sum + value, 0),
  );

describe(`properties (seed ${SEED})`, () => {
  it('forward and forwardBackward return finite rows that sum to one', () => {
    check(({ model, rows }, { K }) => {
      const { filteredProbs, predictedProbs, logLikelihood: value } = forward(model, rows);
      const { smoothedProbs, expectedTransitions } = forwardBackward(model, rows);
      for (const { data } of [filteredProbs, predictedProbs, smoothedProbs]) {
        expect(data.every((p) => p >= 0 && p <= 1 + 1e-12)).toBe(true);
        expect(sums(data, K).every((sum) => Math.abs(sum - 1) < 1e-12)).toBe(true);
      }
      expect(Number.isFinite(value)).toBe(true);
      expect(expectedTransitions.data.every((n) => n >= 0 && Number.isFinite(n))).toBe(true);
      const pairs = expectedTransitions.data.reduce((sum, n) => sum + n, 0);
      expect(Math.abs(pairs - (rows.length - 1))).toBeLessThan(1e-9);
    });
  });

  it('the likelihood does not depend on the numbers of the states', () => {
    check(({ model, rows }, { K, seed }) => {
      const order = Array.from({ length: K }, (_, k) => (k + seed) % K);
      const moved = relabel(model, order);
      expect(relativeError(logLikelihood(moved, rows), logLikelihood(model, rows))).toBeLessThan(RTOL);
      const path = viterbi(model, rows).statePath;
      expect([...viterbi(moved, rows).statePath].map((k) => order[k])).toEqual([...path]);
    });
  });

  it('the likelihood of sequences is the sum of their own', () => {
    check(({ model, rows }, { T }) => {
      const first = Math.ceil(T / 2);
      const lengths = first === T ? [T] : [first, T - first];
      const parts = [rows.slice(0, first), rows.slice(first)].filter((part) => part.length > 0);
      const sum = parts.reduce((total, part) => total + logLikelihood(model, part), 0);
      expect(relativeError(logLikelihood(model, rows, { lengths }), sum)).toBeLessThan(RTOL);
    });
  });

  it('JSON keeps a model, and so its answers, to the bit', () => {
    check(({ model, rows }) => {
      const again = parseGaussianHmm(JSON.parse(JSON.stringify(model)));
      expect(again).toEqual(model);
      expect(forward(again, rows)).toEqual(forward(model, rows));
    });
  });

  it('the online filter gives the bits of forward, wherever it was saved and loaded', () => {
    check(({ model, rows }, { seed, T }) => {
      let filter = createOnlineFilter(model);
      const { filteredProbs } = forward(model, rows);
      for (const [t, row] of rows.entries()) {
        expect([...filter.update(row).filteredProbs]).toEqual([...filteredProbs.row(t)]);
        if (t === seed % T) filter = createOnlineFilter(model, { state: JSON.parse(JSON.stringify(filter.state())) });
      }
    });
  });

  it('baumWelch ends with a model and a reason, never with NaN, and never lets the likelihood fall', () => {
    check(({ model, rows }) => {
      const {
        model: fitted,
        history,
        logLikelihood: value,
        stopReason,
      } = baumWelch(model, rows, { maxIterations: 30 });
      const all = [...history, value];
      expect(all.every((entry) => !Number.isNaN(entry))).toBe(true);
      expect(['tolerance', 'max_iterations', 'degenerate']).toContain(stopReason);
      for (const [i, after] of all.slice(1).entries())
        expect(after).toBeGreaterThanOrEqual(all[i]! - 1e-9 * Math.abs(all[i]!));
      expect(JSON.stringify(fitted)).not.toContain('null');
    });
  });
});
