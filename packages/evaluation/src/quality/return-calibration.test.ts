import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError, InvalidSeriesError, levelCalibration, predictedLevels } from '../index.ts';

const N = 4000;
const random = createRandomStream(8);
const states = Array.from({ length: N }, () => (random.uniform() < 0.3 ? 1 : 0));
const [means, deviations] = [
  [0.001, -0.002],
  [0.006, 0.02],
];
const returns = Float64Array.from(states, (k) => means[k]! + deviations[k]! * random.normal());
const probs = MatrixView.from(states.map(() => [0.7, 0.3]));

describe('predictedLevels(predictedProbs, means, deviations, values)', () => {
  it('is the distribution function of the mixture, as one adds it up', () => {
    // Phi(0) = 1/2 and Phi(1) = 0.8413447...: half of each.
    const level = predictedLevels(MatrixView.from([[0.5, 0.5]]), [1, 0], [2, 1], [1]);
    expect(level[0]).toBeCloseTo(0.5 * 0.5 + 0.5 * 0.8413447460685429, 12);
    expect(() => predictedLevels(MatrixView.from([[1]]), [0], [0], [1])).toThrow(InvalidSeriesError);
  });
});

describe('levelCalibration(levels, options)', () => {
  it('finds a tenth in each tenth when the distributions are right', () => {
    const { bins, n } = levelCalibration(predictedLevels(probs, means, deviations, returns), { seed: 1 });
    expect(n).toBe(N);
    expect(bins).toHaveLength(10);
    expect(bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    // Standard error of a tenth of 4,000 days: .0047.
    for (const { share } of bins) expect(Math.abs(share - 0.1)).toBeLessThan(4 * 0.0047);
    expect(bins.filter(({ lower, upper }) => lower <= 0.1 && 0.1 <= upper).length).toBeGreaterThanOrEqual(7);
  });

  it('finds too much at both ends when they are too narrow, and on one side when their mean is off', () => {
    const narrow = predictedLevels(probs, means, [0.003, 0.01], returns);
    const shares = levelCalibration(narrow, { seed: 1 }).bins;
    expect(shares[0]!.lower).toBeGreaterThan(0.15);
    expect(shares[9]!.lower).toBeGreaterThan(0.15);
    const high = levelCalibration(predictedLevels(probs, [0.006, 0.003], deviations, returns), { seed: 1 }).bins;
    expect(high[0]!.share).toBeGreaterThan(2 * high[9]!.share);
  });

  it('refuses levels beyond 0 to 1 and options that do not exist', () => {
    expect(() => levelCalibration([0.5, 1.5], { seed: 1 })).toThrow(InvalidSeriesError);
    expect(() => levelCalibration([0.5], { seed: 1, bins: 1 })).toThrow(InvalidOptionError);
    expect(() => levelCalibration([0.5], { seed: 1, bin: 4 } as never)).toThrow(InvalidOptionError);
  });
});
