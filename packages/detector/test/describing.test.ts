import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { features, fitToy, market } from './support/fitted-toy.ts';
import { threeRegimeNames, threeRegimes } from './support/toy-market.ts';

const detector = fitToy();

describe('descriptions', () => {
  it('getTransitionMatrix() is a copy in regime order whose rows sum to one', () => {
    const matrix = detector.getTransitionMatrix();
    expect(matrix).toBeInstanceOf(Matrix);
    for (const [k, { stay }] of threeRegimes.entries()) expect(Math.abs(matrix.get(k, k) - stay)).toBeLessThan(0.03);
    for (let i = 0; i < 3; i++) expect(matrix.getRow(i).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    matrix.set(0, 0, 0);
    expect(detector.getTransitionMatrix().get(0, 0)).toBeGreaterThan(0.9);
  });

  it('getStationaryDistribution() is unchanged by a step of the chain', () => {
    const matrix = detector.getTransitionMatrix();
    const pi = Object.values(detector.getStationaryDistribution());
    const next = Matrix.rowVector(pi).mmul(matrix).getRow(0);
    for (const [k, value] of pi.entries()) expect(next[k]).toBeCloseTo(value, 12);
  });

  it('getStateCharacteristics() recovers the units of the toy market', () => {
    const characteristics = detector.getStateCharacteristics();
    expect(Object.keys(characteristics)).toEqual(['risk_on', 'neutral', 'risk_off']);
    const vix = [13, 20, 35];
    for (const [k, regime] of detector.regimes.entries()) {
      const { features: profile, shareOfTime, expectedDuration } = characteristics[regime]!;
      expect(Math.abs(profile['vix_level']!.mean - vix[k]!)).toBeLessThan(1.5);
      expect(profile['vix_level']!.standardDeviation).toBeGreaterThan(1);
      expect(shareOfTime).toBeGreaterThan(0.1);
      expect(expectedDuration).toBeGreaterThan(10);
    }
    const shares = Object.values(characteristics).map(({ shareOfTime }) => shareOfTime);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('getFeatureImportance() sums to one and puts volatility before the return', () => {
    const importance = detector.getFeatureImportance();
    expect(Object.keys(importance)).toEqual([...threeRegimeNames]);
    expect(Object.values(importance).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(importance['vix_level']).toBeGreaterThan(importance['return_20d']!);
  });

  it('getDiagnostics() tells how the fit went', () => {
    const diagnostics = detector.getDiagnostics();
    expect(diagnostics).toMatchObject({
      converged: true,
      stopReason: 'tolerance',
      nSamplesTrained: 1500,
      nFeatures: 3,
      nStates: 3,
      nParameters: 26,
    });
    expect(diagnostics.restarts).toHaveLength(4);
    expect(diagnostics.restarts[diagnostics.bestRestart]!.logLikelihood).toBeCloseTo(diagnostics.logLikelihood, 8);
    expect(diagnostics.restartsAtOptimum).toBeGreaterThanOrEqual(1);
    expect(diagnostics.nIterations).toBeGreaterThan(1);
    const matrix = detector.getTransitionMatrix();
    expect(diagnostics.statePersistence).toBeCloseTo((matrix.get(0, 0) + matrix.get(1, 1) + matrix.get(2, 2)) / 3, 14);
  });

  it('getDiagnostics() gives the log-likelihood in standardised and in feature units', () => {
    const { logLikelihood, logLikelihoodInFeatureUnits } = detector.getDiagnostics();
    const jacobian = detector.model.scaler.scales.reduce((sum, scale) => sum + Math.log(scale), 0);
    expect(logLikelihoodInFeatureUnits).toBeCloseTo(logLikelihood - 1500 * jacobian, 6);
  });

  it('getRegimeOutlook(features) says since when and what comes', () => {
    const outlook = detector.getRegimeOutlook(features);
    const predictions = detector.predictRegimes(features);
    expect(outlook.since).toBe(market.dates[1500 - outlook.lasted]);
    expect(predictions.slice(-outlook.lasted).every(({ regime }) => regime === outlook.regime)).toBe(true);
    expect(predictions.at(-outlook.lasted - 1)?.regime).not.toBe(outlook.regime);
    expect(outlook.horizons.map(({ days }) => days)).toEqual([5, 20]);
    expect(detector.getRegimeOutlook(features, { horizons: [1], to: 10 }).horizons).toHaveLength(1);
  });

  it('getFeatureEvidence(features) ranks the features of the last row', () => {
    const evidence = detector.getFeatureEvidence(features);
    expect(evidence.map(({ name }) => name).toSorted()).toEqual([...threeRegimeNames].toSorted());
    expect(evidence[0]!.evidence).toBeGreaterThanOrEqual(evidence[2]!.evidence);
  });
});
