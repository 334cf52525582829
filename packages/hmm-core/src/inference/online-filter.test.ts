import { describe, expect, it } from 'vitest';
import {
  createOnlineFilter,
  DimensionMismatchError,
  forward,
  InvalidJsonError,
  InvalidObservationsError,
  InvalidOptionError,
  InvalidProbabilitiesError,
  type OnlineFilterState,
} from '../index.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';

const D = 3;
const rows = randomRows(37, D, 5);

describe.each(covarianceTypes)('createOnlineFilter, %s', (type) => {
  const model = randomModel(type, 3, D, 12);

  it.each(['model', 'stationary', [0.2, 0.3, 0.5]] as const)(
    'update(row) gives the bits of forward, from %s',
    (initialProbs) => {
      const batch = forward(model, rows, { initialProbs });
      const filter = createOnlineFilter(model, { initialProbs });
      let total = 0;
      for (const [t, row] of rows.entries()) {
        const step = filter.update(row);
        expect([...step.filteredProbs]).toEqual([...batch.filteredProbs.row(t)]);
        expect([...step.predictedProbs]).toEqual([...batch.predictedProbs.row(t)]);
        total += step.logPredictive;
      }
      expect(total).toBeCloseTo(batch.logLikelihood, 9);
    },
  );

  it('goes on from a state that went through JSON, to the bit', () => {
    const whole = forward(model, rows).filteredProbs;
    let state: OnlineFilterState | undefined;
    for (const [t, row] of rows.entries()) {
      const filter = createOnlineFilter(model, state === undefined ? {} : { state });
      expect([...filter.update(row).filteredProbs]).toEqual([...whole.row(t)]);
      state = JSON.parse(JSON.stringify(filter.state())) as OnlineFilterState;
    }
  });
});

describe('createOnlineFilter', () => {
  const model = randomModel('full', 3, D, 12);

  it('reset() begins a new sequence', () => {
    const filter = createOnlineFilter(model);
    const first = filter.update(rows[0]!);
    filter.update(rows[1]!);
    filter.reset();
    expect(filter.state()).toEqual({ formatVersion: 1, nSteps: 0, filteredProbs: null });
    expect(filter.update(rows[0]!)).toEqual(first);
  });

  it('hands out results that later updates do not touch', () => {
    const filter = createOnlineFilter(model);
    const first = filter.update(rows[0]!);
    const kept = [...first.filteredProbs];
    filter.update(rows[1]!);
    expect([...first.filteredProbs]).toEqual(kept);
  });

  it('refuses a row it cannot use and stays where it was', () => {
    const filter = createOnlineFilter(model);
    filter.update(rows[0]!);
    const before = filter.state();
    expect(() => filter.update([1, 2])).toThrow(DimensionMismatchError);
    expect(() => filter.update([1, Number.NaN, 2])).toThrow(InvalidObservationsError);
    expect(() => filter.update([1, undefined as never, 2])).toThrow('received undefined in column 1');
    expect(filter.state()).toEqual(before);
    expect([...filter.update(rows[1]!).filteredProbs]).toEqual([...forward(model, rows).filteredProbs.row(1)]);
  });

  it.each([
    ['another number of states', { formatVersion: 1, nSteps: 2, filteredProbs: [0.5, 0.5] }],
    ['no probabilities', { formatVersion: 1, nSteps: 2, filteredProbs: null }],
    ['a wrong sum', { formatVersion: 1, nSteps: 2, filteredProbs: [0.5, 0.4, 0] }],
    ['NaN', { formatVersion: 1, nSteps: 2, filteredProbs: [Number.NaN, 0.5, 0.5] }],
    ['a wrong count', { formatVersion: 1, nSteps: -1, filteredProbs: null }],
    ['another version', { formatVersion: 2, nSteps: 0, filteredProbs: null }],
  ])('refuses a state with %s', (_, state) => {
    expect(() => createOnlineFilter(model, { state: state as OnlineFilterState })).toThrow(InvalidJsonError);
  });

  it('refuses initial probabilities that are none', () => {
    expect(() => createOnlineFilter(model, { initialProbs: [1] })).toThrow(DimensionMismatchError);
    expect(() => createOnlineFilter(model, { initialProbs: [0.5, 0.2, 0.2] })).toThrow(InvalidProbabilitiesError);
    expect(() => createOnlineFilter(model, { initialProbs: 'uniform' as never })).toThrow(InvalidOptionError);
  });
});
