import { describe, expect, it } from 'vitest';
import { FeatureCalculator, type FeatureMatrix } from '../src/index.ts';
import { createSyntheticMarket } from '../src/synthetic/index.ts';
import { cutInputs, hasRealMarket, readRealMarket, toNaive, type AllInputs } from './support/markets.ts';
import { naiveFeatures, type NaiveOptions } from './support/naive-features.ts';

/** Sums in another order and a logarithm of a quotient against a difference of logarithms; values are of order 1 to 100. */
const TOLERANCE = 1e-12;

/** The largest difference of any value, over the rows that both have; throws when they do not have the same rows. */
function worstDifference(features: FeatureMatrix, inputs: AllInputs, options: NaiveOptions): number {
  const naive = naiveFeatures(toNaive(inputs), options);
  const complete = naive.dates.flatMap((date, t) => (naive.rows[t]!.some(Number.isNaN) ? [] : [{ date, t }]));
  expect(features.dates).toEqual(complete.map(({ date }) => date));
  let worst = 0;
  for (const [i, { t }] of complete.entries()) {
    for (let j = 0; j < 9; j++) worst = Math.max(worst, Math.abs(features.get(i, j) - naive.rows[t]![j]!));
  }
  return worst;
}

describe('calculateFeatureHistory(inputs) against the definitions written down naively', () => {
  it('agrees to 1e-12 on the synthetic market, on the same days', () => {
    const { inputs } = createSyntheticMarket({ seed: 3, nDays: 900 });
    const features = new FeatureCalculator().calculateFeatureHistory(inputs);
    expect(features.rows).toBeGreaterThan(600);
    expect(worstDifference(features, inputs, {})).toBeLessThan(TOLERANCE);
  });

  it('agrees for another lookback, another lag and another carry', () => {
    const { inputs } = createSyntheticMarket({ seed: 4, nDays: 400 });
    const alignment = { lagSessions: { treasury_2y: 0, treasury_10y: 0, hy_spread: 0 }, maxCarryDays: 0 };
    const features = new FeatureCalculator({ lookbackDays: 63, alignment }).calculateFeatureHistory(inputs);
    const options = { lookbackDays: 63, bondLag: 0, maxCarryDays: 0 } as const;
    expect(worstDifference(features, inputs, options)).toBeLessThan(TOLERANCE);
  });

  it('disagrees when the oracle forgets the lag, so the comparison can fail', () => {
    const { inputs } = createSyntheticMarket({ seed: 3, nDays: 400 });
    const features = new FeatureCalculator({ alignment: { maxCarryDays: 9 } }).calculateFeatureHistory(inputs);
    const naive = naiveFeatures(toNaive(inputs), { bondLag: 0, maxCarryDays: 9 });
    const offset = naive.dates.indexOf(features.dates[0]!);
    const wrong = features.dates.filter(
      (_, i) => Math.abs(features.get(i, 7) - naive.rows[i + offset]![7]!) > TOLERANCE,
    );
    expect(wrong.length / features.rows).toBeGreaterThan(0.5);
  });

  describe.skipIf(!hasRealMarket)('on the real files (skipped where ../shared/data/market does not exist)', () => {
    it.each([
      ['1997-01-01', '1999-12-31'],
      ['2000-06-01', '2002-06-30'],
      ['2003-06-01', '2005-03-31'],
    ])('agrees to 1e-12 from %s to %s', (from, to) => {
      const inputs = cutInputs(readRealMarket(), from, to);
      const features = new FeatureCalculator().calculateFeatureHistory(inputs);
      expect(worstDifference(features, inputs, {})).toBeLessThan(TOLERANCE);
    });
  });
});
