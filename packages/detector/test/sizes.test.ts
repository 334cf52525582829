import { calculateMinSamples } from '@regimekit/hmm-core';
import { describe, expect, it } from 'vitest';
import { InsufficientSamplesError, RegimeDetector, regimeNames, type RegimeDetectorOptions } from '../src/index.ts';
import { createToyMarket, gradedRegimes } from './support/toy-market.ts';

describe('numbers of states and features', () => {
  it.each([
    [1, 1],
    [1, 3],
    [2, 1],
    [2, 4],
    [3, 1],
    [4, 2],
    [5, 2],
    [3, 20],
  ])('fit(features) works with %i states and %i features', (nStates, nFeatures) => {
    const market = createToyMarket(2500, nStates * 100 + nFeatures, gradedRegimes(Math.max(nStates, 2), nFeatures));
    const detector = new RegimeDetector({ nStates, seed: 2, restarts: 3 }).fit(market.rows);
    expect(detector.regimes).toEqual(regimeNames(nStates));
    expect(detector.nFeatures).toBe(nFeatures);
    const { probabilities, confidence } = detector.getPredictionMetadata(market.rows);
    expect(Object.keys(probabilities)).toEqual(regimeNames(nStates));
    expect(Object.values(probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(confidence).toBeLessThanOrEqual(1);
    expect(Object.values(detector.getFeatureImportance()).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(detector.getTransitionMatrix().rows).toBe(nStates);
  });

  it('fit(flat array) is a series of one feature, and so is a prediction of one', () => {
    const market = createToyMarket(800, 5, gradedRegimes(2, 1));
    const series = Array.from(market.rows.data);
    const detector = new RegimeDetector({ nStates: 2, seed: 2, restarts: 3 }).fit(series);
    expect(detector.nFeatures).toBe(1);
    expect(detector.predictRegimes(series)).toHaveLength(800);
    expect(detector.predictRegimes(series)).toEqual(detector.predictRegimes(series.map((value) => [value])));
    expect(detector.getPredictionMetadata([series[0]!]).basis.kind).toBe('stationary');
  });

  it('predictRegime(flat array) is one row where the model has several features', () => {
    const market = createToyMarket(800, 6, gradedRegimes(2, 3));
    const detector = new RegimeDetector({ nStates: 2, seed: 2, restarts: 3 }).fit(market.rows);
    const row = Array.from(market.rows.row(9));
    expect(detector.predictRegimes(row)).toEqual(detector.predictRegimes([row]));
  });
});

describe('the minimum sample size', () => {
  it.each([
    ['spherical', 3, 3],
    ['diag', 3, 3],
    ['diag', 2, 9],
    ['tied', 3, 3],
    ['full', 3, 3],
  ] as const)(
    'fit(features) converges at exactly the minimum for %s with %i states and %i features',
    (covarianceType, nStates, nFeatures) => {
      const minimum = calculateMinSamples(nStates, nFeatures, covarianceType);
      const { rows } = createToyMarket(minimum, 77, gradedRegimes(nStates, nFeatures));
      const detector = new RegimeDetector({ nStates, covarianceType, seed: 4, restarts: 5 }).fit(rows);
      expect(detector.getDiagnostics()).toMatchObject({ converged: true, nSamplesTrained: minimum });
      const oneLess = rows.to2DArray().slice(1);
      expect(() => new RegimeDetector({ nStates, covarianceType }).fit(oneLess)).toThrow(InsufficientSamplesError);
    },
  );
});

describe('transitions that the training never saw', () => {
  // 300 stormy days at the beginning, and never again.
  const [calm, storm] = gradedRegimes(2, 1).map((regime) => createToyMarket(900, 3, [regime]).rows.to2DArray());
  const rows = [...storm!.slice(0, 300), ...calm!];
  const fit = (options: RegimeDetectorOptions) =>
    new RegimeDetector({ nStates: 2, seed: 1, restarts: 4, ...options }).fit(rows);

  const stormyDay = [4];

  it('fit(features) gives a regime that was left for good next to no share, so that a stormy day alone is not believed', () => {
    const detector = fit({});
    expect(detector.getStationaryDistribution().risk_off).toBeLessThan(1e-6);
    expect(detector.getStateCharacteristics().risk_off.shareOfTime).toBeCloseTo(0.25, 2);
    expect(detector.predictRegime([stormyDay])).toBe('risk_on');
  });

  it('fit(features) with priors on the transitions keeps every regime possible', () => {
    const detector = fit({ priors: { transitionMatrix: 1.1 } });
    expect(detector.getStationaryDistribution().risk_off).toBeGreaterThan(1e-3);
    expect(detector.predictRegime([stormyDay])).toBe('risk_off');
    expect(detector.getDiagnostics().converged).toBe(true);
    expect(() => RegimeDetector.fromModelData(detector.toModelData()).fit(rows)).toThrow('priors');
  });
});
