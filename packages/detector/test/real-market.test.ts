import { beforeAll, describe, expect, it } from 'vitest';
import { RegimeDetector, type Regime, type RegimePrediction } from '../src/index.ts';
import { hasRealMarket, realFeatures } from './support/real-market.ts';
import type { FeatureMatrix } from '@regimekit/features';

/** Relative to the log-likelihood; two optima of this data that differ least lie 2.5e-6 apart. */
const SAME_OPTIMUM = 1e-6;

/** Share of the days from `from` to `to` that have the regime. */
function share(predictions: readonly RegimePrediction[], regime: Regime, from: string, to: string): number {
  const days = predictions.filter(({ date }) => date! >= from && date! <= to);
  return days.filter((prediction) => prediction.regime === regime).length / days.length;
}

describe.skipIf(!hasRealMarket)('the real market, 1997 to 2014 (skipped where ../shared does not exist)', () => {
  let features: FeatureMatrix;
  beforeAll(() => {
    features = realFeatures();
  });

  it.each(['diag', 'full'] as const)(
    'predictRegimes(features) with %s covariance is risk_off in autumn 2008 and risk_on in 2017',
    (covarianceType) => {
      const training = features.slice({ from: '1997-01-01', to: '2014-12-31' });
      const detector = new RegimeDetector({ covarianceType, seed: 42 }).fit(training);
      const predictions = detector.predictRegimes(features, { to: '2019-12-31' });
      expect(detector.getDiagnostics().converged).toBe(true);
      expect(share(predictions, 'risk_off', '2008-09-15', '2008-12-31')).toBeGreaterThan(0.5);
      expect(share(predictions, 'risk_on', '2017-01-01', '2017-12-31')).toBeGreaterThan(0.5);
      expect(detector.predictRegimes(features, { from: '2008-09-15', to: '2008-12-31' })).toEqual(
        predictions.filter(({ date }) => date! >= '2008-09-15' && date! <= '2008-12-31'),
      );
    },
    600_000,
  );

  it('fit(features) with diag covariance reaches the same optimum from each of twenty seeds, and one start does not', () => {
    const training = features.slice({ from: '1997-01-01', to: '2014-12-31' });
    const optima = (restarts?: number) =>
      Array.from(
        { length: 20 },
        (_, seed) => new RegimeDetector({ seed, restarts }).fit(training).getDiagnostics().logLikelihood,
      );
    const spread = (values: number[]) => (Math.max(...values) - Math.min(...values)) / Math.abs(Math.max(...values));
    expect(spread(optima())).toBeLessThan(SAME_OPTIMUM);
    expect(spread(optima(1))).toBeGreaterThan(SAME_OPTIMUM);
  }, 600_000);
});
