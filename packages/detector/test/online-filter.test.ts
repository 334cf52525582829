import { describe, expect, it } from 'vitest';
import {
  FeatureDimensionError,
  NonFiniteError,
  OnlineStateError,
  RegimeDetector,
  type OnlineRegimeState,
} from '../src/index.ts';
import { features, fitToy, market } from './support/fitted-toy.ts';

const detector = fitToy();

describe('createOnlineFilter', () => {
  it('createOnlineFilter().update(row) agrees with predictRegimes to the bit, through JSON too', () => {
    const expected = detector.predictRegimes(features);
    let filter = detector.createOnlineFilter();
    for (const [t, prediction] of expected.entries()) {
      expect(filter.update(features.row(t), { date: market.dates[t] })).toEqual(prediction);
      if (t % 97 === 0) filter = detector.createOnlineFilter(JSON.parse(JSON.stringify(filter.state())));
    }
  });

  it('createOnlineFilter().update(row, { startsSequence }) begins again', () => {
    const filter = detector.createOnlineFilter();
    filter.update(features.row(0));
    const again = filter.update(features.row(1), { startsSequence: true });
    expect(again.basis).toEqual({ kind: 'stationary', rows: 1 });
    expect(again.probabilities).toEqual(detector.predictRegimeProbabilities(features.row(1)));
    expect(again.row).toBe(1);
  });

  it('createOnlineFilter().update(bad row) leaves the filter as it was', () => {
    const filter = detector.createOnlineFilter();
    filter.update(features.row(0));
    const before = filter.state();
    expect(() => filter.update([1, 2], { startsSequence: true })).toThrow(FeatureDimensionError);
    expect(() => filter.update([1, NaN, 2])).toThrow(NonFiniteError);
    expect(filter.state()).toEqual(before);
  });

  it('createOnlineFilter().reset() forgets everything', () => {
    const filter = detector.createOnlineFilter();
    const first = filter.update(features.row(0));
    filter.update(features.row(1));
    filter.reset();
    expect(filter.update(features.row(0))).toEqual(first);
  });

  it('createOnlineFilter(state of another model) throws OnlineStateError', () => {
    const other = new RegimeDetector({ seed: 7, restarts: 1, nStates: 2 }).fit(features);
    const state = other.createOnlineFilter().state();
    expect(() => detector.createOnlineFilter(state)).toThrow(OnlineStateError);
  });

  it.each([null, {}, { rows: -1 }, 'state'])('createOnlineFilter(%o) throws OnlineStateError', (broken) => {
    const { modelFingerprint } = detector.createOnlineFilter().state();
    const state = typeof broken === 'object' && broken !== null ? { modelFingerprint, ...broken } : broken;
    expect(() => detector.createOnlineFilter(state as OnlineRegimeState)).toThrow(OnlineStateError);
  });

  it('createOnlineFilter() a hundred times, interleaved, agrees with the batch to the bit', () => {
    const expected = detector.predictRegimes(features);
    // Filter i begins at row i, so that no two of them are ever in the same place.
    const filters = Array.from({ length: 100 }, () => detector.createOnlineFilter());
    const alone = filters.map((_, i) => detector.predictRegimes(features.slice({ from: market.dates[i]! })));
    for (let t = 0; t < 300; t++) {
      for (const [i, filter] of filters.entries()) {
        const { probabilities } = filter.update(features.row(i + t));
        expect(probabilities).toEqual(alone[i]![t]!.probabilities);
      }
    }
    expect(alone[0]).toEqual(expected);
  });
});
