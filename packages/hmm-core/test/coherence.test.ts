import { describe, expect, it } from 'vitest';
import { baumWelch, createGaussianHmm, forward, forwardBackward, sample, viterbi } from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceOf, logNormal } from './support/enumeration.ts';
import { covarianceTypes, randomModel } from './support/models.ts';

const RTOL = 1e-10;

describe.each(covarianceTypes)('coherence, %s', (type) => {
  const model = randomModel(type, 3, 2, 21);
  const { observations, states } = sample(model, 400, { seed: 22 });
  const rows = observations.to2DArray();

  const logJoint = (path: ArrayLike<number>) =>
    rows.reduce((sum, row, t) => {
      const k = path[t]!;
      const chain = t === 0 ? model.initialProbs[k]! : model.transitionMatrix.get(path[t - 1]!, k);
      return sum + Math.log(chain) + logNormal(row, [...model.means.row(k)], covarianceOf(model, k));
    }, 0);

  it('viterbi scores its own path as the joint does, and no worse than the true path', () => {
    const { statePath, logJointProb } = viterbi(model, observations);
    expect(relativeError(logJointProb, logJoint(statePath))).toBeLessThan(RTOL);
    expect(logJointProb).toBeGreaterThanOrEqual(logJoint(states));
  });

  it('forward and forwardBackward agree on the likelihood, and at the end of each sequence', () => {
    const lengths = [150, 250];
    const filtered = forward(model, observations, { lengths });
    const smoothed = forwardBackward(model, observations, { lengths });
    expect(smoothed.logLikelihood).toBe(filtered.logLikelihood);
    for (const last of [149, 399]) {
      expect(relativeError(smoothed.smoothedProbs.row(last), filtered.filteredProbs.row(last))).toBeLessThan(RTOL);
    }
  });

  it('expectedTransitions sum to the pairs, and along rows to the smoothed probabilities', () => {
    const { smoothedProbs, expectedTransitions } = forwardBackward(model, observations);
    for (let i = 0; i < 3; i++) {
      const visits = rows.slice(0, -1).reduce((sum, _, t) => sum + smoothedProbs.get(t, i), 0);
      const leaves = expectedTransitions.row(i).reduce((sum, value) => sum + value, 0);
      expect(relativeError(leaves, visits)).toBeLessThan(RTOL);
    }
  });

  it('scrambling what comes after day t leaves forward up to t identical to the bit', () => {
    const scrambled = rows.map((row, t) => (t > 200 ? rows[600 - t]! : row));
    const before = forward(model, rows).filteredProbs.data.slice(0, 201 * 3);
    expect(forward(model, scrambled).filteredProbs.data.slice(0, 201 * 3)).toEqual(before);
    // Control: hindsight does change.
    const hindsight = forwardBackward(model, rows).smoothedProbs.data.slice(0, 201 * 3);
    expect(forwardBackward(model, scrambled).smoothedProbs.data.slice(0, 201 * 3)).not.toEqual(hindsight);
  });

  it('EM never lets the likelihood fall and recovers the truth from a start that is off', () => {
    const truth = createGaussianHmm({
      ...model,
      means: [
        [-4, 0],
        [0, 4],
        [4, 0],
      ],
    });
    const long = sample(truth, 3000, { seed: 23 }).observations;
    const start = createGaussianHmm({
      ...truth,
      initialProbs: [1 / 3, 1 / 3, 1 / 3],
      transitionMatrix: [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 0.5 : 0.25))),
      means: truth.means.to2DArray().map((row) => row.map((value) => value + 1)),
    });
    const { model: fitted, history } = baumWelch(start, long, { tolerance: 1e-9, maxIterations: 500 });
    const falls = history.slice(1).map((value, i) => (history[i]! - value) / Math.abs(value));
    expect(Math.max(...falls)).toBeLessThan(1e-12);
    expect(relativeError(fitted.means.data, truth.means.data)).toBeLessThan(0.15);
    expect(relativeError(start.means.data, truth.means.data)).toBeGreaterThan(0.15);
  });
});
