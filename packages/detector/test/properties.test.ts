import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegimeDetector } from '../src/index.ts';
import { toModelData } from '../src/model/model-data.ts';
import { handMadeModel } from './support/hand-made-model.ts';

const SEED = 20_240_131;
const settings = { seed: SEED, numRuns: 100 };

const share = fc.double({ min: 0.01, max: 1, noNaN: true });
const value = fc.double({ min: -50, max: 50, noNaN: true });

/** Models of one to four states and one to three features, with unequal units. */
const models = fc
  .record({ K: fc.integer({ min: 1, max: 4 }), D: fc.integer({ min: 1, max: 3 }) })
  .chain(({ K, D }) =>
    fc.record({
      transitionMatrix: table(share, K, K).map((rows) => rows.map(normalise)),
      means: table(fc.double({ min: -3, max: 3, noNaN: true }), K, D),
      covariances: table(share, K, D),
      scaler: fc.record({ means: vector(value, D), scales: vector(share, D) }),
      occupancy: vector(share, K).map(normalise),
    }),
  )
  .map(handMadeModel);

const cases = models.chain((model) =>
  fc.record({ model: fc.constant(model), rows: table(value, 30, model.nFeatures) }),
);

describe(`properties (seed ${SEED})`, () => {
  it('probabilities are between 0 and 1 and sum to one, and the regime is the most probable', () => {
    fc.assert(
      fc.property(cases, ({ model, rows }) => {
        const detector = RegimeDetector.fromModelData(toModelData(model));
        for (const { probabilities, regime, confidence } of detector.predictRegimes(rows)) {
          const values = Object.values(probabilities);
          expect(Math.abs(values.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-12);
          expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
          expect(confidence).toBe(Math.max(...values));
          expect(probabilities[regime]).toBe(confidence);
        }
      }),
      settings,
    );
  });

  it('batch, online and range agree to the bit wherever the sequence is cut', () => {
    fc.assert(
      fc.property(cases, fc.nat(29), fc.nat(29), ({ model, rows }, a, b) => {
        const detector = RegimeDetector.fromModelData(toModelData(model));
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const all = detector.predictRegimes(rows);
        expect(detector.predictRegimes(rows, { from, to })).toEqual(all.slice(from, to + 1));
        const filter = detector.createOnlineFilter();
        expect(rows.map((row) => filter.update(row))).toEqual(all);
      }),
      settings,
    );
  });

  it('model data keep every bit on their way through the schema', () => {
    fc.assert(
      fc.property(models, (model) => {
        const data = toModelData(model);
        expect(RegimeDetector.fromModelData(data).toModelData()).toEqual(data);
      }),
      settings,
    );
  });

  it('feature importance sums to one and is not negative', () => {
    fc.assert(
      fc.property(models, (model) => {
        const values = Object.values(RegimeDetector.fromModelData(toModelData(model)).getFeatureImportance());
        expect(Math.abs(values.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-12);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      }),
      settings,
    );
  });
});

function table<T>(element: fc.Arbitrary<T>, rows: number, columns: number): fc.Arbitrary<T[][]> {
  return vector(vector(element, columns), rows);
}

function vector<T>(element: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(element, { minLength: length, maxLength: length });
}

function normalise(values: number[]): number[] {
  const sum = values.reduce((a, b) => a + b);
  return values.map((share) => share / sum);
}
