import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import {
  createFixedLagSmoother,
  InvalidJsonError,
  InvalidObservationsError,
  InvalidOptionError,
  smoothFixedLag,
  type FixedLagSmootherState,
} from '../index.ts';

const SEED = 20_260_112;
const [K, D] = [3, 2];
const model = randomModel('full', K, D, 4);

describe('createFixedLagSmoother', () => {
  it(`update(row) and recent() are smoothFixedLag to the bit, through JSON too (seed ${SEED})`, () => {
    const cases = fc.record({
      type: fc.constantFrom(...covarianceTypes),
      seed: fc.nat(1000),
      lag: fc.nat(6),
      nSteps: fc.integer({ min: 1, max: 15 }),
      saveAt: fc.nat(14),
      initialProbs: fc.constantFrom('model' as const, 'stationary' as const),
    });
    fc.assert(
      fc.property(cases, ({ type, seed, lag, nSteps, saveAt, initialProbs }) => {
        const drawn = randomModel(type, K, D, seed);
        const rows = randomRows(nSteps, D, seed);
        const { laggedProbs } = smoothFixedLag(drawn, rows, { lag, initialProbs });
        let smoother = createFixedLagSmoother(drawn, { lag, initialProbs });
        for (const [t, row] of rows.entries()) {
          const step = smoother.update(row);
          expect(step.laggedProbs).toEqual(t < lag ? null : laggedProbs.row(t - lag));
          if (t !== saveAt) continue;
          const state = JSON.parse(JSON.stringify(smoother.state())) as FixedLagSmootherState;
          smoother = createFixedLagSmoother(drawn, { lag, initialProbs, state });
        }
        // What update() did not come to: the last rows, judged with all there are.
        const recent = smoother.recent();
        expect(recent.rows).toBe(Math.min(nSteps, lag + 1));
        for (let s = 1; s <= recent.rows; s++) {
          expect(recent.row(recent.rows - s)).toEqual(laggedProbs.row(nSteps - s));
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('update(row) with another lag does not agree, so that the comparison can fail', () => {
    const rows = randomRows(10, D, 1);
    const { laggedProbs } = smoothFixedLag(model, rows, { lag: 2 });
    const smoother = createFixedLagSmoother(model, { lag: 1 });
    const steps = rows.map((row) => smoother.update(row).laggedProbs);
    expect(steps[5]).not.toEqual(laggedProbs.row(4));
  });

  it('reset() begins again', () => {
    const rows = randomRows(4, D, 2);
    const smoother = createFixedLagSmoother(model, { lag: 2 });
    const first = rows.map((row) => smoother.update(row));
    smoother.reset();
    expect(smoother.recent().rows).toBe(0);
    expect(rows.map((row) => smoother.update(row))).toEqual(first);
  });

  it('update(bad row) leaves the smoother where it was, and what it returned may be written to', () => {
    const smoother = createFixedLagSmoother(model, { lag: 1 });
    smoother.update([0, 1]);
    smoother.update([1, 1]).filteredProbs.fill(NaN);
    const before = smoother.state();
    expect(() => smoother.update([0, NaN])).toThrow(InvalidObservationsError);
    expect(smoother.state()).toEqual(before);
    expect(before.filteredProbs.flat().every(Number.isFinite)).toBe(true);
  });

  it.each([-1, 1.5, NaN])('createFixedLagSmoother(model, { lag: %d }) throws InvalidOptionError', (lag) => {
    expect(() => createFixedLagSmoother(model, { lag })).toThrow(InvalidOptionError);
    expect(() => smoothFixedLag(model, [[0, 0]], { lag })).toThrow(InvalidOptionError);
  });

  it.each([
    [{ formatVersion: 2 }, 'format version 1'],
    [{ lag: 3 }, 'the lag 1'],
    [{ filteredProbs: [[1, 0, 0]] }, '2 row(s) of filteredProbs'],
    [{ predictedProbs: null }, '2 row(s) of predictedProbs'],
    [
      {
        predictedProbs: [
          [1, 0],
          [1, 0, 0],
        ],
      },
      '3 probabilities in every row of predictedProbs',
    ],
    [
      {
        filteredProbs: [
          [1, 0, NaN],
          [1, 0, 0],
        ],
      },
      '3 probabilities in every row of filteredProbs',
    ],
    [{ filter: null }, '0 row(s)'],
  ])('createFixedLagSmoother(model, { state with %o }) throws InvalidJsonError', (change, message) => {
    const smoother = createFixedLagSmoother(model, { lag: 1 });
    for (const row of randomRows(3, D, 1)) smoother.update(row);
    const state = { ...smoother.state(), ...change } as FixedLagSmootherState;
    expect(() => createFixedLagSmoother(model, { lag: 1, state })).toThrow(InvalidJsonError);
    expect(() => createFixedLagSmoother(model, { lag: 1, state })).toThrow(message);
  });
});
