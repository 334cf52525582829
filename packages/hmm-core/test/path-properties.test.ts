import { assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createBatchFilter,
  expectedTransitionCounts,
  forwardBackward,
  logScores,
  pathEntropy,
  relabel,
  samplePaths,
  smoothFixedLag,
  viterbi,
} from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceTypes, randomModel, randomRows } from './support/models.ts';

const SEED = 20_260_117;
const RTOL = 1e-10;

const cases = record({
  type: constantFrom(...covarianceTypes),
  K: integer({ min: 1, max: 5 }),
  D: integer({ min: 1, max: 4 }),
  T: integer({ min: 1, max: 40 }),
  lag: integer({ min: 0, max: 8 }),
  seed: integer({ min: 0, max: 1e6 }),
  /** Spread of the observations: 100 underflows every density. */
  spread: constantFrom(0.01, 1, 100),
});

interface Drawn {
  readonly model: ReturnType<typeof randomModel>;
  readonly rows: number[][];
  readonly lengths: number[];
  readonly lag: number;
  readonly seed: number;
}

const check = (holds: (drawn: Drawn) => void) =>
  assert(
    property(cases, ({ type, K, D, T, lag, seed, spread }) => {
      const rows = randomRows(T, D, seed + 1).map((row) => row.map((value) => spread * value));
      const first = 1 + (seed % T);
      const lengths = first === T ? [T] : [first, T - first];
      holds({ model: randomModel(type, K, D, seed), rows, lengths, lag, seed });
    }),
    { seed: SEED, numRuns: 150 },
  );

const entropyOf = (probs: Float64Array) => probs.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);

describe(`properties of paths (seed ${SEED})`, () => {
  it('smoothFixedLag returns rows that sum to one, and its end is that of forwardBackward', () => {
    check(({ model, rows, lag }) => {
      const { laggedProbs } = smoothFixedLag(model, rows, { lag });
      for (const row of laggedProbs.to2DArray()) {
        expect(row.every((p) => p >= 0 && p <= 1 + 1e-12)).toBe(true);
        expect(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-12);
      }
      const tail = Math.max(rows.length - 1 - lag, 0) * model.nStates;
      const { smoothedProbs } = forwardBackward(model, rows);
      expect(relativeError(laggedProbs.data.slice(tail), smoothedProbs.data.slice(tail))).toBeLessThan(RTOL);
    });
  });

  it('pathEntropy lies between 0 and the sum of the entropies of the rows, and is the sum over the sequences', () => {
    check(({ model, rows, lengths }) => {
      const { entropy, perSequence } = pathEntropy(model, rows, { lengths });
      const { smoothedProbs } = forwardBackward(model, rows, { lengths });
      expect(entropy).toBeGreaterThanOrEqual(0);
      expect(entropy).toBeLessThanOrEqual(entropyOf(smoothedProbs.data) + 1e-9);
      const alone = pathEntropy(model, rows.slice(0, lengths[0])).entropy;
      expect(Math.abs(perSequence[0]! - alone)).toBeLessThan(1e-12);
    });
  });

  it('expectedTransitionCounts agrees with forwardBackward, and switchProbs counts what is off the diagonal', () => {
    check(({ model, rows, lengths }) => {
      const { total, switchProbs } = expectedTransitionCounts(model, rows, { lengths });
      const { expectedTransitions } = forwardBackward(model, rows, { lengths });
      const largest = Math.max(...total.data.map((n, a) => Math.abs(n - expectedTransitions.data[a]!)));
      expect(largest).toBeLessThan(RTOL * rows.length);
      const off = total.data.reduce((sum, n, a) => (a % (model.nStates + 1) === 0 ? sum : sum + n), 0);
      expect(Math.abs(switchProbs.reduce((sum, p) => sum + p, 0) - off)).toBeLessThan(1e-9);
    });
  });

  it('relabelling the states changes no entropy and no score', () => {
    check(({ model, rows }) => {
      const order = Array.from({ length: model.nStates }, (_, k) => (k + 1) % model.nStates);
      const other = relabel(model, order);
      expect(Math.abs(pathEntropy(model, rows).entropy - pathEntropy(other, rows).entropy)).toBeLessThan(1e-9);
      expect(relativeError(logScores(other, rows), logScores(model, rows))).toBeLessThan(RTOL);
    });
  });

  it('samplePaths draws no path that has probability zero, and each state is one of the model', () => {
    check(({ model, rows, lengths, seed }) => {
      const paths = samplePaths(model, rows, { nPaths: 3, seed, lengths });
      expect(paths).toHaveLength(3);
      const { smoothedProbs } = forwardBackward(model, rows, { lengths });
      for (const path of paths) {
        expect(path.every((state, t) => smoothedProbs.get(t, state) > 0)).toBe(true);
      }
    });
  });

  it('where the smoothed probabilities leave no doubt, sampled paths are the Viterbi path', () => {
    check(({ model, rows, seed }) => {
      const certain = pathEntropy(model, rows).entropy < 1e-9;
      const best = viterbi(model, rows).statePath;
      const [path] = samplePaths(model, rows, { nPaths: 1, seed });
      expect(certain ? path : best).toEqual(best);
    });
  });

  it('createBatchFilter says the logScores of a history, one row at a time', () => {
    check(({ model, rows }) => {
      const filter = createBatchFilter(model, { nSeries: 1 });
      expect(rows.map((row) => filter.update([row]).logPredictive[0])).toEqual(Array.from(logScores(model, rows)));
    });
  });
});
