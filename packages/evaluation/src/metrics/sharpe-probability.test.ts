import { createRandomStream } from '@regimekit/numerics';
import { normalCdf } from '@regimekit/numerics/distributions';
import { describe, expect, it } from 'vitest';
import { gap } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import { deflatedSharpe, minimumTrackRecord, probabilisticSharpe, sharpeShape } from '../index.ts';

/** The paper of the deflated ratio works with 250 days a year. */
const example = { sharpe: 2.5 / Math.sqrt(250), n: 1250, skewness: -3, kurtosis: 10 };
const normal = { skewness: 0, kurtosis: 3 };

describe('probabilisticSharpe(shape, threshold)', () => {
  it("gives the paper's .913 for 24 months of a hedge fund, and .982 when they are taken for normal", () => {
    const fund = { sharpe: 0.458, n: 24, skewness: -2.448, kurtosis: 10.164 };
    expect(probabilisticSharpe(fund)).toBeCloseTo(0.913, 3);
    expect(probabilisticSharpe({ ...fund, ...normal })).toBeCloseTo(0.982, 3);
  });

  it('would be another with the excess kurtosis in its place (the control: what quantstats computes)', () => {
    const fund = { sharpe: 0.458, n: 24, skewness: -2.448, kurtosis: 10.164 - 3 };
    expect(Math.abs(probabilisticSharpe(fund)! - 0.913)).toBeGreaterThan(0.005);
  });

  it('of sharpeShape(returns) agrees with scipy', () => {
    const shape = sharpeShape(reference.series.net, { riskFree: reference.series.riskFree })!;
    expect(gap(probabilisticSharpe(shape), reference.metrics.probabilisticSharpe!)).toBeLessThanOrEqual(1e-11);
  });

  it('is one half at its own ratio, and undefined where the variance is not positive', () => {
    expect(probabilisticSharpe(example, example.sharpe)).toBe(0.5);
    expect(probabilisticSharpe({ sharpe: 2, n: 10, skewness: 3, kurtosis: 1 })).toBeUndefined();
    expect(sharpeShape([0.01, 0.01, 0.01])).toBeUndefined();
  });

  it('below .05 comes in about 5 % of samples with a true ratio at the threshold', () => {
    const random = createRandomStream(5);
    let below = 0;
    for (let run = 0; run < 2000; run++) {
      const shape = sharpeShape(Array.from({ length: 250 }, () => 0.1 + random.normal()))!;
      if (probabilisticSharpe(shape, 0.1)! < 0.05) below++;
    }
    // 2,000 runs: one standard deviation is 9.7.
    expect(below).toBeGreaterThan(100 - 4 * 9.7);
    expect(below).toBeLessThan(100 + 4 * 9.7);
  });
});

describe('deflatedSharpe(shape, { trials })', () => {
  it("gives the paper's .1132 and .9004 for the best of 100 trials, and .9505 of 46", () => {
    const result = deflatedSharpe(example, { trials: 100, trialVariance: 0.5 / 250 });
    expect(result.expectedMaximum).toBeCloseTo(0.1132, 4);
    expect(result.probability).toBeCloseTo(0.9004, 4);
    expect(deflatedSharpe(example, { trials: 46, trialVariance: 0.5 / 250 }).probability).toBeCloseTo(0.9505, 4);
  });

  it('is the probabilistic ratio for one trial, and falls with every further one', () => {
    const of = (trials: number) => deflatedSharpe(example, { trials }).probability!;
    expect(of(1)).toBe(probabilisticSharpe(example));
    const values = [1, 2, 10, 100, 1e6].map(of);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });

  it('its threshold is the mean of the best of M ratios without skill', () => {
    const random = createRandomStream(9);
    const trials = 50;
    let sum = 0;
    for (let run = 0; run < 2000; run++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < trials; k++) best = Math.max(best, random.normal());
      sum += best / 2000;
    }
    // The formula is an approximation for many trials; at 50 it is about 1 % high.
    const { expectedMaximum } = deflatedSharpe(example, { trials, trialVariance: 1 });
    expect(Math.abs(expectedMaximum / sum - 1)).toBeLessThan(0.03);
  });

  it('always carries the number of trials, and says where the variance came from', () => {
    expect(deflatedSharpe(example, { trials: 3 })).toMatchObject({ trials: 3, varianceFrom: 'sampling error alone' });
    const trialSharpes = [0.01, 0.03, 0.05];
    const result = deflatedSharpe(example, { trials: 3, trialSharpes });
    expect(result).toMatchObject({ varianceFrom: 'trial Sharpe ratios' });
    expect(result.trialVariance).toBeCloseTo(0.0004, 15);
  });

  it.each([
    ['no number of trials', {}, /trials must be a whole number of at least 1/u],
    ['half a trial', { trials: 0.5 }, /trials must be a whole number/u],
    ['both variances', { trials: 3, trialSharpes: [1, 2], trialVariance: 1 }, /left out beside trialSharpes/u],
    ['more ratios than trials', { trials: 1, trialSharpes: [1, 2] }, /at least the number of trialSharpes, 2/u],
    ['a misspelt option', { trial: 3 }, /received trial\b/u],
  ])('refuses %s', (_what, options, message) => {
    expect(() => deflatedSharpe(example, options as never)).toThrow(message);
  });
});

describe('minimumTrackRecord(shape, { threshold })', () => {
  it("gives the paper's years for an annual ratio of 2 to exceed 1: 2.73 daily, 2.83 weekly, 3.24 monthly, 4.99 skewed", () => {
    const years = (perYear: number, shape = normal) => {
      const year = Math.sqrt(perYear);
      return minimumTrackRecord({ sharpe: 2 / year, ...shape }, { threshold: 1 / year })! / perYear;
    };
    expect(years(252)).toBeCloseTo(2.73, 2);
    expect(years(52)).toBeCloseTo(2.83, 2);
    expect(years(12)).toBeCloseTo(3.24, 2);
    expect(years(12, { skewness: -0.72, kurtosis: 5.78 })).toBeCloseTo(4.99, 2);
  });

  it('is the length at which the probabilistic ratio reaches the confidence', () => {
    const n = minimumTrackRecord(example, { threshold: 0.1, confidence: 0.9 })!;
    const { sharpe, skewness, kurtosis } = example;
    const z =
      ((sharpe - 0.1) * Math.sqrt(n - 1)) / Math.sqrt(1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2);
    expect(normalCdf(z)).toBeCloseTo(0.9, 12);
  });

  it('is undefined when the ratio is not above the threshold', () => {
    expect(minimumTrackRecord(example, { threshold: 1 })).toBeUndefined();
    expect(() => minimumTrackRecord(example, { confidence: 1 })).toThrow(/confidence/u);
  });
});
