import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { createGaussianHmm, forward, forwardBackward, logLikelihood, viterbi, type GaussianHmm } from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { enumerate } from './support/enumeration.ts';
import { covarianceTypes, randomModel, randomRows } from './support/models.ts';

const RTOL = 1e-12;
const K = 3;
const T = 6;
const D = 2;

const leftRight = createGaussianHmm({
  initialProbs: [1, 0, 0],
  transitionMatrix: [
    [0.6, 0.4, 0],
    [0, 0.7, 0.3],
    [0, 0, 1],
  ],
  means: [
    [-1, 0],
    [0.5, 1],
    [2, -1],
  ],
  covariances: [
    [1, 2],
    [0.5, 1],
    [2, 0.7],
  ],
});

const cases: [string, GaussianHmm][] = [
  ...covarianceTypes.map((type, i): [string, GaussianHmm] => [type, randomModel(type, K, D, 10 + i)]),
  ['diag with structural zeros', leftRight],
];

describe.each(cases)('against the enumeration of all paths, %s', (_, model) => {
  const x = randomRows(T, D, 3);
  const truth = enumerate(model, x);

  it('forward(model, x) gives filtered and predicted probabilities and the log-likelihood', () => {
    const result = forward(model, x);
    expect(relativeError(result.filteredProbs.to2DArray(), truth.filtered)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(result.predictedProbs.to2DArray(), truth.predicted)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(result.logLikelihood, truth.logLikelihood)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(logLikelihood(model, x), truth.logLikelihood)).toBeLessThanOrEqual(RTOL);
  });

  it('forwardBackward(model, x) gives smoothed probabilities and expected transitions', () => {
    const result = forwardBackward(model, x);
    expect(relativeError(result.smoothedProbs.to2DArray(), truth.smoothed)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(result.expectedTransitions.to2DArray(), truth.transitions)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(result.logLikelihood, truth.logLikelihood)).toBeLessThanOrEqual(RTOL);
  });

  it('viterbi(model, x) gives the best path and its joint', () => {
    const result = viterbi(model, x);
    expect([...result.statePath]).toEqual(truth.bestPath);
    expect(relativeError(result.logJointProb, truth.bestLogJoint)).toBeLessThanOrEqual(RTOL);
  });

  it('forward(model, x, { lengths }) treats sequences as independent', () => {
    const lengths = [2, 1, 3];
    const parts = [enumerate(model, x.slice(0, 2)), enumerate(model, x.slice(2, 3)), enumerate(model, x.slice(3))];
    const filtered = forward(model, x, { lengths });
    const smoothed = forwardBackward(model, x, { lengths });
    const decoded = viterbi(model, x, { lengths });
    expect(
      relativeError(
        filtered.filteredProbs.to2DArray(),
        parts.flatMap((part) => part.filtered),
      ),
    ).toBeLessThanOrEqual(RTOL);
    expect(
      relativeError(
        filtered.logLikelihood,
        parts.reduce((sum, part) => sum + part.logLikelihood, 0),
      ),
    ).toBeLessThanOrEqual(RTOL);
    expect(
      relativeError(
        smoothed.smoothedProbs.to2DArray(),
        parts.flatMap((part) => part.smoothed),
      ),
    ).toBeLessThanOrEqual(RTOL);
    const transitions = MatrixView.zeros(K, K);
    for (const part of parts) {
      for (const [a, value] of part.transitions.flat().entries()) transitions.data[a]! += value;
    }
    expect(relativeError(smoothed.expectedTransitions.data, transitions.data)).toBeLessThanOrEqual(RTOL);
    expect([...decoded.statePath]).toEqual(parts.flatMap((part) => part.bestPath));
    expect(
      relativeError(
        decoded.logJointProb,
        parts.reduce((sum, part) => sum + part.bestLogJoint, 0),
      ),
    ).toBeLessThanOrEqual(RTOL);
  });
});

describe('control', () => {
  it('forward(model with transposed transitions, x) does not match, so the comparison can fail', () => {
    const model = randomModel('diag', K, D, 11);
    const x = randomRows(T, D, 3);
    const A = model.transitionMatrix;
    const columns = Array.from({ length: K }, (_, j) => Array.from({ length: K }, (_unused, i) => A.get(i, j)));
    const wrong = createGaussianHmm({
      ...model,
      transitionMatrix: columns.map((row) => row.map((value) => value / row.reduce((sum, other) => sum + other, 0))),
    });
    expect(relativeError(forward(wrong, x).filteredProbs.to2DArray(), enumerate(model, x).filtered)).toBeGreaterThan(
      1e-3,
    );
  });

  it('relativeError(NaN, number) is infinite', () => {
    expect(relativeError([1, Number.NaN], [1, 2])).toBe(Infinity);
  });
});
