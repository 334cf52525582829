import { describe, expect, it } from 'vitest';
import { createMarketSeries, FeatureCalculator, type AlignmentOptions, type FeatureMatrix } from '../src/index.ts';
import { createSyntheticMarket } from '../src/synthetic/index.ts';
import { hasRealMarket, mapInputs, readRealMarket, type AllInputs } from './support/markets.ts';

/** The same series with every value after `day` replaced by nonsense, and half of those days missing. */
function scrambleAfter(inputs: AllInputs, day: string, inclusive: readonly string[] = []): AllInputs {
  return mapInputs(inputs, (series) => {
    const isFuture = (date: string) => date > day || (date === day && inclusive.includes(series.name));
    const values = series.values.map((value, i) => {
      if (!isFuture(series.dates[i]!)) return value;
      return i % 2 === 0 && series.name !== 'price' ? Number.NaN : 1 + ((i * 7919) % 1000) / 7;
    });
    return createMarketSeries(series.name, { dates: series.dates, values });
  });
}

/** How many values dated up to `day` are not the same to the bit. */
function changedUpTo(day: string, before: FeatureMatrix, after: FeatureMatrix): number {
  const [a, b] = [before.slice({ to: day }), after.slice({ to: day })];
  if (a.dates.join() !== b.dates.join()) return Infinity;
  return a.data.reduce((count, value, i) => count + (Object.is(value, b.data[i]) ? 0 : 1), 0);
}

function changedBy(inputs: AllInputs, day: string, alignment: AlignmentOptions = {}, inclusive: string[] = []): number {
  const calculator = new FeatureCalculator({ alignment });
  const scrambled = calculator.calculateFeatureHistory(scrambleAfter(inputs, day, inclusive));
  return changedUpTo(day, calculator.calculateFeatureHistory(inputs), scrambled);
}

const yieldsAndSpread = ['treasury_2y', 'treasury_10y', 'hy_spread'];

describe('calculateFeatureHistory(inputs) is causal', () => {
  const { inputs, regimes } = createSyntheticMarket({ seed: 11, nDays: 700 });
  const days = [300, 301, 402, 555, 698].map((t) => regimes[t]!.date);

  it.each(days)('scrambling every input after %s leaves every feature up to then identical to the bit', (day) => {
    expect(changedBy(inputs, day)).toBe(0);
  });

  it('scrambling changes what comes after, so the test can fail', () => {
    const day = regimes[500]!.date;
    const calculator = new FeatureCalculator();
    const scrambled = calculator.calculateFeatureHistory(scrambleAfter(inputs, day));
    expect(changedUpTo(regimes[501]!.date, calculator.calculateFeatureHistory(inputs), scrambled)).toBeGreaterThan(0);
  });

  it('yields and spread of the day itself are not used either, and with a lag of 0 they would be', () => {
    const day = regimes[500]!.date;
    const sameSession = { lagSessions: { treasury_2y: 0, treasury_10y: 0, hy_spread: 0 } };
    expect(changedBy(inputs, day, {}, yieldsAndSpread)).toBe(0);
    expect(changedBy(inputs, day, sameSession, yieldsAndSpread)).toBeGreaterThan(0);
  });

  it('price and VIX of the day itself are used', () => {
    const day = regimes[500]!.date;
    expect(changedBy(inputs, day, {}, ['price'])).toBeGreaterThan(0);
    expect(changedBy(inputs, day, {}, ['vix'])).toBeGreaterThan(0);
  });

  describe.skipIf(!hasRealMarket)('on the real files (skipped where ../shared/data/market does not exist)', () => {
    it.each(['1998-08-31', '2001-09-10', '2004-06-10', '2008-10-10', '2013-08-30'])(
      'scrambling every input after %s leaves every feature up to then identical to the bit',
      (day) => {
        expect(changedBy(readRealMarket(), day, {}, yieldsAndSpread)).toBe(0);
      },
    );
  });
});
