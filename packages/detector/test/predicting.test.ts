import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  EmptyDataError,
  FeatureDimensionError,
  FeatureSetMismatchError,
  InvalidOptionsError,
  NonFiniteError,
  RegimeDetector,
  type RangeOptions,
} from '../src/index.ts';
import { features, featureSet, fitToy, market } from './support/fitted-toy.ts';
import { toyFeatureSet, toyFeatures } from './support/toy-features.ts';
import { threeRegimeNames } from './support/toy-market.ts';

const detector = fitToy();

describe('predictions', () => {
  it('predictRegime(features) is the last regime of predictRegimes, with the same probabilities', () => {
    const last = detector.predictRegimes(features).at(-1)!;
    expect(detector.predictRegime(features)).toBe(last.regime);
    expect(detector.predictRegimeProbabilities(features)).toEqual(last.probabilities);
    expect(last.confidence).toBe(last.probabilities[last.regime]);
  });

  it('predictRegimes(features) finds the true regimes of a toy market', () => {
    const right = detector
      .predictRegimes(features)
      .filter(({ row, regime }) => regime === detector.regimes[market.truth[row]!]).length;
    expect(right / market.rows.rows).toBeGreaterThan(0.95);
  });

  it('predictRegimes(features, { from, to }) shows a part of what it says without them, to the bit', () => {
    const all = detector.predictRegimes(features);
    const range = { from: market.dates[700]!, to: market.dates[900]! };
    expect(detector.predictRegimes(features, range)).toEqual(all.slice(700, 901));
    expect(detector.predictRegimes(features, { from: 700, to: 900 })).toEqual(all.slice(700, 901));
    expect(detector.predictRegime(features, { to: 900 })).toBe(all[900]!.regime);
    expect(detector.getPredictionMetadata(features, { to: 900 }).probabilities).toEqual(all[900]!.probabilities);
  });

  it('predictRegimes(features) begins every sequence at the stationary distribution and says so', () => {
    const broken = toyFeatures(market.rows, { featureSet, dates: market.dates, lengths: [1000, 500] });
    const predictions = detector.predictRegimes(broken);
    expect(predictions[0]!.basis).toEqual({ kind: 'stationary', rows: 1 });
    expect(predictions[999]!.basis).toEqual({ kind: 'history', rows: 1000 });
    expect(predictions[1000]!.basis).toEqual({ kind: 'stationary', rows: 1 });
    expect(predictions[1499]!.basis).toEqual({ kind: 'history', rows: 500 });
    const alone = detector.predictRegimes(market.rows.to2DArray().slice(1000));
    expect(predictions.slice(1000).map(({ probabilities }) => probabilities)).toEqual(
      alone.map(({ probabilities }) => probabilities),
    );
  });

  it('predictRegimeProbabilities(one row) is Bayes on the stationary distribution', () => {
    const row = Array.from(market.rows.row(1200));
    const metadata = detector.getPredictionMetadata(row);
    expect(metadata.basis).toEqual({ kind: 'stationary', rows: 1 });
    expect(detector.predictRegimes([row])[0]!.probabilities).toEqual(metadata.probabilities);
  });

  it('predictRegimes(features) takes every form of the same numbers', () => {
    const rows = market.rows.to2DArray();
    const expected = detector.predictRegimes(rows);
    expect(detector.predictRegimes(new Matrix(rows))).toEqual(expected);
    expect(detector.predictRegimes(market.rows)).toEqual(expected);
    expect(detector.predictRegimes(rows.map((row) => Float64Array.from(row)))).toEqual(expected);
  });

  it('predictRegimes(features) refuses rows of another width, no rows, and values that are not finite', () => {
    expect(() => detector.predictRegimes([[1, 2]])).toThrow(FeatureDimensionError);
    expect(() => detector.predictRegimes([])).toThrow(EmptyDataError);
    expect(() => detector.predictRegime([20, Infinity, 0])).toThrow(NonFiniteError);
    expect(() => detector.predictRegime([20, Infinity, 0])).toThrow('column realized_vol_20d');
  });

  it('predictRegimes(features of other definitions) names the difference', () => {
    const window = toyFeatures(market.rows, { featureSet: toyFeatureSet(threeRegimeNames, 2) });
    expect(() => detector.predictRegimes(window)).toThrow(FeatureSetMismatchError);
    expect(() => detector.predictRegimes(window)).toThrow('vix_level: window 1 versus 2');
  });

  it('predictRegimes(features, options) refuses an option that it does not know', () => {
    expect(() => detector.predictRegimes(features, { until: 3 } as RangeOptions)).toThrow(InvalidOptionsError);
    expect(() => detector.decodeRegimes(features, { form: 3 } as RangeOptions)).toThrow('Did you mean from?');
  });

  it('predictRegimes(features) stays finite far from everything it was fitted on', () => {
    for (const value of [1e6, -1e6, 1e150, 1e300]) {
      const { probabilities } = detector.predictRegimes([[value, value, value]])[0]!;
      const sum = Object.values(probabilities).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  it('decodeRegimes(features) gives the whole path with its days', () => {
    const path = detector.decodeRegimes(features);
    expect(path).toHaveLength(1500);
    expect(path[3]).toEqual({ row: 3, date: market.dates[3], regime: path[3]!.regime });
    const right = path.filter(({ row, regime }) => regime === detector.regimes[market.truth[row]!]).length;
    expect(right / path.length).toBeGreaterThan(0.97);
  });
});

describe('getPredictionMetadata', () => {
  it('getPredictionMetadata(features) holds all that a log wants', () => {
    const now = new Date('2024-03-01T21:00:00Z');
    const data = detector.toModelData();
    const live = RegimeDetector.fromModelData(data, { modelVersion: '1.2.0', clock: () => now });
    const metadata = live.getPredictionMetadata(features);
    expect(metadata).toEqual({
      date: market.dates[1499],
      regime: live.predictRegime(features),
      confidence: metadata.probabilities[metadata.regime],
      probabilities: live.predictRegimeProbabilities(features),
      basis: { kind: 'history', rows: 1500 },
      modelVersion: '1.2.0',
      nFeatures: 3,
      features: Object.fromEntries(threeRegimeNames.map((name, j) => [name, market.rows.get(1499, j)])),
      timestamp: '2024-03-01T21:00:00.000Z',
    });
  });

  it('getPredictionMetadata(features) has no timestamp without a clock and no version unless told', () => {
    expect(detector.getPredictionMetadata(features)).toMatchObject({ timestamp: null, modelVersion: null });
  });

  it('getPredictionMetadata(features) refuses a clock that tells no time', () => {
    const broken = RegimeDetector.fromModelData(detector.toModelData(), { clock: () => new Date(NaN) });
    expect(() => broken.getPredictionMetadata(features)).toThrow(InvalidOptionsError);
  });
});
