import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { normalCdf } from '@regimekit/numerics/distributions';
import { describe, expect, it } from 'vitest';
import {
  createGaussianHmm,
  describeResiduals,
  InvalidObservationsError,
  InvalidOptionError,
  testResiduals,
  type PseudoResiduals,
  type ResidualTestName,
} from '../../src/index.ts';
import { pseudoResiduals, sample } from '../../src/index.ts';

const CLOSE = 1e-10;

/** Residuals made by hand. */
function residualsOf(values: readonly number[], lengths = [values.length]): PseudoResiduals {
  const residuals = MatrixView.from(values.map((value) => [value]));
  const uniforms = MatrixView.from(values.map((value) => [Number.isNaN(value) ? value : normalCdf(value)]));
  return { residuals, uniforms, lengths, kinds: ['continuous'], clipped: 0 };
}

const ROWS = 500;
const random = createRandomStream(5);
const noise = Array.from({ length: ROWS }, () => random.normal());
const rejections = (values: readonly number[]) =>
  testResiduals(residualsOf(values))
    .filter(({ rejected }) => rejected)
    .map(({ test }) => test);

describe('testResiduals(residuals)', () => {
  it('gives the statistics of the formulas', () => {
    const values = Array.from({ length: 40 }, (_, i) => Math.sin(i * i) * (1 + (i % 5) / 4));
    const byName = Object.fromEntries(
      testResiduals(residualsOf(values), { lags: 3 }).map((test) => [test.test, test]),
    ) as Record<ResidualTestName, ReturnType<typeof testResiduals>[number]>;
    const n = values.length;
    const mean = values.reduce((a, b) => a + b) / n;
    const moment = (p: number) => values.reduce((sum, value) => sum + (value - mean) ** p, 0) / n;
    const skewness = moment(3) / moment(2) ** 1.5;
    const kurtosis = moment(4) / moment(2) ** 2;
    expect(byName['jarque-bera'].statistic).toBeCloseTo((n / 6) * (skewness ** 2 + (kurtosis - 3) ** 2 / 4), 10);
    // Chi-squared with two degrees of freedom is exponential.
    expect(byName['jarque-bera'].pValue).toBeCloseTo(Math.exp(-byName['jarque-bera'].statistic / 2), 10);

    const portmanteau = (x: readonly number[]) => {
      const m = x.reduce((a, b) => a + b) / n;
      const total = x.reduce((sum, value) => sum + (value - m) ** 2, 0);
      return [1, 2, 3].reduce((sum, l) => {
        let c = 0;
        for (let t = l; t < n; t++) c += (x[t]! - m) * (x[t - l]! - m);
        return sum + (n * (n + 2) * (c / total) ** 2) / (n - l);
      }, 0);
    };
    expect(Math.abs(byName['ljung-box'].statistic - portmanteau(values))).toBeLessThan(CLOSE);
    expect(
      Math.abs(byName['ljung-box-squares'].statistic - portmanteau(values.map((value) => value ** 2))),
    ).toBeLessThan(CLOSE);

    let most = 0;
    for (const value of values) {
      const share = (f: (other: number) => boolean) => values.filter(f).length / n;
      most = Math.max(most, Math.abs(share((other) => other <= value) - normalCdf(value)));
      most = Math.max(most, Math.abs(share((other) => other < value) - normalCdf(value)));
    }
    expect(Math.abs(byName.kolmogorov.statistic - most)).toBeLessThan(CLOSE);
    expect(byName.kolmogorov.degreesOfFreedom).toBeNull();
  });

  it('rejects nothing of noise, and of each fault what it is', () => {
    expect(rejections(noise)).toEqual([]);
    expect(rejections(noise.map((value) => value * 1.6))).toEqual(['kolmogorov']);
    const skewed = noise.map((value) => (Math.exp(value / 2) - Math.exp(1 / 8)) / 0.6);
    expect(rejections(skewed)).toContain('jarque-bera');
    const memory = noise.map((value, t) => (value + 0.5 * (noise[t - 1] ?? 0)) / Math.sqrt(1.25));
    expect(rejections(memory)).toContain('ljung-box');
    const swings = noise.map((value, t) => value * (Math.floor(t / 50) % 2 === 0 ? 0.6 : 1.28));
    expect(rejections(swings)).toContain('ljung-box-squares');
    expect(rejections(swings)).not.toContain('ljung-box');
  });

  it('keeps its level over all tests of a call', () => {
    const model = createGaussianHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.95, 0.05],
        [0.1, 0.9],
      ],
      means: [[0], [2]],
      covariances: [[1], [2]],
    });
    let any = 0;
    let single = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { observations } = sample(model, 300, { seed });
      const tests = testResiduals(pseudoResiduals(model, observations));
      if (tests.some(({ rejected }) => rejected)) any++;
      single += tests.filter(({ pValue }) => pValue < 0.05).length;
    }
    // Expected: at most 10 of 200, and 40 of 800; Holm without his correction would reject about 37 of 200.
    expect(any).toBeLessThanOrEqual(18);
    expect(single).toBeGreaterThanOrEqual(20);
    expect(single).toBeLessThanOrEqual(60);
  });

  it('corrects p-values for their number, and says what a rejection means', () => {
    const tests = testResiduals(residualsOf(noise.map((value) => value * 1.6)));
    for (const test of tests) expect(test.adjustedPValue).toBeGreaterThanOrEqual(test.pValue);
    const found = tests.find(({ rejected }) => rejected)!;
    expect(found.adjustedPValue).toBeCloseTo(Math.min(1, 4 * found.pValue), 12);
    expect(found.meaning).toContain('too narrow or too wide');
  });

  it('leaves pairs across a gap or a border of sequences out', () => {
    const alternating = Array.from({ length: 60 }, (_, t) => (t % 2 === 0 ? 1 : -1) + noise[t]! / 100);
    const pairs = testResiduals(
      residualsOf(
        alternating,
        Array.from({ length: 30 }, () => 2),
      ),
      { lags: 1 },
    );
    const whole = testResiduals(residualsOf(alternating), { lags: 1 });
    const statistic = (tests: typeof whole) => tests.find(({ test }) => test === 'ljung-box')!.statistic;
    // 30 of 59 products are left.
    expect(Math.sqrt(statistic(pairs) / statistic(whole))).toBeCloseTo(30 / 59, 2);
    const gaps = alternating.map((value, t) => (t % 3 === 0 ? Number.NaN : value));
    const [first] = testResiduals(residualsOf(gaps), { lags: 1 });
    expect(first!.nValues).toBe(40);
  });

  it('does not test the shape of mid residuals', () => {
    const tests = testResiduals({ ...residualsOf(noise), kinds: ['mid'] });
    expect(tests.map(({ test }) => test)).toEqual(['ljung-box', 'ljung-box-squares']);
  });

  it('throws for too few values and for options that cannot be', () => {
    expect(() => testResiduals(residualsOf(noise.slice(0, 29)))).toThrow(InvalidObservationsError);
    expect(testResiduals(residualsOf(noise.slice(0, 30)))).toHaveLength(4);
    expect(() => testResiduals(residualsOf(noise), { lags: 0 })).toThrow(InvalidOptionError);
    expect(() => testResiduals(residualsOf(noise), { significance: 1 })).toThrow(InvalidOptionError);
  });
});

