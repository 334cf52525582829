import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { gap } from '../../test/support/gap.ts';
import { qualityReference } from '../../test/support/quality-reference.ts';
import {
  featureDensityTable,
  inRawUnits,
  InvalidOptionError,
  InvalidSeriesError,
  mixtureLogScores,
  returnDensityTable,
  returnsByRegime,
  scoreInterval,
} from '../index.ts';

const reference = qualityReference.densities;
const features = MatrixView.from(reference.features);
const { train } = reference;
const folds = [{ train: { from: 0, to: train }, test: { from: train, to: features.rows } }];
/** The ridge of 1e-9 and the optimiser of the reference. */
const TOLERANCE = 1e-6;

const farthest = (actual: ArrayLike<number>, expected: readonly number[]) =>
  Math.max(...expected.map((value, t) => gap(actual[t], value)));

describe('featureDensityTable(models, features, options)', () => {
  const options = { folds, seed: 1 };

  it('scores the baselines as scipy does, and always prints them', () => {
    const { rows, scores, days } = featureDensityTable({}, features, options);
    expect(rows.map(({ name, isBaseline }) => [name, isBaseline])).toEqual([
      ['gaussian', true],
      ['var1', true],
    ]);
    expect(days).toBe(30);
    expect(farthest(scores['gaussian']!, reference.gaussian)).toBeLessThanOrEqual(TOLERANCE);
    expect(farthest(scores['var1']!, reference.var1)).toBeLessThanOrEqual(TOLERANCE);
  });

  it('trained on other rows does not (the control)', () => {
    const other = [{ train: { from: 1, to: train }, test: { from: train, to: features.rows } }];
    const { scores } = featureDensityTable({}, features, { folds: other, seed: 1 });
    expect(farthest(scores['gaussian']!, reference.gaussian)).toBeGreaterThan(1e-3);
    expect(farthest(scores['var1']!, reference.var1)).toBeGreaterThan(1e-4);
  });

  it('takes the Gaussian for the first row of a sequence', () => {
    const { scores } = featureDensityTable({}, features, options, [train + 4]);
    expect(scores['var1']![4]).toBe(scores['gaussian']![4]);
    expect(scores['var1']![5]).not.toBe(scores['gaussian']![5]);
  });

  it('compares a model with each baseline, without an interval where the days are too few', () => {
    const mine = Float64Array.from(reference.gaussian, (score) => score + 0.5);
    const row = featureDensityTable({ mine }, features, options).rows.at(-1)!;
    expect(gap(row.against['gaussian']!.mean, 0.5)).toBeLessThanOrEqual(TOLERANCE);
    expect(row.score.lower).toBeUndefined();
  });

  it('does not read the rows after a test block', () => {
    const short = new MatrixView(70, 3, features.data.slice(0, 210));
    const fold = [{ train: { from: 0, to: train }, test: { from: train, to: 70 } }];
    const [some, all] = [short, features].map((x) => featureDensityTable({}, x, { folds: fold, seed: 1 }).scores);
    expect(some).toEqual(all);
  });

  it('refuses test rows among the training rows, a model named as a baseline, a constant column', () => {
    const leaking = [{ train: { from: 0, to: 60 }, test: { from: 50, to: 90 } }];
    expect(() => featureDensityTable({}, features, { folds: leaking, seed: 1 })).toThrow(InvalidOptionError);
    expect(() => featureDensityTable({ var1: reference.var1 }, features, options)).toThrow(InvalidOptionError);
    expect(() => featureDensityTable({}, MatrixView.zeros(90, 2), options)).toThrow(InvalidSeriesError);
  });
});

describe('returnDensityTable(models, nextReturns, vix, options)', () => {
  it('scores one Gaussian and the VIX alone as scipy does', () => {
    const { scores } = returnDensityTable({}, reference.returns, reference.vix, { folds, seed: 1 });
    expect(farthest(scores['gaussian']!, reference.returnGaussian)).toBeLessThanOrEqual(TOLERANCE);
    expect(farthest(scores['vix']!, reference.returnVix)).toBeLessThanOrEqual(TOLERANCE);
  });
});

describe('mixtureLogScores, returnsByRegime, inRawUnits', () => {
  const weights = MatrixView.from(reference.weights);

  it('agree with scipy', () => {
    const scores = mixtureLogScores(weights, reference.means, reference.deviations, reference.returns);
    expect(farthest(scores, reference.mixture)).toBeLessThanOrEqual(1e-10);
  });

  it('give finite scores far out, and to certain states', () => {
    const certain = MatrixView.from([[0, 1]]);
    const [score] = mixtureLogScores(certain, [0, 0], [1, 0.01], [1]);
    expect(gap(score, -0.5 * Math.log(2 * Math.PI) - Math.log(0.01) - 5000)).toBeLessThanOrEqual(1e-12);
  });

  it('returnsByRegime weighs days, by hand', () => {
    const probs = MatrixView.from([
      [1, 0],
      [0.5, 0.5],
      [0, 1],
      [0, 1],
    ]);
    const { means, deviations } = returnsByRegime(probs, [0.03, 0, 0.02, -0.02]);
    expect(farthest(means, [0.02, 0])).toBeLessThanOrEqual(1e-15);
    expect(farthest(deviations, [Math.sqrt((0.0001 + 0.0002) / 1.5), Math.sqrt(0.0008 / 2.5)])).toBeLessThanOrEqual(
      1e-15,
    );
  });

  it('inRawUnits undoes the scaler: the same Gaussian has the same score in both units', () => {
    const [x, sd] = [1.7, 0.25];
    const standard = -0.5 * Math.log(2 * Math.PI) - 0.5 * (x / sd) ** 2;
    const raw = -0.5 * Math.log(2 * Math.PI * sd * sd) - 0.5 * (x / sd) ** 2;
    expect(gap(inRawUnits([standard], [sd])[0], raw)).toBeLessThanOrEqual(1e-14);
    expect(() => inRawUnits([1], [0])).toThrow(InvalidSeriesError);
  });
});

describe('scoreInterval(scores, options)', () => {
  it('refuses blocks of fewer than 250 days', () => {
    expect(() => scoreInterval(new Float64Array(600), { seed: 1, blockLength: 100 })).toThrow(InvalidOptionError);
  });

  it('is far wider for persistent scores than days alone would say', () => {
    const random = createRandomStream(5);
    let level = 0;
    const scores = Array.from({ length: 3000 }, () => (level = 0.98 * level + random.normal()));
    const { lower, upper } = scoreInterval(scores, { seed: 1, replications: 299 });
    const sd = Math.sqrt(1 / (1 - 0.98 ** 2));
    // The true standard error is ten times that of independent days.
    expect(upper! - lower!).toBeGreaterThan(5 * 2 * 1.96 * (sd / Math.sqrt(3000)));
  });
});
