import { describe, expect, it } from 'vitest';
import {
  aic,
  baumWelch,
  bic,
  countFreeParameters,
  createGaussianHmm,
  forward,
  forwardBackward,
  logLikelihood,
  stationaryDistribution,
  viterbi,
} from '../src/index.ts';
import { createDensityFunction } from '../src/inference/gaussian-densities.ts';
import { relativeError } from './support/closeness.ts';
import { fixtureNamed, fixtures, priorsOf, startOf } from './support/fixtures.ts';
import { kernels } from './support/kernels.ts';

/** Relative to the largest element of an array. */
const RTOL = 1e-9;
/** hmmlearn's own rounding error is recorded with each fixture; one iteration may differ by ten times as much. */
const NOISE_FACTOR = 10;

it('reads all 23 fixtures', () => {
  expect(fixtures).toHaveLength(23);
});

const cases = fixtures.flatMap((fixture) =>
  kernels.map(([kernel, rtol]) => [fixture.name, kernel, { fixture, rtol }] as const),
);

describe.each(cases)('hmmlearn, %s, %s', (_, kernel, { fixture, rtol }) => {
  const { X, lengths, at_init: expected } = fixture;
  const start = startOf(fixture);

  it('log densities', () => {
    const densities = new Float64Array(X.length * start.nStates);
    createDensityFunction(start)(densities, Float64Array.from(X.flat()), X.length);
    expect(relativeError(densities, expected.log_emission)).toBeLessThanOrEqual(RTOL);
  });

  it('forward(model, X, { lengths })', () => {
    const { filteredProbs, logLikelihood: total } = forward(start, X, { lengths });
    expect(relativeError(filteredProbs.to2DArray(), expected.filtered)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(total, expected.log_likelihood)).toBeLessThanOrEqual(RTOL);
  });

  it('logLikelihood(model, sequence) of each sequence', () => {
    let from = 0;
    const perSequence = lengths.map((length) => {
      from += length;
      return logLikelihood(start, X.slice(from - length, from));
    });
    expect(relativeError(perSequence, expected.log_likelihood_per_sequence)).toBeLessThanOrEqual(RTOL);
  });

  it('forwardBackward(model, X, { lengths })', () => {
    const { smoothedProbs } = forwardBackward(start, X, { lengths });
    expect(relativeError(smoothedProbs.to2DArray(), expected.posterior)).toBeLessThanOrEqual(RTOL);
  });

  it('viterbi(model, X, { lengths })', () => {
    const { statePath, logJointProb } = viterbi(start, X, { lengths, kernel });
    expect([...statePath]).toEqual(expected.viterbi_path);
    expect(relativeError(logJointProb, expected.viterbi_log_prob)).toBeLessThanOrEqual(RTOL);
  });

  const options = { lengths, priors: priorsOf(fixture), tolerance: -Infinity, kernel };

  it('baumWelch(start, X) after one iteration', () => {
    const { model } = baumWelch(start, X, { ...options, maxIterations: 1 });
    const { startprob, transmat, means, covars } = fixture.em.iterations_1;
    const noise = fixture.noise.log.iterations_1;
    const allowed = (array: keyof typeof noise) => Math.max(RTOL, NOISE_FACTOR * noise[array]);
    const { initialProbs, transitionMatrix, means: ourMeans, covariances } = model.toJSON();
    expect(relativeError(initialProbs, startprob)).toBeLessThanOrEqual(allowed('startprob'));
    expect(relativeError(transitionMatrix, transmat)).toBeLessThanOrEqual(allowed('transmat'));
    expect(relativeError(ourMeans, means)).toBeLessThanOrEqual(allowed('means'));
    expect(relativeError(covariances, covars)).toBeLessThanOrEqual(allowed('covars'));
  });

  it('baumWelch(start, X) after twenty iterations, against 80-bit arithmetic', () => {
    const result = baumWelch(start, X, { ...options, maxIterations: 20 });
    const { startprob, transmat, means, covars } = fixture.extended.iterations_20;
    const { initialProbs, transitionMatrix, means: ourMeans, covariances } = result.model.toJSON();
    expect(relativeError(initialProbs, startprob)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(transitionMatrix, transmat)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(ourMeans, means)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(covariances, covars)).toBeLessThanOrEqual(RTOL);
    expect(result.history).toHaveLength(20);
    expect(relativeError(result.history, fixture.extended.log_likelihood_history)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(result.logLikelihood, fixture.after_20.log_likelihood)).toBeLessThanOrEqual(RTOL);
    const value = logLikelihood(result.model, X, { lengths });
    expect(relativeError(result.logLikelihood, value)).toBeLessThanOrEqual(rtol);
    expect(result).toMatchObject({ iterations: 20, stopReason: 'max_iterations' });
  });

  it('baumWelch(start, X) never lets the penalised objective fall', () => {
    const { objectiveHistory } = baumWelch(start, X, { ...options, maxIterations: 20 });
    const falls = objectiveHistory.slice(1).map((value, i) => (objectiveHistory[i]! - value) / Math.abs(value));
    expect(Math.max(...falls)).toBeLessThan(1e-12);
  });

  it('aic, bic, countFreeParameters, stationaryDistribution of the result', () => {
    const { model, logLikelihood: value } = baumWelch(start, X, { ...options, maxIterations: 20 });
    const parameters = countFreeParameters(model);
    expect(parameters).toBe(fixture.after_20.n_params);
    expect(relativeError(aic(value, parameters), fixture.after_20.aic)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(bic(value, parameters, X.length), fixture.after_20.bic)).toBeLessThanOrEqual(RTOL);
    // Of hmmlearn's own matrix, since the expected one carries its rounding error.
    const { transmat } = fixture.em.iterations_20;
    expect(relativeError(stationaryDistribution(transmat), fixture.after_20.stationary)).toBeLessThanOrEqual(RTOL);
  });
});

describe('controls: the comparison can fail', () => {
  const fixture = fixtureNamed('full-k2-d2');
  const run = (lengths: number[], covariances: number) =>
    baumWelch(startOf(fixture), fixture.X, {
      lengths,
      priors: { covariances },
      maxIterations: 20,
      tolerance: -Infinity,
    });

  it('baumWelch without the prior does not match', () => {
    const { model } = run(fixture.lengths, 0);
    expect(relativeError(model.toJSON().covariances, fixture.extended.iterations_20.covars)).toBeGreaterThan(1e-6);
  });

  it('baumWelch with other sequence lengths does not match', () => {
    const { history } = run([100, 100], 0.01);
    expect(relativeError(history, fixture.extended.log_likelihood_history)).toBeGreaterThan(1e-6);
  });

  it('forward from another start does not match', () => {
    const model = createGaussianHmm({ ...startOf(fixture), initialProbs: [0.9, 0.1] });
    expect(
      relativeError(forward(model, fixture.X).filteredProbs.to2DArray(), fixture.at_init.filtered),
    ).toBeGreaterThan(1e-6);
  });
});
