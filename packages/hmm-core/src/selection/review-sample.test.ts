import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { autoregression } from '../../test/support/no-regimes.ts';
import {
  autocorrelationTime,
  checkSampleSize,
  covarianceConditions,
  createGaussianHmm,
  createHmm,
  fitGaussianHmm,
  InvalidLengthsError,
  InvalidOptionError,
  poisson,
  reviewFit,
  reviewSample,
  sample,
} from '../index.ts';

describe('autocorrelationTime', () => {
  it('autocorrelationTime(values) is 1 for independent values and (1 + phi) / (1 - phi) for an autoregression', () => {
    const of = (phi: number) =>
      autocorrelationTime(autoregression({ nSteps: 40_000, nFeatures: 1, phi, seed: 1 }).data);
    expect(of(0)).toBeLessThan(1.1);
    expect(Math.abs(of(0.5) / 3 - 1)).toBeLessThan(0.1);
    expect(Math.abs(of(0.9) / 19 - 1)).toBeLessThan(0.15);
  });

  it('autocorrelationTime(values) is by hand 1 + 2 rho_1 when the next pair of lags is not positive', () => {
    // About 0: products 8, then 5, 0, -4...: lags 0 and 1 count, 2 and 3 do not.
    const values = [1, 1, 1, 1, -1, -1, -1, -1];
    const rho = [1, 5 / 8, 2 / 8, -1 / 8, -4 / 8, -3 / 8];
    expect(autocorrelationTime(values)).toBeCloseTo(2 * (rho[0]! + rho[1]! + (rho[2]! + rho[3]!)) - 1, 12);
  });

  it('autocorrelationTime(values, lengths) takes no pair across a border', () => {
    const random = createRandomStream(2);
    const values = Array.from({ length: 300 }, () => random.normal()).flatMap((value) => [value, value]);
    expect(autocorrelationTime(values)).toBeGreaterThan(1.5);
    expect(
      autocorrelationTime(
        values.slice(1, -1),
        Array.from({ length: 299 }, () => 2),
      ),
    ).toBeLessThan(1.2);
  });

  it('autocorrelationTime(values) is 1 for a constant and for an alternating series, and refuses nonsense', () => {
    expect(autocorrelationTime([2, 2, 2])).toBe(1);
    expect(autocorrelationTime([1, -1, 1, -1, 1, -1])).toBe(1);
    expect(() => autocorrelationTime([])).toThrow(InvalidOptionError);
    expect(() => autocorrelationTime([1, Number.NaN])).toThrow(InvalidOptionError);
    expect(() => autocorrelationTime([1, 2], [1])).toThrow(InvalidLengthsError);
  });
});

const chain = {
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.95, 0.05],
    [0.1, 0.9],
  ],
};

