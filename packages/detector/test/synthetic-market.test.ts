import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { describe, expect, it } from 'vitest';
import { RegimeDetector, type RegimePrediction } from '../src/index.ts';

const TRAINING_END = '2016-12-31';

const market = createSyntheticMarket({ seed: 42 });
const features = new FeatureCalculator().calculateFeatureHistory(market.inputs);
const training = features.slice({ to: TRAINING_END });
const detector = new RegimeDetector().fit(training);
const predictions = detector.predictRegimes(features);

function agreement(days: readonly RegimePrediction[], regimes = market.regimes): number {
  const truth = new Map(regimes.map(({ date, regime }) => [date, regime]));
  return days.filter(({ date, regime }) => truth.get(date!) === regime).length / days.length;
}

describe('the synthetic market', () => {
  it('fit(features) converges on the nine regime features and names them by stress', () => {
    expect(detector.getDiagnostics()).toMatchObject({ converged: true, nFeatures: 9, nParameters: 62 });
    expect(detector.model.labelRule).toEqual({
      kind: 'stress',
      features: ['vix_level', 'realized_vol_20d', 'hy_spread'],
    });
    expect(detector.model.training).toMatchObject({ rows: training.rows, to: training.dates.at(-1) });
    expect(detector.model.featureSet).toMatchObject({ name: 'regime9', version: 1 });
  });

  it('predictRegimes(features) finds most of the true regimes, after the training too, and most of the crises', () => {
    const crises = new Set(market.regimes.filter(({ regime }) => regime === 'risk_off').map(({ date }) => date));
    expect(agreement(predictions)).toBeGreaterThan(0.8);
    expect(agreement(predictions.filter(({ date }) => date! > TRAINING_END))).toBeGreaterThan(0.75);
    expect(agreement(predictions.filter(({ date }) => crises.has(date!)))).toBeGreaterThan(0.8);
  });

  it('predictRegimes(features) does not find the regimes of another market (so that the test above can fail)', () => {
    expect(agreement(predictions, createSyntheticMarket({ seed: 1 }).regimes)).toBeLessThan(0.65);
  });

  it('getTransitionMatrix() has a dominant diagonal, and the regimes do change', () => {
    const matrix = detector.getTransitionMatrix().to2DArray();
    for (const [k, row] of matrix.entries()) {
      expect(row[k]).toBeGreaterThan(0.9);
      expect(row[k]).toBeLessThan(1);
    }
    expect(new Set(predictions.map(({ regime }) => regime)).size).toBe(3);
  });

  it('predictRegimes(features of another lookback) is refused', () => {
    const other = new FeatureCalculator({ lookbackDays: 126 }).calculateFeatureHistory(market.inputs);
    expect(() => detector.predictRegimes(other)).toThrow('window 252 versus 126');
  });

  it('getRegimeOutlook(features) and getFeatureEvidence(features) speak of the last day', () => {
    const last = predictions.at(-1)!;
    expect(detector.getRegimeOutlook(features)).toMatchObject({ regime: last.regime, confidence: last.confidence });
    expect(detector.getFeatureEvidence(features).map(({ name }) => name)).toContain('vix_level');
  });
});
