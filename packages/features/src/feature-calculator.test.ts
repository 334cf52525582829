import { describe, expect, it } from 'vitest';
import { isoDate } from './dates.ts';
import { defineFeature, type FeatureDefinition } from './definitions/feature-definition.ts';
import {
  FeatureComputationError,
  FeatureWindowError,
  InvalidOptionError,
  InvalidSeriesValueError,
  MissingSeriesError,
  NotEnoughHistoryError,
  UnknownFeatureSetError,
} from './errors.ts';
import { FeatureCalculator } from './feature-calculator.ts';
import { FeatureSet, regimeFeatureSet } from './feature-set.ts';
import type { MarketInputs } from './market-inputs.ts';
import { createMarketSeries, type MarketSeries } from './market-series.ts';
import { createSyntheticMarket } from './synthetic/index.ts';

/** Consecutive days, weekends included: the calendar does not matter here. */
const days = Array.from({ length: 120 }, (_, i) => isoDate(19_000 + i));

function series(name: string, value: (t: number) => number | null, length = days.length): MarketSeries {
  return createMarketSeries(
    name,
    days.slice(0, length).map((date, t) => ({ date, value: value(t) })),
  );
}

function setOf(...definitions: FeatureDefinition[]): FeatureSet {
  return new FeatureSet({ name: 'test', version: 1, definitions });
}

const price = series('price', (t) => 100 + t);
const common = { version: 1, unit: '-', description: '-' } as const;

describe('new FeatureCalculator(options)', () => {
  it('takes regime9 over 252 days by default, a set by name with its lookback, or a set', () => {
    expect(new FeatureCalculator().featureSet.fingerprint()).toBe(regimeFeatureSet().fingerprint());
    expect(new FeatureCalculator({ lookbackDays: 63 }).featureSet.fingerprint()).toBe(
      regimeFeatureSet({ lookbackDays: 63 }).fingerprint(),
    );
    expect(new FeatureCalculator({ featureSet: 'vol2' }).featureNames()).toEqual(['vix_level', 'realized_vol_20d']);
    const own = regimeFeatureSet({ lookbackDays: 100 });
    expect(new FeatureCalculator({ featureSet: own }).featureSet).toBe(own);
  });

  it('throws for a lookback out of range, a lookback beside a set, an unknown set and bad alignment', () => {
    expect(() => new FeatureCalculator({ lookbackDays: 5 })).toThrow(InvalidOptionError);
    expect(() => new FeatureCalculator({ lookbackDays: 63, featureSet: regimeFeatureSet() })).toThrow(
      InvalidOptionError,
    );
    expect(() => new FeatureCalculator({ featureSet: 'all' as 'vol2' })).toThrow(UnknownFeatureSetError);
    expect(() => new FeatureCalculator({ alignment: { maxCarryDays: Number.NaN } })).toThrow(InvalidOptionError);
  });
});

