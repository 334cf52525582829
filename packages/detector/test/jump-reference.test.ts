// The numbers of the authors' own package on the Nasdaq 100, all the way from the closes to the regimes.
import { describe, expect, it } from 'vitest';
import { createMarketSeries, FeatureCalculator, type FeatureMatrix } from '@regimekit/features';
import { RegimeDetector, type RegimePrediction } from '../src/index.ts';
import { hasRealMarket, readRealSeries } from './support/real-market.ts';

const TRAINING = { from: '1995-01-03', to: '2010-12-31' };
const TEST = { from: '2011-01-03', to: '2019-12-31' };

const PRINTED = 1e-6;

const printedMeans =
  '0.0006721677 -4.6090150972 0.1960056455 0.0006490308 -4.5114284801 0.0999950503 0.0006195723 -4.4614212464 0.0743274898';
const printedScales =
  '0.0045739416 0.5879190561 0.4590395043 0.002340797 0.4814537032 0.1908876331 0.0014907152 0.4328335764 0.1081179656';

function switchesAndBearDays(predictions: readonly Pick<RegimePrediction, 'regime'>[]): [number, number] {
  const switches = predictions.filter(({ regime }, t) => t > 0 && regime !== predictions[t - 1]!.regime).length;
  return [switches, predictions.filter(({ regime }) => regime === 'risk_off').length];
}

describe.skipIf(!hasRealMarket)(
  "RegimeDetector({ model: 'jump' }) on the Nasdaq 100 (skipped where ../shared/data/market does not exist)",
  () => {
    let known: { training: FeatureMatrix; test: FeatureMatrix } | undefined;
    const spans = () => {
      if (known !== undefined) return known;
      const { dates, values } = readRealSeries('ndx.csv', 'close');
      const price = createMarketSeries('price', { dates, values });
      const features = new FeatureCalculator({ featureSet: 'jump9' }).calculateFeatureHistory({ price });
      known = { training: features.slice(TRAINING), test: features.slice(TEST) };
      return known;
    };
    const fit = (jump: object) => new RegimeDetector({ model: 'jump', seed: 1, jump }).fit(spans().training);

    it('the scaler clips at three standard deviations and has the printed means and standard deviations', () => {
      const { scaler } = fit({}).model;
      const worst = (values: Float64Array, printed: string): number =>
        Math.max(...printed.split(' ').map((value, j) => Math.abs(Number(value) - values[j]!)));
      expect([spans().training.rows, spans().test.rows]).toEqual([4030, 2264]);
      expect(worst(scaler.means, printedMeans)).toBeLessThan(1e-10);
      expect(worst(scaler.scales, printedScales)).toBeLessThan(1e-10);
    });

    it.each([
      ['discrete, penalty 5', { penalty: 5 }, 11255.688128, [68, 1357], [40, 308]],
      ['discrete, penalty 50', {}, 12246.247031, [10, 1037], [6, 139]],
      ['discrete, penalty 100', { penalty: 100 }, 12625.984544, [6, 937], [10, 73]],
      ['continuous, penalty 600', { variant: 'continuous' }, 12247.474524, [10, 1084], [6, 142]],
    ])(
      '%s: objective, hindsight in training, online from the first test day',
      (_, jump, objective, training, online) => {
        const detector = fit(jump);
        expect(detector.getJumpDiagnostics().objective).toBeLessThan(objective + PRINTED);
        expect(switchesAndBearDays(detector.decodeRegimes(spans().training))).toEqual(training);
        expect(switchesAndBearDays(detector.predictRegimes(spans().test))).toEqual(online);
      },
    );

    it('sparse, kappa^2 3: the weights by name', () => {
      const { featureWeights } = fit({ kappaSquared: 3 }).getJumpDiagnostics();
      const kept = Object.entries(featureWeights).filter(([, weight]) => weight > 0);
      expect(kept.map(([name, weight]) => `${name} ${weight.toFixed(6)}`)).toEqual([
        'log_downside_deviation_5d 0.650310',
        'log_downside_deviation_20d 0.793742',
        'log_downside_deviation_60d 0.806661',
        'sortino_60d 0.168583',
      ]);
    });
  },
);
