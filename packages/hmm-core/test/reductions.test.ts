import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  createGaussianHmm,
  forward,
  forwardBackward,
  logLikelihood,
  viterbi,
  type GaussianHmm,
} from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceOf, logNormal } from './support/enumeration.ts';
import { kernels } from './support/kernels.ts';
import { covarianceTypes, randomModel, randomRows } from './support/models.ts';

const RTOL = 1e-11;
const x = randomRows(60, 3, 51);
/** Too few rows for WebAssembly: the densities come from TypeScript. */
const few = x.slice(0, 20);

function asFull(model: GaussianHmm): GaussianHmm {
  const covariances = Array.from({ length: model.nStates }, (_, k) => covarianceOf(model, k));
  return createGaussianHmm({ ...model, covarianceType: 'full', covariances });
}

describe('reductions', () => {
  it.each(covarianceTypes)('a full model with the covariances of a %s one gives the same answers', (type) => {
    const model = randomModel(type, 3, 3, 52);
    const full = asFull(model);
    for (const rows of [x, few]) {
      expect(relativeError(logLikelihood(full, rows), logLikelihood(model, rows))).toBeLessThan(RTOL);
      const [filtered, expected] = [full, model].map((one) => forward(one, rows).filteredProbs.data);
      expect(relativeError(filtered!, expected!)).toBeLessThan(RTOL);
      expect(viterbi(full, rows).statePath).toEqual(viterbi(model, rows).statePath);
    }
  });

  it('control: a diag model with the variances of a full one gives other answers', () => {
    const full = randomModel('full', 3, 3, 52);
    const variances = [0, 1, 2].map((k) => covarianceOf(full, k).map((row, d) => row[d]!));
    const diag = createGaussianHmm({ ...full, covarianceType: 'diag', covariances: variances });
    expect(relativeError(logLikelihood(diag, x), logLikelihood(full, x))).toBeGreaterThan(1e-3);
  });

  it.each(kernels)('in one dimension diag, spherical and full train alike, %s', (kernel) => {
    const rows = x.map((row) => row.slice(0, 1));
    const diag = randomModel('diag', 2, 1, 53);
    const run = (model: GaussianHmm) => baumWelch(model, rows, { maxIterations: 30, tolerance: -Infinity, kernel });
    const expected = run(diag);
    for (const covarianceType of ['spherical', 'full'] as const) {
      const other = run(createGaussianHmm({ ...diag, covarianceType }));
      expect(relativeError(other.history, expected.history)).toBeLessThan(RTOL);
      expect(relativeError(other.model.covariances, expected.model.covariances)).toBeLessThan(1e-9);
    }
  });

  it('with equal rows of the transition matrix the model is a mixture', () => {
    const model = randomModel('full', 3, 3, 54);
    const weights = [...model.initialProbs];
    const mixture = createGaussianHmm({ ...model, transitionMatrix: weights.map(() => weights) });
    const { filteredProbs, logLikelihood: value } = forward(mixture, x);
    const joint = x.map((row) =>
      weights.map((weight, k) => weight * Math.exp(logNormal(row, [...model.means.row(k)], covarianceOf(model, k)))),
    );
    const density = joint.map((row) => row.reduce((sum, p) => sum + p, 0));
    expect(
      relativeError(
        value,
        density.reduce((sum, p) => sum + Math.log(p), 0),
      ),
    ).toBeLessThan(RTOL);
    const responsibilities = joint.map((row, t) => row.map((p) => p / density[t]!));
    expect(relativeError(filteredProbs.to2DArray(), responsibilities)).toBeLessThan(RTOL);
    expect(relativeError(forwardBackward(mixture, x).smoothedProbs.to2DArray(), responsibilities)).toBeLessThan(RTOL);
  });

  it('one state is a Gaussian: one iteration gives its mean and covariance', () => {
    const start = createGaussianHmm({
      covarianceType: 'full',
      initialProbs: [1],
      transitionMatrix: [[1]],
      means: [[0, 0, 0]],
      covariances: [
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      ],
    });
    const { model, stopReason, iterations } = baumWelch(start, x);
    const mean = [0, 1, 2].map((d) => x.reduce((sum, row) => sum + row[d]! / x.length, 0));
    const covariance = [0, 1, 2].map((i) =>
      [0, 1, 2].map((j) => x.reduce((sum, row) => sum + ((row[i]! - mean[i]!) * (row[j]! - mean[j]!)) / x.length, 0)),
    );
    expect({ stopReason, iterations }).toEqual({ stopReason: 'tolerance', iterations: 2 });
    expect(relativeError(model.means.data, mean)).toBeLessThan(RTOL);
    expect(relativeError(model.covariances, covariance)).toBeLessThan(RTOL);
  });
});
