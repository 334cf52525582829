import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { createGaussianHmm, type GaussianHmm } from './gaussian-hmm.ts';
import { sample } from './sample.ts';

/** Standard errors that a seeded mean may lie from the truth. */
const STANDARD_ERRORS = 5;
const T = 20_000;

const MEANS = [
  [0, 5],
  [-3, 1],
];
// Per type: what is given, and the 2 x 2 covariance it means for each state.
const COVARIANCES: Record<CovarianceType, { given: number[] | number[][] | number[][][]; full: number[][][] }> = {
  spherical: {
    given: [2, 0.5],
    full: [
      [
        [2, 0],
        [0, 2],
      ],
      [
        [0.5, 0],
        [0, 0.5],
      ],
    ],
  },
  diag: {
    given: [
      [2, 1],
      [0.5, 3],
    ],
    full: [
      [
        [2, 0],
        [0, 1],
      ],
      [
        [0.5, 0],
        [0, 3],
      ],
    ],
  },
  tied: {
    given: [
      [2, -1],
      [-1, 1],
    ],
    full: [
      [
        [2, -1],
        [-1, 1],
      ],
      [
        [2, -1],
        [-1, 1],
      ],
    ],
  },
  full: {
    given: [
      [
        [2, -1],
        [-1, 1],
      ],
      [
        [1, 0.6],
        [0.6, 3],
      ],
    ],
    full: [
      [
        [2, -1],
        [-1, 1],
      ],
      [
        [1, 0.6],
        [0.6, 3],
      ],
    ],
  },
};

function model(covarianceType: CovarianceType): GaussianHmm {
  return createGaussianHmm({
    covarianceType,
    initialProbs: [0.5, 0.5],
    transitionMatrix: [
      [0.9, 0.1],
      [0.2, 0.8],
    ],
    means: MEANS,
    covariances: COVARIANCES[covarianceType].given,
  });
}

/** Largest distance of a state's sample covariances (about the true mean) from a matrix, in standard errors. */
function covarianceError(rows: Float64Array[], mean: number[], covariance: number[][]): number {
  const errors = [0, 1].flatMap((i) =>
    [0, 1].map((j) => {
      const sum = rows.reduce((total, row) => total + (row[i]! - mean[i]!) * (row[j]! - mean[j]!), 0);
      // Isserlis: Var((x_i - m_i)(x_j - m_j)) = s_ii s_jj + s_ij^2.
      const variance = covariance[i]![i]! * covariance[j]![j]! + covariance[i]![j]! ** 2;
      return Math.abs(sum / rows.length - covariance[i]![j]!) / Math.sqrt(variance / rows.length);
    }),
  );
  return Math.max(...errors);
}

describe('sample', () => {
  it.each(['spherical', 'diag', 'tied', 'full'] as const)(
    'sample(model) of type %s has the means and covariances of the states',
    (type) => {
      const { states, observations } = sample(model(type), T, { seed: 1 });
      for (const k of [0, 1]) {
        const rows = Array.from(states.keys(), (t) => observations.row(t)).filter((_, t) => states[t] === k);
        const truth = COVARIANCES[type].full[k]!;
        for (const d of [0, 1]) {
          const mean = rows.reduce((sum, row) => sum + row[d]!, 0) / rows.length;
          expect(Math.abs(mean - MEANS[k]![d]!)).toBeLessThan(STANDARD_ERRORS * Math.sqrt(truth[d]![d]! / rows.length));
        }
        expect(covarianceError(rows, MEANS[k]!, truth)).toBeLessThan(STANDARD_ERRORS);
        // The control: the wrong sign of a correlation, or a variance of its own, would be seen.
        const wrong = truth.map((row, i) => row.map((value, j) => (i === j ? 1.2 * value : -value)));
        expect(covarianceError(rows, MEANS[k]!, wrong)).toBeGreaterThan(STANDARD_ERRORS);
      }
    },
  );

  it('sample(model) follows the transition matrix', () => {
    const { states } = sample(model('diag'), T, { seed: 2 });
    const counts = MatrixView.zeros(2, 2);
    for (let t = 1; t < T; t++) counts.row(states[t - 1]!)[states[t]!]!++;
    for (const [i, a] of [
      [0, 0.9],
      [1, 0.2],
    ] as const) {
      const n = counts.get(i, 0) + counts.get(i, 1);
      expect(Math.abs(counts.get(i, 0) / n - a)).toBeLessThan(STANDARD_ERRORS * Math.sqrt((a * (1 - a)) / n));
    }
  });

  it('sample(model) draws the first state from the initial probabilities and never takes an impossible step', () => {
    const ring = createGaussianHmm({
      covarianceType: 'spherical',
      initialProbs: [0, 1, 0],
      transitionMatrix: [
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ],
      means: [[0], [1], [2]],
      covariances: [1, 1, 1],
    });
    expect(Array.from(sample(ring, 7, { seed: 3 }).states)).toEqual([1, 2, 0, 1, 2, 0, 1]);
    const starts = Array.from({ length: 400 }, (_, seed) => sample(model('diag'), 1, { seed }).states[0]!);
    const share = starts.reduce((a, b) => a + b, 0) / starts.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(STANDARD_ERRORS * Math.sqrt(0.25 / starts.length));
  });

  it('sample(model, n) is the same for the same seed and the beginning of every longer sample', () => {
    const long = sample(model('full'), 50, { seed: 4 });
    const short = sample(model('full'), 20, { seed: 4 });
    expect(short.states).toEqual(long.states.slice(0, 20));
    expect(short.observations.data).toEqual(long.observations.data.slice(0, 40));
    expect(sample(model('full'), 20, { seed: 5 }).observations.data).not.toEqual(short.observations.data);
  });

  it('sample(model, n, { random }) continues a stream', () => {
    const random = createRandomStream(4);
    const first = sample(model('full'), 20, { random });
    expect(first).toEqual(sample(model('full'), 20, { seed: 4 }));
    expect(sample(model('full'), 20, { random })).not.toEqual(first);
  });

  it('sample(model, n) refuses n below 1 and fractions', () => {
    expect(() => sample(model('diag'), 0, { seed: 1 })).toThrow(InvalidOptionError);
    expect(() => sample(model('diag'), 2.5, { seed: 1 })).toThrow(InvalidOptionError);
  });
});
