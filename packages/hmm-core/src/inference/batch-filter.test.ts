import { MatrixView } from '@regimekit/numerics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covarianceTypes, randomModel, randomRows, removeAtRandom } from '../../test/support/models.ts';
import {
  createBatchFilter,
  createGaussianHmm,
  createOnlineFilter,
  DimensionMismatchError,
  forward,
  InvalidJsonError,
  InvalidObservationsError,
  InvalidOptionError,
  type BatchFilterState,
} from '../index.ts';

const SEED = 20_260_111;
const [K, D] = [3, 2];
const model = randomModel('full', K, D, 4);
const nothing = new Float64Array(K).fill(NaN);
const absent = { filteredProbs: nothing, predictedProbs: nothing, logPredictive: NaN };

describe('createBatchFilter', () => {
  it(`update(rows, { present }) is N online filters to the bit, through JSON and resets too (seed ${SEED})`, () => {
    const cases = fc.record({
      type: fc.constantFrom(...covarianceTypes),
      seed: fc.nat(1000),
      nSeries: fc.integer({ min: 1, max: 7 }),
      days: fc.array(fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 8 }),
      initialProbs: fc.constantFrom('model' as const, 'stationary' as const),
      missing: fc.constantFrom('error' as const, 'marginalise' as const),
      events: fc.array(fc.constantFrom('none', 'json', 'reset'), { minLength: 8, maxLength: 8 }),
    });
    fc.assert(
      fc.property(cases, ({ type, seed, nSeries, days, initialProbs, missing, events }) => {
        const drawn = randomModel(type, K, D, seed);
        let batch = createBatchFilter(drawn, { nSeries, initialProbs, missing });
        const single = Array.from({ length: nSeries }, () => createOnlineFilter(drawn, { initialProbs, missing }));
        for (const [day, mask] of days.entries()) {
          const complete = randomRows(nSeries, D, 7 * seed + day);
          const rows = missing === 'error' ? complete : removeAtRandom(complete, 0.4, 9 * seed + day);
          const present = day % 3 === 0 ? Array.from({ length: nSeries }, () => true) : mask.slice(0, nSeries);
          const step = batch.update(rows, day % 3 === 0 ? {} : { present });
          for (const [n, filter] of single.entries()) {
            const expected = present[n] ? filter.update(rows[n]!) : absent;
            expect(step.filteredProbs.row(n)).toEqual(expected.filteredProbs);
            expect(step.predictedProbs.row(n)).toEqual(expected.predictedProbs);
            expect(step.logPredictive[n]).toBe(expected.logPredictive);
          }
          if (events[day] === 'json') {
            const state = JSON.parse(JSON.stringify(batch.state())) as BatchFilterState;
            batch = createBatchFilter(drawn, { nSeries, initialProbs, missing, state });
          }
          if (events[day] === 'reset') {
            batch.reset(day % nSeries);
            single[day % nSeries]!.reset();
          }
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('update(rows) walks thousands of series as forward does, to the bit', () => {
    const nSeries = 3000;
    const days = [0, 1, 2].map((day) => MatrixView.from(randomRows(nSeries, D, day)));
    const batch = createBatchFilter(model, { nSeries });
    const steps = days.map((rows) => batch.update(rows));
    for (const n of [0, 1, 2, 1499, 2998, 2999]) {
      const { filteredProbs } = forward(
        model,
        days.map((rows) => rows.row(n)),
      );
      expect(steps.map((step) => step.filteredProbs.row(n))).toEqual([0, 1, 2].map((t) => filteredProbs.row(t)));
    }
  });

  it('update(rows in another order) does not say the same of a series, so that the comparison can fail', () => {
    const rows = randomRows(2, D, 1);
    const one = createBatchFilter(model, { nSeries: 2 }).update(rows);
    const other = createBatchFilter(model, { nSeries: 2 }).update(rows.toReversed());
    expect(one.filteredProbs.row(0)).not.toEqual(other.filteredProbs.row(0));
  });

  it('update(a row that nothing can explain) leaves that series at its prediction and says -Infinity', () => {
    const batch = createBatchFilter(model, { nSeries: 2 });
    const { filteredProbs, predictedProbs, logPredictive } = batch.update([
      [1e200, 0],
      [0, 0],
    ]);
    expect(logPredictive[0]).toBe(-Infinity);
    expect(Number.isFinite(logPredictive[1])).toBe(true);
    for (const k of [0, 1, 2]) expect(filteredProbs.get(0, k)).toBeCloseTo(predictedProbs.get(0, k), 14);
  });

  it('update(a row that only an unreachable state explains) takes the largest density among the others', () => {
    const leftRight = createGaussianHmm({
      initialProbs: [1, 0],
      transitionMatrix: [
        [1, 0],
        [0, 1],
      ],
      means: [[0], [100]],
      covariances: [[1], [1]],
    });
    const rows = [[0.3], [100], [-0.4]];
    const batch = createBatchFilter(leftRight, { nSeries: 1 });
    const single = createOnlineFilter(leftRight);
    for (const row of rows) {
      const { filteredProbs, logPredictive } = batch.update([row]);
      expect({ filteredProbs: filteredProbs.row(0), logPredictive: logPredictive[0] }).toMatchObject({
        filteredProbs: new Float64Array([1, 0]),
        logPredictive: single.update(row).logPredictive,
      });
    }
  });

  it("update(rows) with missing: 'marginalise' predicts a series whose row is all missing, and refuses infinity", () => {
    const batch = createBatchFilter(model, { nSeries: 2, missing: 'marginalise' });
    batch.update(randomRows(2, D, 1));
    const { filteredProbs, predictedProbs, logPredictive } = batch.update([
      [NaN, NaN],
      [0, 1],
    ]);
    for (const k of [0, 1, 2]) expect(filteredProbs.get(0, k)).toBeCloseTo(predictedProbs.get(0, k), 14);
    expect(logPredictive[0]).toBeCloseTo(0, 14);
    expect(batch.state().nSteps).toEqual([2, 2]);
    const infinite = [
      [NaN, 1],
      [0, Infinity],
    ];
    expect(() => batch.update(infinite)).toThrow('received Infinity for series 1, column 1');
  });

  it('update(rows) that is refused leaves every filter where it was', () => {
    const batch = createBatchFilter(model, { nSeries: 2 });
    batch.update(randomRows(2, D, 1));
    const before = batch.state();
    const bad = [
      [0, 1],
      [0, NaN],
    ];
    expect(() => batch.update(bad)).toThrow(InvalidObservationsError);
    expect(() => batch.update(bad)).toThrow('received NaN for series 1, column 1');
    expect(() => batch.update([[0, 1]])).toThrow(DimensionMismatchError);
    expect(() => batch.update([[0], [1]])).toThrow('one row of 2 feature(s) for each of 2 series');
    expect(() => batch.update(bad, { present: [true] })).toThrow(DimensionMismatchError);
    expect(batch.state()).toEqual(before);
    expect(() => batch.update(bad, { present: [1, 0] })).not.toThrow();
  });

  it('update(rows) gives arrays of its own, which the filter does not read again', () => {
    const [batch, other] = [createBatchFilter(model, { nSeries: 1 }), createBatchFilter(model, { nSeries: 1 })];
    other.update([[0, 1]]);
    batch.update([[0, 1]]).filteredProbs.data.fill(NaN);
    expect(batch.update([[1, 0]])).toEqual(other.update([[1, 0]]));
  });

  it('createBatchFilter(model, { state of fewer series }) lets the further ones begin', () => {
    const batch = createBatchFilter(model, { nSeries: 1 });
    batch.update([[0, 1]]);
    const grown = createBatchFilter(model, { nSeries: 2, state: batch.state() });
    expect(grown.state().nSteps).toEqual([1, 0]);
    const fresh = createOnlineFilter(model).update([2, 2]);
    expect(grown.update(randomRows(1, D, 2).concat([[2, 2]])).filteredProbs.row(1)).toEqual(fresh.filteredProbs);
  });

  it('reset() begins every series again', () => {
    const batch = createBatchFilter(model, { nSeries: 2 });
    const rows = randomRows(2, D, 3);
    const first = batch.update(rows);
    batch.reset();
    expect(batch.update(rows)).toEqual(first);
    expect(() => batch.reset(2)).toThrow(InvalidOptionError);
  });

  it('createBatchFilter(model, { nSeries: 0 }) throws InvalidOptionError', () => {
    expect(() => createBatchFilter(model, { nSeries: 0 })).toThrow(InvalidOptionError);
    expect(() => createBatchFilter(model, { nSeries: 1, missing: 'drop' as never })).toThrow(InvalidOptionError);
  });

  it.each([
    [{ formatVersion: 2 }, 'format version 1'],
    [{ nSteps: [1, 1, 1] }, 'at most 2 series'],
    [{ nSteps: 3 }, 'at most 2 series'],
    [{ filteredProbs: [1, 0] }, '2 x 3 probabilities'],
    [{ nSteps: [1, -1] }, 'series 1 has seen -1 rows'],
    [{ filteredProbs: [1, 0, 0, 0.5, 0, 0] }, 'series 1 sum to 0.5'],
    [{ filteredProbs: [1, 0, 0, 2, -1, 0] }, 'series 1'],
  ])('createBatchFilter(model, { state with %o }) throws InvalidJsonError', (change, message) => {
    const batch = createBatchFilter(model, { nSeries: 2 });
    batch.update(randomRows(2, D, 1));
    const state = { ...batch.state(), ...change } as BatchFilterState;
    expect(() => createBatchFilter(model, { nSeries: 2, state })).toThrow(InvalidJsonError);
    expect(() => createBatchFilter(model, { nSeries: 2, state })).toThrow(message);
  });
});
