import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createJumpFilter,
  createJumpModel,
  decodeJumpStates,
  filterJumpStates,
  fitJumpModel,
  parseJumpModel,
  type JumpModel,
} from '../src/index.ts';
import { persistentRows } from './support/rows.ts';

const SEED = 20240131;
const settings = { seed: SEED, numRuns: 60 };

/** Relative room for sums in another order. */
const ROUNDING = 1e-9;

const value = fc.double({ min: -20, max: 20, noNaN: true });
const rowsOf = (columns: number) =>
  fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 3, maxLength: 30 });

const model: fc.Arbitrary<JumpModel> = fc
  .record({
    nStates: fc.integer({ min: 1, max: 4 }),
    jumpPenalty: fc.double({ min: 0, max: 50, noNaN: true }),
    continuous: fc.boolean(),
    sparse: fc.boolean(),
    centers: fc.array(fc.tuple(value, value), { minLength: 4, maxLength: 4 }),
  })
  .map(({ nStates, jumpPenalty, continuous, sparse, centers }) =>
    createJumpModel({
      jumpPenalty,
      centers: centers.slice(0, nStates),
      ...(continuous ? { variant: 'continuous', gridStep: 0.25 } : {}),
      ...(sparse ? { kappaSquared: 1.5, featureWeights: [0.9, 0.3] } : {}),
    }),
  );

describe(`jump models of all kinds (fast-check, seed ${SEED})`, () => {
  it('createJumpFilter(model) says what filterJumpStates(model, rows) says, to the bit, also after a trip through JSON', () => {
    fc.assert(
      fc.property(model, rowsOf(2), (m, rows) => {
        const batch = filterJumpStates(m, rows);
        let filter = createJumpFilter(m);
        for (const [t, row] of rows.entries()) {
          const { state, probabilities, costs } = filter.update(row);
          expect(state).toBe(batch.states[t]);
          expect(probabilities).toEqual(batch.probabilities.row(t));
          expect(costs).toEqual(batch.costs.row(t));
          filter = createJumpFilter(m, { state: JSON.parse(JSON.stringify(filter.state())) });
        }
      }),
      settings,
    );
  });

  it('filterJumpStates(model, rows) does not change when the future does, to the bit', () => {
    fc.assert(
      fc.property(model, rowsOf(2), rowsOf(2), (m, past, future) => {
        const alone = filterJumpStates(m, past);
        const followed = filterJumpStates(m, [...past, ...future]);
        expect(followed.states.slice(0, past.length)).toEqual(alone.states);
        expect(followed.costs.data.slice(0, alone.costs.data.length)).toEqual(alone.costs.data);
      }),
      settings,
    );
  });

  it('filterJumpStates(model, rows) ends where decodeJumpStates(model, rows) ends', () => {
    fc.assert(
      fc.property(model, rowsOf(2), (m, rows) => {
        const { states, costs } = filterJumpStates(m, rows);
        expect(states.at(-1)).toBe(decodeJumpStates(m, rows).states.at(-1));
        expect(costs.get(rows.length - 1, states.at(-1)!)).toBe(0);
      }),
      settings,
    );
  });

  it('parseJumpModel(JSON of a model) is the model, to the bit', () => {
    fc.assert(
      fc.property(model, (m) => {
        const again = parseJumpModel(JSON.parse(JSON.stringify(m)));
        expect(JSON.stringify(again)).toBe(JSON.stringify(m));
        expect(again.featureWeights).toEqual(m.featureWeights);
      }),
      settings,
    );
  });

  it('fitJumpModel(rows) never raises its objective, and decodes to its own states', () => {
    const options = fc.record({
      jumpPenalty: fc.double({ min: 0, max: 20, noNaN: true }),
      seed: fc.integer({ min: 0, max: 1000 }),
      continuous: fc.boolean(),
    });
    fc.assert(
      fc.property(options, ({ jumpPenalty, seed, continuous }) => {
        const rows = persistentRows(60, { seed });
        const kind = continuous ? ({ variant: 'continuous', gridStep: 0.2 } as const) : {};
        const fit = fitJumpModel(rows, { nStates: 2, jumpPenalty, seed, restarts: 3, ...kind });
        for (let i = 1; i < fit.history.length; i++) {
          expect(fit.history[i]!).toBeLessThanOrEqual(fit.history[i - 1]! * (1 + ROUNDING));
        }
        expect(decodeJumpStates(fit.model, rows).states).toEqual(fit.states);
      }),
      settings,
    );
  });
});