describe('reviewSample', () => {
  const healthy = createGaussianHmm({ ...chain, means: [[-4], [4]], covariances: [[1], [0.5]] });
  const { observations } = sample(healthy, 500, { seed: 1 });
  const codes = (...args: Parameters<typeof reviewSample>) => reviewSample(...args).map(({ code }) => code);

  it('reviewSample(model, rows) finds nothing where the rows are of the model, though they are autocorrelated', () => {
    expect(reviewSample(healthy, observations)).toEqual([]);
    expect(autocorrelationTime(observations.data)).toBeGreaterThan(2);
  });

  it('reviewSample(model, rows) measures rows and visits of each state', () => {
    const findings = reviewSample(healthy, observations.to2DArray().slice(0, 60));
    const states = [...healthy.means.data].map(
      (_, k) => observations.data.subarray(0, 60).filter((y) => (y < 0 ? 0 : 1) === k).length,
    );
    for (const { code, state, measured, threshold } of findings) {
      if (code !== 'FEW_ROWS_IN_STATE') continue;
      expect(threshold).toBe(30);
      expect(Math.abs(measured - states[state!]!)).toBeLessThan(1);
    }
    const once = [...Array.from({ length: 100 }, () => [-4]), ...Array.from({ length: 100 }, () => [4])].map(
      ([y], t) => [y! + Math.sin(t * 12.9898) / 2],
    );
    const visits = reviewSample(healthy, once).filter(({ code }) => code === 'FEW_VISITS');
    expect(visits.map(({ measured }) => Math.round(measured))).toEqual([1, 1]);
    // Two sequences are two starts.
    const twice = reviewSample(healthy, once, { lengths: [150, 50] }).filter(({ code }) => code === 'FEW_VISITS');
    expect(twice.map(({ measured }) => Math.round(measured))).toEqual([1, 2]);
  });

  it('reviewSample(model, rows) finds the memory that is left inside the states, and what it makes of their rows', () => {
    const rows = autoregression({ nSteps: 400, nFeatures: 1, phi: 0.97, seed: 1 });
    const { model } = fitGaussianHmm(rows, { nStates: 2, seed: 1, restarts: 4 });
    const findings = reviewSample(model, rows);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['FEW_EFFECTIVE_ROWS_IN_STATE', 'AUTOCORRELATED_WITHIN_STATES']),
    );
    const time = findings.find(({ code }) => code === 'AUTOCORRELATED_WITHIN_STATES')!;
    expect(time).toMatchObject({ severity: 'warning', feature: 0, threshold: 2 });
    expect(time.measured).toBeGreaterThan(4);
    expect(time.advice.join()).toContain('testNoRegimes');
  });

  it('reviewSample(model, rows) names a covariance that is nearly singular, whatever the units', () => {
    const near = (units: number) =>
      createGaussianHmm({
        ...chain,
        covarianceType: 'full',
        means: [
          [-4, 0],
          [4, 0],
        ],
        covariances: [
          [
            [1, 0.999 * units],
            [0.999 * units, units ** 2],
          ],
          [
            [1, 0],
            [0, units ** 2],
          ],
        ],
      });
    // Eigenvalues 1.999 and 0.001.
    for (const units of [1, 1e-4, 1e4]) {
      const [first, second] = covarianceConditions(near(units));
      expect(first).toBeCloseTo(1999, 3);
      expect(second).toBeCloseTo(1, 9);
    }
    const rows = sample(near(1), 400, { seed: 1 }).observations;
    expect(reviewSample(near(1), rows)).toMatchObject([
      { code: 'ILL_CONDITIONED_COVARIANCE', state: 0, threshold: 900 },
    ]);
    expect(covarianceConditions(healthy)).toEqual([]);
  });

  it('reviewSample(model, rows) asks other families for rows and visits only, and takes missing values', () => {
    const counts = createHmm({ ...chain, emissions: { family: poisson(), parameters: { rates: [2, 20] } } });
    const rows = sample(counts, 400, { seed: 1 }).observations;
    expect(reviewSample(counts, rows)).toEqual([]);
    expect(codes(counts, rows.to2DArray().slice(0, 40))).toContain('FEW_ROWS_IN_STATE');
    const holes = observations.to2DArray().map((row, t) => (t % 7 === 0 ? [Number.NaN] : row));
    expect(reviewSample(healthy, holes, { missing: 'marginalise' })).toEqual([]);
  });
});

describe('reviewFit with observations', () => {
  const rows = autoregression({ nSteps: 400, nFeatures: 1, phi: 0.97, seed: 1 });
  const fit = fitGaussianHmm(rows, { nStates: 2, seed: 1, restarts: 4 });

  it('reviewFit(fit, rows) adds what reviewSample finds, warnings first, and reviewFit(fit) says what it said', () => {
    const alone = reviewFit(fit);
    const together = reviewFit(fit, rows);
    const added = reviewSample(fit.model, rows);
    expect(added.length).toBeGreaterThan(0);
    for (const finding of added) expect(together).toContainEqual(finding);
    expect(together).toHaveLength(alone.length + added.length);
    const severities = together.map(({ severity }) => severity);
    expect(severities.toSorted().toReversed()).toEqual(severities);
  });
});

describe('checkSampleSize with an autocorrelation time', () => {
  const full = { nStates: 3, nFeatures: 9, covarianceType: 'full' } as const;

  it('checkSampleSize({ autocorrelationTime }) warns when the observations are worth too few', () => {
    const [finding, ...others] = checkSampleSize({ ...full, nSamples: 2500, autocorrelationTime: 65 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: 'FEW_EFFECTIVE_SAMPLES',
      severity: 'warning',
      received: 38,
      required: 1700,
    });
    expect(finding!.advice[0]).toBe('Use a longer history: about 108000 more observations.');
    expect(checkSampleSize({ ...full, nSamples: 2500, autocorrelationTime: 1.4 })).toEqual([]);
    expect(checkSampleSize({ ...full, nSamples: 2500 })).toEqual([]);
    expect(() => checkSampleSize({ ...full, nSamples: 2500, autocorrelationTime: 0.5 })).toThrow(InvalidOptionError);
  });
});
