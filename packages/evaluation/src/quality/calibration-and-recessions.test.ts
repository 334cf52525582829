import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { weekdays } from '../../test/support/days.ts';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import { calibrationCurve, InvalidSeriesError, recessionTable } from '../index.ts';

describe('calibrationCurve(probs, outcomes, options)', () => {
  const options = { seed: 1, replications: 199 };

  it('counts and averages each bin, by hand', () => {
    const probs = [0.1, 0.2, 0.4, 0.6, 0.9, 1];
    const { bins, expectedError } = calibrationCurve(probs, [0, 1, 0, 1, 1, 1], {
      ...options,
      bins: 2,
      blockLength: 1,
    });
    expect(bins.map(({ count }) => count)).toEqual([3, 3]);
    expect(gap(bins[0]!.meanForecast, 0.7 / 3)).toBeLessThanOrEqual(ROUNDING);
    expect(bins.map(({ observed }) => observed)).toEqual([1 / 3, 1]);
    expect(gap(expectedError, (1 - 0.7 + 3 - 2.5) / 6)).toBeLessThanOrEqual(ROUNDING);
  });

  it('leaves an empty bin empty', () => {
    const { bins } = calibrationCurve([0.1, 0.9], [0, 1], { ...options, bins: 3, blockLength: 1 });
    expect(bins[1]).toEqual({
      from: 1 / 3,
      to: 2 / 3,
      count: 0,
      meanForecast: undefined,
      observed: undefined,
      lower: undefined,
      upper: undefined,
    });
  });

  it('holds the diagonal for honest probabilities, and not for bold ones (the control)', () => {
    const random = createRandomStream(9);
    const honest = Array.from({ length: 8000 }, () => random.uniform());
    const outcomes = honest.map((p) => (random.uniform() < p ? 1 : 0));
    const holds = (probs: number[]) =>
      calibrationCurve(probs, outcomes, { ...options, bins: 5, blockLength: 5, level: 0.98 }).bins.filter(
        ({ meanForecast, lower, upper }) => lower! <= meanForecast! && meanForecast! <= upper!,
      ).length;
    expect(holds(honest)).toBe(5);
    expect(holds(honest.map((p) => Math.max(0, Math.min(1, 2 * p - 0.5))))).toBeLessThan(3);
  });

  it('has wider bands when days come in runs', () => {
    const random = createRandomStream(2);
    let state = 0;
    const outcomes = Array.from({ length: 3000 }, () => (state = random.uniform() < 0.98 ? state : 1 - state));
    const width = (blockLength: number) => {
      const [bin] = calibrationCurve(
        outcomes.map(() => 0.5),
        outcomes,
        { ...options, bins: 1, blockLength },
      ).bins;
      return bin!.upper! - bin!.lower!;
    };
    expect(width(126)).toBeGreaterThan(3 * width(1));
  });

  it('refuses probabilities and outcomes outside their range', () => {
    expect(() => calibrationCurve([1.2], [1], options)).toThrow(InvalidSeriesError);
    expect(() => calibrationCurve([0.2], [0.5], options)).toThrow(InvalidSeriesError);
  });
});

describe('recessionTable(dates, recession, stressProbs)', () => {
  it('tells of each recession when and how much it was called, by hand', () => {
    const dates = weekdays('2007-12-03', 8);
    const table = recessionTable(dates, [0, 1, 1, 1, 0, 0, 1, 1], [0.9, 0.2, 0.6, 0.7, 0.2, 0.1, 0.3, 0.1]);
    expect(table.rows).toHaveLength(2);
    expect(table.rows[0]).toMatchObject({ from: dates[1], to: dates[3], days: 3, firstCalled: dates[2], delay: 1 });
    expect(gap(table.rows[0]!.meanProb, 0.5)).toBeLessThanOrEqual(ROUNDING);
    expect(table.rows[1]).toMatchObject({ calledShare: 0, firstCalled: undefined, delay: undefined });
    expect(table).toMatchObject({ insideShare: 2 / 5, outsideShare: 1 / 3 });
    expect(table.note).toMatch(/never a gate/u);
  });

  it('refuses an indicator that is neither 0 nor 1', () => {
    expect(() => recessionTable(weekdays('2020-01-01', 1), [2], [0.5])).toThrow(InvalidSeriesError);
  });
});
