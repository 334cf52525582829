import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createMarketSeries,
  FeatureCalculator,
  FeatureStateError,
  NotEnoughHistoryError,
  type FeatureMatrix,
  type FeatureState,
  type MarketInputs,
} from '../src/index.ts';
import { createSyntheticMarket } from '../src/synthetic/index.ts';
import { naiveJumpFeatures } from './support/naive-jump-features.ts';

/** Running sums against sums from the beginning; the largest values are logarithms of about -5. */
const TOLERANCE = 1e-11;

/** Rows that the longest half-life waits for: 60 returns. */
const WARM_UP = 60;

const calculator = new FeatureCalculator({ featureSet: 'jump9' });

/** The largest difference of any value from the naive twin. */
function worstDifference(
  features: FeatureMatrix,
  closes: readonly number[],
  naive = naiveJumpFeatures(closes),
): number {
  const first = naive.length - features.rows;
  return features.data.reduce((worst, value, i) => {
    return Math.max(worst, Math.abs(value - naive[first + Math.floor(i / 9)]![i % 9]!));
  }, 0);
}

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function priced(values: readonly number[]): MarketInputs {
  const dates = createSyntheticMarket({ nDays: values.length }).inputs.price.dates;
  return { price: createMarketSeries('price', { dates, values: Float64Array.from(values) }) };
}

describe("calculateFeatureHistory(inputs) of 'jump9'", () => {
  const { inputs } = createSyntheticMarket({ seed: 8, nDays: 700 });
  const closes = Array.from(inputs.price.values);
  const features = calculator.calculateFeatureHistory(inputs);

  it('agrees with the definitions written down naively', () => {
    expect(features.rows).toBe(700 - WARM_UP);
    expect(worstDifference(features, closes)).toBeLessThan(TOLERANCE);
  });

  it('disagrees with a twin that forgets the oldest return, so the comparison can fail', () => {
    expect(worstDifference(features, closes, naiveJumpFeatures(closes.slice(1)).slice(1))).toBeGreaterThan(TOLERANCE);
  });

  it('reads the price alone', () => {
    expect(calculator.calculateFeatureHistory({ price: inputs.price }).data).toEqual(features.data);
  });

  it('is causal: a future of nonsense changes no value up to then, to the bit', () => {
    const values = inputs.price.values.map((value, t) => (t > 400 ? 1 + ((t * 7919) % 1000) : value));
    const scrambled = calculator.calculateFeatureHistory(priced([...values]));
    const until = (400 - WARM_UP + 1) * 9;
    expect(scrambled.data.slice(0, until)).toEqual(features.data.slice(0, until));
    expect(scrambled.data.slice(until)).not.toEqual(features.data.slice(until));
  });

  it('equals update(state, row) to the bit, the state through JSON', () => {
    let state: FeatureState = calculator.createState();
    const rows: number[][] = [];
    for (const row of calculator.sessionRows(inputs)) {
      const update = calculator.update(throughJson(state), row);
      state = update.state;
      if (update.kind === 'row') rows.push([...update.features!]);
    }
    expect(rows).toEqual(features.to2DArray());
  });

  it('has no row before the first fall of the price, whose logarithm it would need', () => {
    const rising = Array.from({ length: 100 }, (_, t) => 100 + t);
    const fallsOnce = [...rising, 150, 151, 152];
    expect(calculator.calculateFeatureHistory(priced(fallsOnce)).rows).toBe(3);
    expect(() => calculator.calculateFeatureHistory(priced(rising))).toThrow(NotEnoughHistoryError);
    expect(() => calculator.calculateFeatureHistory(priced(rising))).toThrow(
      'log_downside_deviation_5d waits for a first day on which the price falls',
    );
    expect(() => calculator.calculateFeatureHistory(priced(rising.slice(0, 40)))).toThrow(
      'needs 61 rows of price, received 40',
    );
  });

  it('refuses a state whose memory is missing or of another size', () => {
    const state = calculator.createState(inputs);
    const row = { date: '2999-01-04', values: { price: 1 } };
    const without = throughJson({ ...state, carried: undefined });
    expect(() => calculator.update(without as FeatureState, row)).toThrow(FeatureStateError);
    const short = throughJson({ ...state, carried: { ...state.carried, ew_return_5d: [1, 2] } });
    expect(() => calculator.update(short, row)).toThrow('does not hold the 3 numbers that ew_return_5d carries');
  });

  it('leaves the states of other sets without a memory', () => {
    expect(new FeatureCalculator({ featureSet: 'vol2' }).createState(inputs)).not.toHaveProperty('carried');
  });
});

const ndx = new URL('../../../../shared/data/market/ndx.csv', import.meta.url);

describe.skipIf(!existsSync(ndx))(
  "'jump9' of the Nasdaq 100 (skipped where ../shared/data/market does not exist)",
  () => {
    it.each([
      [
        '1995-01-03',
        '-0.0003412331719 -4.8734269049 -0.0446224751 0.0000358646448 -4.8926913578 0.0047811833 0.0002545472925 -4.9229592111 0.0349769956',
      ],
      [
        '2019-12-31',
        '0.0018218445020 -5.8890177771 0.6577778285 0.0017643878550 -5.4779904239 0.4223330538 0.0012075110157 -5.0166346734 0.1822165660',
      ],
    ])('of %s are those of the reference to the printed digits', (date, printed) => {
      const rows = readFileSync(ndx, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
      const price = createMarketSeries(
        'price',
        rows.map(([day, close]) => ({ date: day!, value: Number(close) })),
      );
      const features = calculator.calculateFeatureHistory({ price });
      const row = Array.from(features.row(features.indexOf(date)));
      // Half a unit of the last digit that the reference gives: ten significant ones for returns, ten decimals for the rest.
      // Its sortino_60 of 2019-12-31 reads 0.1822165620; the quotient of the two numbers beside it is 0.1822165660.
      for (const [j, value] of printed.split(' ').map(Number).entries()) {
        expect(Math.abs(row[j]! - value)).toBeLessThan(j % 3 === 0 ? 5e-13 : 5e-11);
      }
    });
  },
);
