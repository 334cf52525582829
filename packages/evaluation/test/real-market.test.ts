// On the vendors' files: causality, and strategies against numbers that are computed in another way.
import { RegimeDetector } from '@regimekit/detector';
import { FeatureCalculator, featureSetNames } from '@regimekit/features';
import { MatrixView } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { constantMix, proveCausality, returnsFromCloses, runStrategy, summarise, zeroOne } from '../src/index.ts';
import { hasRealMarket, readSeries, realInputs } from './support/real-market.ts';

describe.skipIf(!hasRealMarket)('the real market (skipped where ../shared/data/market does not exist)', () => {
  it('buy and hold of the S&P 500 from 1990 to 2019 has the numbers that its closes give by themselves', () => {
    const { dates, values } = readSeries('spx.csv', 'close');
    // From the last close of 1989 on.
    const first = dates.findIndex((date) => date >= '1990-01-01') - 1;
    const days = dates.slice(first);
    const closes = values.subarray(first);
    const market = returnsFromCloses(days, { equity: closes }, new Float64Array(days.length));
    const result = runStrategy(constantMix(days, 1), market, { delay: 0 });
    const { metrics } = summarise(result.returns);
    expect(result.dates[0]).toBe('1990-01-02');
    expect(result.dates.at(-1)).toBe('2019-12-31');
    const n = days.length - 1;
    expect(metrics.cagr).toBeCloseTo((closes.at(-1)! / closes[0]!) ** (252 / n) - 1, 12);
    let [sum, squares, high, fall] = [0, 0, closes[0]!, 0];
    for (let t = 1; t <= n; t++) {
      const r = closes[t]! / closes[t - 1]! - 1;
      sum += r;
      squares += r * r;
      high = Math.max(high, closes[t]!);
      fall = Math.min(fall, closes[t]! / high - 1);
    }
    expect(metrics.volatility).toBeCloseTo(Math.sqrt((252 * (squares - (sum * sum) / n)) / (n - 1)), 12);
    expect(metrics.maxDrawdown).toBeCloseTo(fall, 12);
    // What everyone knows of these years.
    expect(metrics.cagr).toBeCloseTo(0.0763, 2);
    expect(fall).toBeCloseTo(-0.568, 3);
  });

  it('the online labels of the published jump model drive 0/1, and its returns are those computed by hand', () => {
    const price = readSeries('ndx.csv', 'close');
    const features = new FeatureCalculator({ featureSet: 'jump9' }).calculateFeatureHistory({ price });
    const detector = new RegimeDetector({ model: 'jump', nStates: 2, clip: 3, jump: { penalty: 50 }, restarts: 30 });
    detector.fit(features.slice({ from: '1995-01-03', to: '2010-12-31' }));
    const test = features.slice({ from: '2011-01-03', to: '2019-12-31' });
    const labels = detector.predictRegimes(test).map(({ regime }) => (regime === 'risk_off' ? 1 : 0));
    const switches = labels.filter((label, t) => t > 0 && label !== labels[t - 1]).length;
    // The published figures: 6 switches and 139 bear days.
    expect([switches, labels.reduce((sum: number, label) => sum + label, 0)]).toEqual([6, 139]);
    const probs = MatrixView.from(labels.map((label) => [1 - label, label]));
    const signals = { dates: test.dates, regimes: ['risk_on', 'risk_off'], probs, fold: new Int32Array(labels.length) };
    const from = price.dates.indexOf(test.dates[0]!);
    const market = returnsFromCloses(
      price.dates.slice(from),
      { equity: price.values.subarray(from) },
      new Float64Array(price.dates.length - from),
    );
    const result = runStrategy(zeroOne(signals), market, { delay: 1, costBps: 10 });
    // Twenty days around the first switch: the label of the day before yesterday's close, and the cost on the day of a trade.
    const change = labels.findIndex((label, t) => t > 0 && label !== labels[t - 1]);
    for (let t = change - 8; t < change + 12; t++) {
      const [now, before] = [1 - labels[t - 2]!, 1 - labels[t - 3]!];
      const r = price.values[from + t]! / price.values[from + t - 1]! - 1;
      const cost = now === before ? 0 : 0.001;
      expect(result.dates[t - 2]).toBe(market.dates[t]);
      expect(result.returns[t - 2]).toBeCloseTo((1 - cost) * (1 + now * r) - 1, 14);
    }
    expect(result.costs.filter((cost) => cost > 0)).toHaveLength(6 + 1);
  });

  it.each(featureSetNames)(
    'nothing moves to the bit when the future of a day is scrambled, for the set %s',
    async (set) => {
      await using pool = createWorkerPool({ size: 2 });
      const proof = await proveCausality(
        {
          inputs: realInputs(),
          calculator: new FeatureCalculator({ featureSet: set }),
          recipe: { windowDays: 2520, refitEvery: 504, detector: { seed: 1, restarts: 2 } },
          days: set === 'regime9' ? 3 : 1,
          seed: 7,
        },
        { executor: pool },
      );
      expect(proof.checks.filter(({ moved }) => moved > 0)).toEqual([]);
      expect(proof.control.hindsightLabels.moved).toBeGreaterThan(0);
      expect(proof.control.fittedOnAll.moved).toBeGreaterThan(0);
      expect(proof.holds).toBe(true);
    },
  );
});
