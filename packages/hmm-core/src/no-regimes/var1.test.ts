import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { autoregression } from '../../test/support/no-regimes.ts';
import { InvalidObservationsError } from '../index.ts';
import { simulateVar1, stationaryCovariance } from './simulate-var1.ts';
import { LARGEST_RADIUS, stationaryNull } from './stationary-null.ts';
import { fitVar1, type Series } from './var1.ts';

const CLOSE = 1e-9;

const seriesOf = ({ data, rows, columns }: MatrixView, lengths: readonly number[] = [rows]): Series => {
  return { data, nSteps: rows, nFeatures: columns, lengths };
};
const expectClose = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = CLOSE) => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(tolerance);
};

/** Independent least squares: a QR solve with a column of ones, and the density of every residual. */
function leastSquares({ data, nFeatures: D, lengths }: Series) {
  const earlier: number[][] = [];
  const later: number[][] = [];
  let start = 0;
  for (const length of lengths) {
    for (let t = start + 1; t < start + length; t++) {
      earlier.push([1, ...data.subarray((t - 1) * D, t * D)]);
      later.push([...data.subarray(t * D, (t + 1) * D)]);
    }
    start += length;
  }
  const [X, Y] = [new Matrix(earlier), new Matrix(later)];
  const B = solve(X, Y);
  const residuals = Matrix.sub(Y, X.mmul(B));
  const covariance = residuals.transpose().mmul(residuals).div(later.length);
  return { B, covariance };
}

describe('fitVar1', () => {
  it.each([
    ['one sequence', [200]],
    ['three sequences', [80, 1, 119]],
  ])('fitVar1(series) is least squares with an intercept, feature by feature, in %s', (_, lengths) => {
    const series = seriesOf(autoregression({ nSteps: 200, nFeatures: 3, phi: 0.6, seed: 1 }), lengths);
    const { B, covariance } = leastSquares(series);
    const fit = fitVar1(series, 'var1');
    expectClose(fit.intercept, B.getRow(0));
    expectClose(fit.coefficients, B.subMatrix(1, 3, 0, 2).transpose().to1DArray());
    expectClose(fit.covariance, covariance.to1DArray());
    const wrong = leastSquares(seriesOf(autoregression({ nSteps: 200, nFeatures: 3, phi: 0.6, seed: 2 }), lengths));
    expect(Math.abs(fit.coefficients[0]! - wrong.B.get(1, 0))).toBeGreaterThan(1e-3);
  });

  it('fitVar1(series) has the log-likelihood of its residuals, summed row by row', () => {
    const series = seriesOf(autoregression({ nSteps: 50, nFeatures: 1, phi: 0.5, seed: 3 }));
    const { intercept, coefficients, covariance, logLikelihood } = fitVar1(series, 'var1');
    let sum = 0;
    for (let t = 1; t < 50; t++) {
      const left = series.data[t]! - intercept[0]! - coefficients[0]! * series.data[t - 1]!;
      sum -= 0.5 * (Math.log(2 * Math.PI * covariance[0]!) + left ** 2 / covariance[0]!);
    }
    expect(logLikelihood).toBeCloseTo(sum, 9);
  });

  it("fitVar1(series, 'iid') has mean and covariance of the same rows", () => {
    const series = seriesOf(MatrixView.from([[9], [1], [2], [3]]));
    expect(fitVar1(series, 'iid')).toMatchObject({ intercept: Float64Array.of(2), coefficients: Float64Array.of(0) });
    expectClose(fitVar1(series, 'iid').covariance, [2 / 3]);
  });

  it('fitVar1(series) refuses features that depend on each other and too few rows', () => {
    const twice = MatrixView.from(Array.from({ length: 20 }, (_, t) => [Math.sin(t), 2 * Math.sin(t)]));
    expect(() => fitVar1(seriesOf(twice), 'var1')).toThrow(InvalidObservationsError);
    expect(() => fitVar1(seriesOf(twice), 'iid')).toThrow(/linear function/);
    expect(() => fitVar1(seriesOf(MatrixView.from([[1], [2], [4]])), 'var1')).toThrow(/needs more than 3 rows/);
  });
});

