// A user's own features go through the same door as the nine.
import { describe, expect, it } from 'vitest';
import { createMarketSeries, defineFeature, FeatureCalculator, FeatureSet, namedFeatureSet } from '../src/index.ts';
import { createSyntheticMarket } from '../src/synthetic/index.ts';

const { inputs, regimes } = createSyntheticMarket({ seed: 9, nDays: 200 });
const gold = createMarketSeries(
  'gold',
  regimes.map(({ date }, t) => ({ date, value: t % 50 === 13 ? null : 1000 + t })),
);

const vixChange = defineFeature({
  name: 'vix_change_5d',
  version: 1,
  inputs: ['vix'],
  window: 6,
  unit: 'index points',
  description: 'Change of the VIX over 5 sessions.',
  compute: ({ vix }) => vix.ago(0) - vix.ago(5),
});

const goldAgainstStocks = defineFeature({
  name: 'gold_against_stocks_20d',
  version: 1,
  inputs: ['gold', 'price'],
  window: 21,
  unit: '-',
  description: 'Return of gold over 20 sessions minus that of the index.',
  compute: ({ gold: metal, price }) => metal.ago(0) / metal.ago(20) - price.ago(0) / price.ago(20),
});

const mine = new FeatureSet({
  name: 'mine',
  version: 1,
  definitions: [...namedFeatureSet('vol2').definitions, vixChange, goldAgainstStocks],
});

describe('a feature set of one’s own', () => {
  const calculator = new FeatureCalculator({ featureSet: mine });
  const features = calculator.calculateFeatureHistory({ ...inputs, others: { gold } });

  it('calculateFeatureHistory(inputs) computes it like any other', () => {
    expect(features.featureNames).toEqual([
      'vix_level',
      'realized_vol_20d',
      'vix_change_5d',
      'gold_against_stocks_20d',
    ]);
    expect(features.report.dropped).toEqual([]);
    const today = features.rows - 1;
    expect(features.get(today, 2)).toBe(features.get(today, 0) - features.get(today - 5, 0));
  });

  it('calculateFeatureHistory(inputs) knows a series that nobody described only on the next session', () => {
    const t = 150;
    const row = features.indexOf(regimes[t]!.date);
    const price = inputs.price.values;
    expect(features.get(row, 3)).toBe((1000 + t - 1) / (1000 + t - 21) - price[t]! / price[t - 20]!);
    expect(features.report.series.at(-1)).toMatchObject({ column: 'gold', lagSessions: 1 });
  });

  it('update(state, row) gives the same bits', () => {
    let state = calculator.createState();
    const rows = calculator.sessionRows({ ...inputs, others: { gold } }).flatMap((row) => {
      const update = calculator.update(state, row);
      state = update.state;
      return update.features ? [Array.from(update.features)] : [];
    });
    expect(rows).toEqual(features.to2DArray());
  });

  it('calculateFeatureHistory(inputs) names a missing series by where it is expected', () => {
    expect(() => calculator.calculateFeatureHistory(inputs)).toThrow(
      'inputs.others.gold (for gold_against_stocks_20d)',
    );
  });
});