describe('calculateFeatureHistory(inputs)', () => {
  it('gives no partial windows: the first row is the first day on which every window is full', () => {
    const { inputs, regimes } = createSyntheticMarket({ seed: 1, nDays: 300 });
    const features = new FeatureCalculator().calculateFeatureHistory(inputs);
    expect(features.dates[0]).toBe(regimes[251]!.date); // the 252nd session
    expect(features.report.warmUp).toMatchObject({ nSessions: 251, from: regimes[0]!.date, to: regimes[250]!.date });
    expect(features.report.warmUp.firstValueOn).toMatchObject({
      vix_level: regimes[0]!.date,
      return_20d: regimes[20]!.date,
      hy_spread: regimes[1]!.date,
      hy_spread_change_20d: regimes[21]!.date,
    });
    expect(features.report.dropped).toEqual([]);
    expect(features.featureSet.fingerprint).toBe(regimeFeatureSet().fingerprint());
  });

  it('needs only the series that the set reads', () => {
    const vix = series('vix', () => 15);
    const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory({ price, vix });
    expect(features.dates[0]).toBe(days[20]);
    expect(features.report.series.map(({ column }) => column)).toEqual(['price', 'vix']);
  });

  it('throws MissingSeriesError naming every missing series and the features that read it', () => {
    const calculate = () => new FeatureCalculator().calculateFeatureHistory({ price, treasury: { tenYear: price } });
    expect(calculate).toThrow(MissingSeriesError);
    expect(calculate).toThrow(
      'The feature set regime9 reads series that were not given: inputs.vix (for vix_level, vix_percentile); ' +
        'inputs.treasury.twoYear (for yield_curve_slope, yield_curve_change_20d); ' +
        'inputs.hySpread (for hy_spread, hy_spread_change_20d).',
    );
    const noPrice = { vix: price } as unknown as MarketInputs;
    const onlyVix = setOf(defineFeature({ ...common, name: 'x', inputs: ['vix'], window: 1, compute: () => 1 }));
    expect(() => new FeatureCalculator({ featureSet: onlyVix }).calculateFeatureHistory(noPrice)).toThrow(
      'for the calendar',
    );
  });

  it('throws NotEnoughHistoryError saying how much each feature needs and got', () => {
    const { inputs } = createSyntheticMarket({ seed: 1, nDays: 100 });
    const calculate = () => new FeatureCalculator().calculateFeatureHistory(inputs);
    expect(calculate).toThrow(NotEnoughHistoryError);
    expect(calculate).toThrow('needs 252 sessions at the least (100 sessions from 2004-01-02 to');
    expect(calculate).toThrow('drawdown needs 252 rows of price, received 100');
    const empty = { price: series('price', () => null), vix: price };
    expect(() => new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory(empty)).toThrow('(no session)');
  });

  it('throws NotEnoughHistoryError with the first days when every feature has values but never all at once', () => {
    const early = series('vix', (t) => (t < 10 ? 15 : null));
    const calculate = () =>
      new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory({ price, vix: early });
    expect(calculate).toThrow(`vix_level begins ${days[0]}; realized_vol_20d begins ${days[20]}`);
  });

  it('drops days on which an input is missing, names the features, and begins a new sequence after a long hole', () => {
    const vix = series('vix', (t) => (t >= 40 && t < 50 ? null : 15)); // 3 sessions are carried, 7 dropped
    const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory({ price, vix });
    expect(features.lengths).toEqual([23, 70]);
    expect(features.report.dropped.map(({ date }) => date)).toEqual(days.slice(43, 50));
    expect(features.report.dropped[0]!.causes).toEqual([
      { series: 'vix', reason: 'too_old', features: ['vix_level'], lastValueOn: days[39] },
    ]);
    expect(features.report.gaps).toMatchObject([{ after: days[42], before: days[50], nSessions: 7, calendarDays: 8 }]);
    expect(features.report.carried.map(({ date }) => date)).toEqual(days.slice(40, 43));
    // Returns need closes alone, so the realized volatility goes on as if nothing had happened.
    const whole = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory({ price, vix: price });
    expect(features.get(features.indexOf(days[50]!), 1)).toBe(whole.get(whole.indexOf(days[50]!), 1));
  });

  it('reports the last days, on which a series has already ended, as dropped', () => {
    const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory({
      price,
      vix: series('vix', () => 15, 100),
    });
    expect(features.dates.at(-1)).toBe(days[102]);
    expect(features.report.dropped).toHaveLength(17);
    expect(features.report.dropped.at(-1)!.causes[0]).toMatchObject({ reason: 'after_last', lastValueOn: days[99] });
    expect(features.report.gaps).toEqual([]);
  });

  it('drops the days whose window reaches back into a hole, where a feature reads that far', () => {
    const hySpread = series('hy', (t) => (t >= 60 && t < 65 ? null : 4 + t / 100)); // two sessions beyond the carry
    const change = new FeatureCalculator({
      featureSet: setOf(regimeFeatureSet().definitions.find(({ name }) => name === 'hy_spread_change_20d')!),
    }).calculateFeatureHistory({ price, hySpread });
    const [first, second, ...echo] = change.report.dropped;
    expect([first!.date, second!.date]).toEqual([days[64], days[65]]);
    expect(echo.map(({ date }) => date)).toEqual([days[84], days[85]]); // 20 sessions later
    expect(echo[0]!.causes).toEqual([{ series: 'hy_spread', reason: 'window', features: ['hy_spread_change_20d'] }]);
    expect(change.lengths).toEqual([change.rows]);
  });

  it('lets vix_percentile count closes, so that a hole shortens nothing', () => {
    const vix = series('vix', (t) => (t >= 60 && t < 90 ? null : t));
    const percentile = regimeFeatureSet({ lookbackDays: 21 }).definitions[1]!;
    const features = new FeatureCalculator({
      featureSet: setOf(percentile),
      alignment: { maxCarryDays: 0 },
    }).calculateFeatureHistory({ price, vix });
    const afterHole = features.indexOf(days[90]!);
    expect(features.dates[afterHole - 1]).toBe(days[59]);
    expect(features.get(afterHole, 0)).toBe(20.5 / 21);
  });

  it('rejects a window with a hole unless the definition says otherwise', () => {
    const vix = series('vix', (t) => (t === 50 ? null : t));
    const define = (missing?: FeatureDefinition['missing']) =>
      setOf(
        defineFeature({
          ...common,
          name: 'x',
          inputs: ['vix'],
          window: 3,
          ...(missing === undefined ? {} : { missing }),
          compute: (inputs) => inputs.vix.ago(0) - inputs.vix.ago(2),
        }),
      );
    const droppedOf = (missing?: FeatureDefinition['missing']) =>
      new FeatureCalculator({ featureSet: define(missing), alignment: { maxCarryDays: 0 } })
        .calculateFeatureHistory({ price, vix })
        .report.dropped.map(({ date }) => date);
    expect(droppedOf()).toEqual([days[50], days[51], days[52]]);
    expect(droppedOf('skip')).toEqual([days[50]]);
    expect(droppedOf('pass')).toEqual([days[50], days[52]]);
  });

  it('does not let a window that passes holes reach back before the first value', () => {
    const known = defineFeature({
      ...common,
      name: 'known',
      inputs: ['vix'],
      window: 5,
      missing: 'pass',
      compute: ({ vix }) => vix.toArray().filter((value) => !Number.isNaN(value)).length,
    });
    const vix = series('vix', (t) => (t < 30 || t === 36 ? null : t));
    const features = new FeatureCalculator({
      featureSet: setOf(known),
      alignment: { maxCarryDays: 0 },
    }).calculateFeatureHistory({ price, vix });
    expect(features.dates[0]).toBe(days[34]);
    expect(Array.from(features.column('known').slice(0, 8))).toEqual([5, 5, 4, 4, 4, 4, 4, 5]);
  });

  it('throws FeatureComputationError for NaN or an infinity out of a full window, with the window', () => {
    const inverse = defineFeature({
      ...common,
      name: 'inverse',
      inputs: ['vix'],
      window: 2,
      compute: ({ vix }) => 1 / vix.ago(0),
    });
    const vix = series('vix', (t) => (t === 7 ? 0 : 10));
    const calculate = () =>
      new FeatureCalculator({ featureSet: setOf(inverse) }).calculateFeatureHistory({ price, vix });
    expect(calculate).toThrow(FeatureComputationError);
    expect(calculate).toThrow(`inverse gave Infinity on ${days[7]}`);
    const details = { feature: 'inverse', date: days[7], window: { vix: [10, 0] } };
    expect(calculate).toThrow(
      expect.objectContaining({ details: expect.objectContaining(details) as unknown }) as Error,
    );
  });

  it('throws FeatureWindowError for a feature that reads beyond its window or keeps state', () => {
    const tooFar = defineFeature({
      ...common,
      name: 'too_far',
      inputs: ['price'],
      window: 2,
      compute: (inputs) => inputs.price.data[Math.max(0, inputs.price.start - 1)]!,
    });
    let calls = 0;
    const counting = defineFeature({
      ...common,
      name: 'counting',
      inputs: ['price'],
      window: 1,
      compute: () => (calls += 1),
    });
    for (const definition of [tooFar, counting]) {
      const calculator = new FeatureCalculator({ featureSet: setOf(definition) });
      expect(() => calculator.calculateFeatureHistory({ price })).toThrow(FeatureWindowError);
    }
  });

  it('throws what createMarketSeries throws for a series made by hand', () => {
    const handMade = { name: 'price', dates: [...days], values: Float64Array.from(days, () => Infinity) };
    expect(() =>
      new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory({ price: handMade, vix: price }),
    ).toThrow(InvalidSeriesValueError);
  });
});
