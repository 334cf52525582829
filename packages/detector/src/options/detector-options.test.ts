import { describe, expect, it } from 'vitest';
import { InvalidOptionsError } from '../errors.ts';
import { refuseUnknownKeys, resolveDetectorOptions, type RegimeDetectorOptions } from './detector-options.ts';

/** What a caller without types might write. */
function resolve(options: unknown) {
  return resolveDetectorOptions(options as RegimeDetectorOptions);
}

describe('resolveDetectorOptions', () => {
  it('resolveDetectorOptions({}) fills in the documented defaults', () => {
    expect(resolve({})).toEqual({
      nStates: 3,
      covarianceType: 'diag',
      seed: 42,
      restarts: undefined,
      maxIterations: 500,
      tolerance: 1e-6,
      samplesPerParameter: 10,
      priors: undefined,
      shrinkage: undefined,
      varianceFloor: 1e-6,
      labels: undefined,
      skipSampleValidation: false,
      clock: undefined,
      modelVersion: undefined,
    });
  });

  it('resolveDetectorOptions(options) treats undefined as left out', () => {
    expect(resolve({ nStates: undefined, tolerance: undefined }).nStates).toBe(3);
  });

  it.each([
    [{ nStates: 0 }, 'nStates must be a whole number of at least 1, received 0.'],
    [{ nStates: 257 }, 'nStates must be at most 256, received 257.'],
    [{ nStates: 2.5 }, 'nStates must be a whole number of at least 1, received 2.5.'],
    [{ nStates: '3' }, 'nStates must be a whole number of at least 1, received "3".'],
    [{ nStates: null }, 'nStates must be a whole number of at least 1, received null.'],
    [{ covarianceType: 'diagonal' }, 'covarianceType must be one of spherical, diag, tied, full, received "diagonal".'],
    [{ seed: 0.5 }, 'seed must be a whole number, received 0.5.'],
    [{ seed: 2 ** 53 }, 'seed must be a whole number, received 9007199254740992.'],
    [{ restarts: 0 }, 'restarts must be a whole number of at least 1, received 0.'],
    [{ maxIterations: -1 }, 'maxIterations must be a whole number of at least 1, received -1.'],
    [
      { tolerance: -1e-9 },
      'tolerance must be a number of at least 0, or -Infinity to run every iteration, received -1e-9.',
    ],
    [
      { tolerance: NaN },
      'tolerance must be a number of at least 0, or -Infinity to run every iteration, received NaN.',
    ],
    [{ samplesPerParameter: 0 }, 'samplesPerParameter must be a number above 0, received 0.'],
    [
      { priors: { mean: [0] } },
      'priors must be an object with some of initialProbs, transitionMatrix, means, meansWeight, covariances, covariancesWeight, received {"mean":[0]}.',
    ],
    [
      { shrinkage: { weight: -1 } },
      'shrinkage must be an object with weight, a number of observations of at least 0, received {"weight":-1}.',
    ],
    [
      { shrinkage: 250 },
      'shrinkage must be an object with weight, a number of observations of at least 0, received 250.',
    ],
    [{ varianceFloor: 1 }, 'varianceFloor must be a share of the variance, at least 0 and under 1, received 1.'],
    [
      { labels: { vix_level: 0 } },
      'labels must be a function, an object of feature weights (finite numbers, not all 0), or an array with the regime of each state, received {"vix_level":0}.',
    ],
    [
      { nStates: 2, labels: ['risk_off', 'neutral'] },
      'labels must name each of risk_on, risk_off once, received risk_off, neutral.',
    ],
    [{ skipSampleValidation: 1 }, 'skipSampleValidation must be true or false, received 1.'],
    [{ clock: '2024' }, 'clock must be a function that returns a Date, received "2024".'],
    [{ modelVersion: '' }, 'modelVersion must be a text that is not empty, received "".'],
    [{ nstates: 2 }, 'RegimeDetector has no option nstates. Did you mean nStates?'],
    [{ n_states: 2 }, 'RegimeDetector has no option n_states. Did you mean nStates?'],
  ])('resolveDetectorOptions(%o) is refused in one sentence', (options, message) => {
    expect(() => resolve(options)).toThrow(InvalidOptionsError);
    expect(() => resolve(options)).toThrow(new InvalidOptionsError([message]).message);
  });

  it('resolveDetectorOptions(options) lists what there is when a name has no likeness', () => {
    expect(() => resolve({ colour: 'red' })).toThrow(/no option colour. Known are nStates, covarianceType/);
  });

  it('resolveDetectorOptions(options) names every problem at once', () => {
    const problems = (() => {
      try {
        resolve({ nStates: 0, seed: 'x', clok: 1 });
        return [];
      } catch (error) {
        return (error as InvalidOptionsError).details['problems'];
      }
    })();
    expect(problems).toHaveLength(3);
  });

  it('resolveDetectorOptions(value) refuses what is no object', () => {
    expect(() => resolve(null)).toThrow('options must be an object, received null.');
    expect(() => resolve(3)).toThrow('options must be an object, received 3.');
  });

  it('resolveDetectorOptions(options) accepts the edges of every range', () => {
    const edges = { nStates: 1, restarts: 1, maxIterations: 1, tolerance: -Infinity, varianceFloor: 0, seed: -5 };
    expect(resolve(edges)).toMatchObject(edges);
    expect(resolve({ tolerance: 0 }).tolerance).toBe(0);
  });

  it('resolveDetectorOptions(options) keeps a function, weights and an explicit list as labels', () => {
    const score = () => 1;
    expect(resolve({ labels: score }).labels).toBe(score);
    expect(resolve({ labels: { a: -1 } }).labels).toEqual({ a: -1 });
    const labels = ['neutral', 'risk_off', 'risk_on'];
    expect(resolve({ labels }).labels).toEqual(labels);
  });
});

describe('refuseUnknownKeys', () => {
  it('refuseUnknownKeys(options, names, owner) names the method and the likeliest option', () => {
    expect(() => refuseUnknownKeys({ form: '2008-01-01' }, ['from', 'to'], 'predictRegimes')).toThrow(
      'predictRegimes has no option form. Did you mean from?',
    );
    expect(() => refuseUnknownKeys({ from: 1 }, ['from', 'to'], 'predictRegimes')).not.toThrow();
  });

  it('refuseUnknownKeys(null) asks for an object', () => {
    expect(() => refuseUnknownKeys(null as never, ['from'], 'predictRegimes')).toThrow(
      'options must be an object, received null.',
    );
  });
});