describe('describeResiduals(residuals)', () => {
  it('draws a histogram of area one, autocorrelations and quantiles', () => {
    const [pictures] = describeResiduals(residualsOf(noise), { lags: 5, bins: 10 });
    const { histogram, autocorrelation, quantiles } = pictures!;
    const width = histogram.edges[1]! - histogram.edges[0]!;
    expect(histogram.densities.reduce((sum, density) => sum + density * width, 0)).toBeCloseTo(1, 12);
    expect(histogram.edges).toHaveLength(11);
    expect(autocorrelation.values).toHaveLength(5);
    expect(autocorrelation.band).toBeCloseTo(1.959964 / Math.sqrt(ROWS), 6);
    expect(quantiles.sample).toEqual(quantiles.sample.toSorted((a, b) => a - b));
    expect(quantiles.sample).toHaveLength(400);
    expect(quantiles.theoretical[0]).toBeCloseTo(-quantiles.theoretical.at(-1)!, 10);
  });

  it('throws for a feature without residuals and for options that cannot be', () => {
    expect(() => describeResiduals(residualsOf([Number.NaN, Number.NaN]))).toThrow(InvalidObservationsError);
    expect(() => describeResiduals(residualsOf(noise), { bins: 0 })).toThrow(InvalidOptionError);
  });
});