describe('simulateVar1', () => {
  const model = {
    nFeatures: 2,
    mean: Float64Array.of(1, -2),
    coefficients: Float64Array.of(0.7, 0.2, -0.1, 0.5),
    covariance: Float64Array.of(1, 0.3, 0.3, 0.5),
  };

  it('stationaryCovariance(model) solves Gamma = Phi Gamma Phi + Sigma, and that of one feature is sigma^2 / (1 - phi^2)', () => {
    const gamma = new Matrix([
      Array.from(stationaryCovariance(model).subarray(0, 2)),
      Array.from(stationaryCovariance(model).subarray(2)),
    ]);
    const Phi = new Matrix([
      [0.7, 0.2],
      [-0.1, 0.5],
    ]);
    const again = Phi.mmul(gamma)
      .mmul(Phi.transpose())
      .add(
        new Matrix([
          [1, 0.3],
          [0.3, 0.5],
        ]),
      );
    expectClose(gamma.to1DArray(), again.to1DArray());
    const one = {
      nFeatures: 1,
      mean: Float64Array.of(0),
      coefficients: Float64Array.of(0.999),
      covariance: Float64Array.of(2),
    };
    expect(stationaryCovariance(one)[0]).toBeCloseTo(2 / (1 - 0.999 ** 2), 6);
  });

  it('simulateVar1(model) draws what fitVar1 finds again, sequence by sequence from the long run', () => {
    const series = simulateVar1(model, [20_000, 20_000], createRandomStream(1));
    const fit = fitVar1(series, 'var1');
    expectClose(fit.coefficients, model.coefficients, 0.03);
    expectClose(fit.covariance, model.covariance, 0.03);
    const starts = simulateVar1(
      model,
      Array.from({ length: 4000 }, () => 1),
      createRandomStream(2),
    );
    const variance = starts.data.reduce((sum, value, p) => sum + (p % 2 === 0 ? (value - 1) ** 2 : 0), 0) / 4000;
    expect(Math.abs(variance / stationaryCovariance(model)[0]! - 1)).toBeLessThan(0.08);
  });
});

describe('stationaryNull', () => {
  it('stationaryNull(series) takes the noise of a series without memory for what it is', () => {
    const series = seriesOf(autoregression({ nSteps: 400, nFeatures: 4, phi: 0, seed: 5 }));
    const calibrated = stationaryNull(series, 'var1', 1, 20);
    const raw = stationaryNull(series, 'var1', 1, 0);
    expect(raw).toMatchObject({ treatment: 'none', scale: 1 });
    expect(calibrated.treatment).toBe('calibrated');
    expect(calibrated.scale).toBeLessThan(0.7);
    expect(raw.radius).toBeGreaterThan(0.02);
  });

  it('stationaryNull(series) makes series as predictable as the data, which the estimate does not', () => {
    const series = seriesOf(autoregression({ nSteps: 300, nFeatures: 4, phi: 0.2, seed: 8 }));
    const gain = (of: Series) => 2 * (fitVar1(of, 'var1').logLikelihood - fitVar1(of, 'iid').logLikelihood);
    const simulatedGain = (replicates: number) => {
      const { model } = stationaryNull(series, 'var1', 1, replicates);
      const random = createRandomStream(99);
      return Array.from({ length: 400 }, () => gain(simulateVar1(model, [300], random)) / 400).reduce((a, b) => a + b);
    };
    // The gain of one series has a standard deviation of about 15; 200 series by which it is calibrated, 400 to look.
    expect(Math.abs(simulatedGain(200) - gain(series))).toBeLessThan(4);
    expect(simulatedGain(0) - gain(series)).toBeGreaterThan(8);
  });

  it('stationaryNull(series) is about as persistent as the truth, where least squares falls short of it', () => {
    const radii = Array.from({ length: 12 }, (_, seed) => {
      const series = seriesOf(autoregression({ nSteps: 150, nFeatures: 1, phi: 0.9, seed: 50 + seed }));
      return stationaryNull(series, 'var1', seed, 60);
    });
    const mean = (pick: 'radius' | 'estimatedRadius') => radii.reduce((sum, each) => sum + each[pick] / 12, 0);
    expect(mean('estimatedRadius')).toBeLessThan(0.885);
    expect(Math.abs(mean('radius') - 0.9)).toBeLessThan(0.03);
    expect(mean('radius')).toBeGreaterThan(mean('estimatedRadius'));
  });

  const walk = (phi: number) => {
    const random = createRandomStream(3);
    const values = [[0]];
    for (let t = 1; t < 300; t++) values.push([phi * values[t - 1]![0]! + random.normal()]);
    return seriesOf(MatrixView.from(values));
  };

  it.each([0, 20])('stationaryNull(series) draws an explosion to the boundary, and says so (%i replicates)', (n) => {
    const explosive = stationaryNull(walk(1.02), 'var1', 1, n);
    expect(explosive).toMatchObject({ treatment: 'drawn_to_boundary' });
    expect(explosive.radius).toBeCloseTo(LARGEST_RADIUS, 12);
    expect(explosive.estimatedRadius).toBeGreaterThan(1);
    expect(stationaryNull(walk(1), 'var1', 1, n).radius).toBeLessThanOrEqual(LARGEST_RADIUS);
  });
});
