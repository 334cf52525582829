import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarketSeries, FeatureCalculator, type FeatureMatrix, type MarketInputs } from '../src/index.ts';
import { createSyntheticMarket } from '../src/synthetic/index.ts';

const SEED = 9;
const RUNS = { seed: SEED, numRuns: 40 };
/** Two roundings of a factor that scales every price. */
const SCALED = 1e-12;

const calculator = new FeatureCalculator({ lookbackDays: 42 });
const market = fc.record({ seed: fc.nat(), nDays: fc.integer({ min: 60, max: 200 }) });

function historyOf(inputs: MarketInputs): FeatureMatrix {
  return calculator.calculateFeatureHistory(inputs);
}

describe(`calculateFeatureHistory(inputs), whatever the market (seed ${SEED})`, () => {
  it('gives finite numbers within their bounds, rows in order, and accounts for every session', () => {
    fc.assert(
      fc.property(market, (options) => {
        const { inputs, regimes } = createSyntheticMarket(options);
        const features = historyOf(inputs);
        expect(features.data.every(Number.isFinite)).toBe(true);
        const within = (name: string, low: number, high: number) =>
          features.column(name).every((value) => value >= low && value <= high);
        expect(within('vix_percentile', 0.5 / 42, 41.5 / 42)).toBe(true);
        expect(within('realized_vol_20d', 0, Infinity)).toBe(true);
        expect(within('return_20d', -1, Infinity)).toBe(true);
        expect(within('drawdown', -1, 0)).toBe(true);
        const { warmUp, dropped } = features.report;
        expect(warmUp.nSessions + features.rows + dropped.length).toBe(regimes.length);
      }),
      RUNS,
    );
  });

  it('does not depend on the level of the index', () => {
    fc.assert(
      fc.property(market, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (options, factor) => {
        const { inputs } = createSyntheticMarket(options);
        const values = inputs.price.values.map((value) => value * factor);
        const scaled = historyOf({
          ...inputs,
          price: createMarketSeries('price', { dates: inputs.price.dates, values }),
        });
        const worst = historyOf(inputs).data.reduce(
          (max, value, i) => Math.max(max, Math.abs(value - scaled.data[i]!)),
          0,
        );
        expect(worst).toBeLessThan(SCALED);
      }),
      RUNS,
    );
  });

  it('ranks the VIX, so an increasing change of it leaves the percentile as it was', () => {
    fc.assert(
      fc.property(market, (options) => {
        const { inputs } = createSyntheticMarket(options);
        const values = inputs.vix.values.map((value) => value * value + 3);
        const changed = historyOf({ ...inputs, vix: createMarketSeries('vix', { dates: inputs.vix.dates, values }) });
        expect(changed.column('vix_percentile')).toEqual(historyOf(inputs).column('vix_percentile'));
      }),
      RUNS,
    );
  });

  it('gives the same row from a history that begins later, once the windows are full', () => {
    fc.assert(
      fc.property(market, fc.integer({ min: 1, max: 10 }), (options, skipped) => {
        const { inputs } = createSyntheticMarket(options);
        const price = createMarketSeries('price', {
          dates: inputs.price.dates.slice(skipped),
          values: inputs.price.values.slice(skipped),
        });
        const later = historyOf({ ...inputs, price });
        const whole = historyOf(inputs).slice({ from: later.dates[0] });
        expect(later.column('drawdown')).toEqual(whole.column('drawdown'));
        expect(later.column('realized_vol_20d')).toEqual(whole.column('realized_vol_20d'));
      }),
      RUNS,
    );
  });
});
