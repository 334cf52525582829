import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  createGaussianHmm,
  createHmm,
  fitHmm,
  InvalidOptionError,
  linearRegression,
  logLikelihood,
  poisson,
  sample,
  standardErrors,
  studentT,
  type StandardErrors,
} from '../../src/index.ts';
import { relativeError } from '../support/closeness.ts';

/** What second differences of steps of a twentieth of a standard error are good for. */
const RTOL = 2e-3;

const at = ({ estimates }: StandardErrors, name: string) => {
  const found = estimates.find((estimate) => estimate.name === name);
  if (found === undefined) throw new Error(`${name} is not among ${estimates.map((e) => e.name).join(', ')}`);
  return found;
};
const one = { initialProbs: [1], transitionMatrix: [[1]] };

describe('standardErrors(model, rows)', () => {
  it.each([1, 1e-6, 1e6])('of one Gaussian: sigma / sqrt(n) and sigma^2 sqrt(2 / n), in units of %s', (unit) => {
    const truth = createGaussianHmm({ ...one, means: [[3 * unit]], covariances: [[4 * unit ** 2]] });
    const { observations } = sample(truth, 400, { seed: 1 });
    const { model } = baumWelch(truth, observations);
    const result = standardErrors(model, observations);
    const variance = model.covariances[0]!;
    expect(relativeError(at(result, 'means[0,0]').standardError!, Math.sqrt(variance / 400))).toBeLessThan(RTOL);
    expect(relativeError(at(result, 'covariances[0,0]').standardError!, variance * Math.sqrt(2 / 400))).toBeLessThan(
      RTOL,
    );
    // Half the rows are not as good: the comparison can fail.
    expect(relativeError(at(result, 'means[0,0]').standardError!, Math.sqrt(variance / 200))).toBeGreaterThan(0.2);
    expect(result.findings).toEqual([]);
    expect(result.logLikelihood).toBe(logLikelihood(model, observations));
    const { interval, estimate, standardError } = at(result, 'means[0,0]');
    expect(relativeError(interval!.upper, estimate + 1.959964 * standardError!)).toBeLessThan(1e-6);
    const ofVariance = at(result, 'covariances[0,0]').interval!;
    expect(relativeError(ofVariance.lower * ofVariance.upper, variance ** 2)).toBeLessThan(1e-10);
  });

  it('of one full covariance: those of the Wishart distribution', () => {
    const truth = createGaussianHmm({
      ...one,
      covarianceType: 'full',
      means: [[0, 1]],
      covariances: [
        [
          [1, 0.6],
          [0.6, 2],
        ],
      ],
    });
    const { observations } = sample(truth, 500, { seed: 2 });
    const { model } = baumWelch(truth, observations);
    const result = standardErrors(model, observations);
    const [a, b, , c] = model.covariances;
    expect(
      relativeError(at(result, 'covariances[0,0,1]').standardError!, Math.sqrt((a! * c! + b! ** 2) / 500)),
    ).toBeLessThan(RTOL);
    expect(relativeError(at(result, 'covariances[0,1,1]').standardError!, c! * Math.sqrt(2 / 500))).toBeLessThan(RTOL);
    expect(at(result, 'covariances[0,0,1]').scale).toBe('identity');
  });

  it('of one Poisson rate: sqrt(rate / n)', () => {
    const truth = createHmm({ ...one, emissions: { family: poisson(), parameters: { rates: [4] } } });
    const { observations } = sample(truth, 300, { seed: 1 });
    const { model } = baumWelch(truth, observations);
    const rate = model.emissions.parameters.rates![0]!;
    const error = at(standardErrors(model, observations), 'rates[0,0]').standardError!;
    expect(relativeError(error, Math.sqrt(rate / 300))).toBeLessThan(RTOL);
  });

  it('of one regression: those of least squares', () => {
    const covariates = Array.from({ length: 200 }, (_, t) => [Math.sin(t)]);
    const truth = createHmm({
      ...one,
      emissions: {
        family: linearRegression({ nCovariates: 1 }),
        parameters: { intercept: [1], slopes: [2], variances: [0.5] },
      },
    });
    const { observations } = sample(truth, 200, { seed: 1, covariates });
    const { model } = baumWelch(truth, observations, { covariates });
    const result = standardErrors(model, observations, { covariates });
    const mean = covariates.reduce((sum, [x]) => sum + x!, 0) / 200;
    const squares = covariates.reduce((sum, [x]) => sum + (x! - mean) ** 2, 0);
    const expected = Math.sqrt(model.emissions.parameters.variances![0]! / squares);
    expect(relativeError(at(result, 'slopes[0,0]').standardError!, expected)).toBeLessThan(RTOL);
  });

  it('of transitions between states that nobody confuses: the binomial, and its slope for durations', () => {
    const truth = createGaussianHmm({
      initialProbs: [1, 0],
      transitionMatrix: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      means: [[0], [100]],
      covariances: [[1], [1]],
    });
    const { observations, states } = sample(truth, 800, { seed: 3 });
    const { model } = baumWelch(truth, observations, { tolerance: 1e-10 });
    const result = standardErrors(model, observations);
    const path = Array.from(states);
    const visits = path.slice(0, -1).filter((state) => state === 0).length;
    const leave = path.filter((state, t) => t > 0 && state === 1 && path[t - 1] === 0).length / visits;
    const binomial = Math.sqrt((leave * (1 - leave)) / visits);
    for (const name of ['transitionMatrix[0,1]', 'transitionMatrix[0,0]']) {
      expect(relativeError(at(result, name).standardError!, binomial)).toBeLessThan(RTOL);
    }
    const duration = at(result, 'expectedDurations[0]');
    expect(relativeError(duration.standardError!, binomial / leave ** 2)).toBeLessThan(RTOL);
    const stay = at(result, 'transitionMatrix[0,0]').interval!;
    expect(
      relativeError([duration.interval!.lower, duration.interval!.upper], [1 / (1 - stay.lower), 1 / (1 - stay.upper)]),
    ).toBeLessThan(1e-6);
    expect(result.findings.map(({ code }) => code)).toEqual(['INITIAL_PROBS_HELD']);
  });

  it('says what lies on a bound, and what the rows say nothing about', () => {
    const truth = createGaussianHmm({
      initialProbs: [1, 0],
      transitionMatrix: [
        [0.9, 0.1],
        [0, 1],
      ],
      means: [[0], [50]],
      covariances: [[1], [1]],
    });
    const { observations } = sample(truth, 200, { seed: 1 });
    const { model } = baumWelch(truth, observations);
    const result = standardErrors(model, observations);
    expect(at(result, 'transitionMatrix[1,0]')).toMatchObject({ reason: 'bound', standardError: null, interval: null });
    expect(at(result, 'expectedDurations[1]').reason).toBe('bound');
    expect(result.findings.find(({ code }) => code === 'AT_BOUND')?.names).toContain('transitionMatrix[1,0]');

    const nearly = createGaussianHmm({
      ...model.toJSON(),
      transitionMatrix: [
        [0.9, 0.1],
        [1e-12, 1 - 1e-12],
      ],
    });
    const flat = standardErrors(nearly, observations);
    expect(at(flat, 'transitionMatrix[1,0]').reason).toBe('flat');
    expect(flat.findings.some(({ code }) => code === 'FLAT')).toBe(true);

    // With three states the held probability moves with its row, which must not make it seem sure.
    const three = createGaussianHmm({
      initialProbs: [1, 0, 0],
      transitionMatrix: [
        [0.9, 0.1 - 1e-12, 1e-12],
        [0.1, 0.8, 0.1],
        [0.1, 0.1, 0.8],
      ],
      means: [[0], [50], [100]],
      covariances: [[1], [1], [1]],
    });
    const ofThree = standardErrors(three, sample(three, 200, { seed: 1 }).observations);
    expect(at(ofThree, 'transitionMatrix[0,2]').reason).toBe('flat');
    expect(at(ofThree, 'transitionMatrix[0,1]').standardError!).toBeGreaterThan(0);
    expect(ofThree.findings.find(({ code }) => code === 'FLAT')?.names).toEqual(['transitionMatrix[0,2]']);

    const bounded = createHmm({
      ...one,
      emissions: { family: studentT(), parameters: { means: [0], scales: [1], degreesOfFreedom: [200] } },
    });
    expect(
      at(standardErrors(bounded, sample(bounded, 100, { seed: 1 }).observations), 'degreesOfFreedom[0]').reason,
    ).toBe('bound');
  });

  it('has none where the information is singular: two states that are one', () => {
    const twins = createGaussianHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      means: [[0], [0]],
      covariances: [[1], [1]],
    });
    const { observations } = sample(twins, 200, { seed: 1 });
    const result = standardErrors(twins, observations);
    expect(result.findings.some(({ code }) => code === 'SINGULAR_INFORMATION' || code === 'FLAT')).toBe(true);
    expect(result.estimates.every(({ standardError }) => standardError === null)).toBe(true);
  });

  it('says when the model is no maximum', () => {
    const truth = createGaussianHmm({ ...one, means: [[0]], covariances: [[1]] });
    const { observations } = sample(truth, 400, { seed: 1 });
    const moved = createGaussianHmm({ ...one, means: [[0.4]], covariances: [[1]] });
    expect(standardErrors(moved, observations).findings.map(({ code }) => code)).toContain('NOT_AT_MAXIMUM');
  });

  it('follows the long run where the fit tied the start to it', () => {
    const truth = createHmm({
      initialProbs: [2 / 3, 1 / 3],
      transitionMatrix: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      emissions: { family: poisson(), parameters: { rates: [3, 12] } },
    });
    const { observations } = sample(truth, 400, { seed: 1 });
    const { model } = fitHmm(observations, {
      family: poisson(),
      nStates: 2,
      stationaryStart: true,
      restarts: 2,
      tolerance: 1e-9,
    });
    const result = standardErrors(model, observations, { stationaryStart: true });
    expect(result.findings).toEqual([]);
    expect(result.estimates.every(({ standardError }) => standardError! > 0)).toBe(true);
  });

  it('covers the truth as often as it says', () => {
    const truth = createGaussianHmm({
      initialProbs: [2 / 3, 1 / 3],
      transitionMatrix: [
        [0.95, 0.05],
        [0.1, 0.9],
      ],
      means: [[0], [3]],
      covariances: [[1], [1]],
    });
    const names = ['means[0,0]', 'means[1,0]', 'transitionMatrix[0,1]', 'expectedDurations[1]'];
    const expected = [0, 3, 0.05, 10];
    const covered = [0, 0, 0, 0];
    const SETS = 60;
    for (let seed = 0; seed < SETS; seed++) {
      const { observations } = sample(truth, 400, { seed });
      const { model } = baumWelch(truth, observations, { tolerance: 1e-8, maxIterations: 300 });
      const result = standardErrors(model, observations, { level: 0.9 });
      for (const [i, name] of names.entries()) {
        const { lower, upper } = at(result, name).interval!;
        if (lower <= expected[i]! && expected[i]! <= upper) covered[i]!++;
      }
    }
    // 54 of 60 are expected (55, 54, 56, 57 were found); 46 or fewer would come with a chance of 1 in 100.
    for (const count of covered) expect(count).toBeGreaterThanOrEqual(47);
    expect(covered.reduce((a, b) => a + b)).toBeLessThan(4 * SETS);
  });

  it('throws for options that cannot be', () => {
    const model = createGaussianHmm({ ...one, means: [[0]], covariances: [[1]] });
    expect(() => standardErrors(model, [[1], [2]], { level: 95 })).toThrow(InvalidOptionError);
    expect(() => standardErrors(model, [[1], [2]], { levels: 0.9 } as never)).toThrow(/level/);
  });
});
