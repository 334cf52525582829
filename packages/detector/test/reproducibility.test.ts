import { describe, expect, it } from 'vitest';
import { RegimeDetector, type RegimeModelData, type UncheckedModelData } from '../src/index.ts';
import { naiveFilter } from './support/naive-filter.ts';
import { features, fitToy, market } from './support/fitted-toy.ts';

/** Two ways to add the same 26 numbers; a filter forgets its errors, so they do not grow with time. */
const FILTER_TOLERANCE = 1e-10;

function throughJson(data: RegimeModelData): UncheckedModelData {
  const arrays = Object.entries(data.arrays).map(([name, { shape, data }]) => [
    name,
    { shape, data: Array.from(data) },
  ]);
  return JSON.parse(JSON.stringify({ ...data, arrays: Object.fromEntries(arrays) })) as UncheckedModelData;
}

describe('reproducibility', () => {
  it('fit(features) twice with one seed gives the same bytes', () => {
    expect(fitToy().toModelData()).toEqual(fitToy().toModelData());
  });

  it('fit(features) with another seed does not (so that the test above can fail)', () => {
    const other = new RegimeDetector({ seed: 8, restarts: 4 }).fit(features);
    expect(other.toModelData()).not.toEqual(fitToy().toModelData());
  });

  it.each(['spherical', 'diag', 'tied', 'full'] as const)(
    'fromModelData(toModelData()) predicts the same to the bit with %s covariance, through JSON too',
    (covarianceType) => {
      const detector = new RegimeDetector({ covarianceType, seed: 3, restarts: 2 }).fit(features);
      const again = RegimeDetector.fromModelData(throughJson(detector.toModelData()));
      expect(again.predictRegimes(features)).toEqual(detector.predictRegimes(features));
      expect(again.decodeRegimes(features)).toEqual(detector.decodeRegimes(features));
      expect(again.getStateCharacteristics()).toEqual(detector.getStateCharacteristics());
      expect(again.getFeatureImportance()).toEqual(detector.getFeatureImportance());
      expect(again.getDiagnostics()).toEqual(detector.getDiagnostics());
      expect(again.getTransitionMatrix()).toEqual(detector.getTransitionMatrix());
      expect(again.getStationaryDistribution()).toEqual(detector.getStationaryDistribution());
      expect(again.toModelData()).toEqual(detector.toModelData());
      const state = JSON.parse(JSON.stringify(detector.createOnlineFilter().state()));
      expect(() => again.createOnlineFilter(state)).not.toThrow();
    },
  );

  it('fromModelData(data).fit(features) repeats the fit that it came from', () => {
    const detector = fitToy();
    const again = RegimeDetector.fromModelData(detector.toModelData()).fit(features);
    expect(again.toModelData()).toEqual(detector.toModelData());
  });

  it('predictRegimes(features) equals the filter of the textbook on the stored numbers', () => {
    const detector = fitToy();
    const expected = naiveFilter(detector.toModelData(), market.rows.to2DArray());
    const worst = (rows: number[][]) =>
      Math.max(
        ...detector.predictRegimes(features).map(({ row, probabilities }) => {
          const received = Object.values(probabilities);
          return Math.max(...received.map((value, k) => Math.abs(value - rows[row]![k]!)));
        }),
      );
    expect(worst(expected)).toBeLessThan(FILTER_TOLERANCE);
  });

  it('predictRegimes(features) differs from the textbook filter of a changed model (so that the test above can fail)', () => {
    const detector = fitToy();
    const data = detector.toModelData();
    const A = data.arrays.transition_matrix.data;
    A.set([A[0]! - 1e-3, A[1]! + 1e-3]);
    const changed = naiveFilter(data, market.rows.to2DArray());
    const received = detector.predictRegimes(features);
    const worst = Math.max(
      ...received.map(({ row, probabilities }) => Math.abs(probabilities.risk_on - changed[row]![0]!)),
    );
    expect(worst).toBeGreaterThan(FILTER_TOLERANCE * 1e3);
  });
});
