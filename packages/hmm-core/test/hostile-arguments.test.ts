import { RegimekitError } from '@regimekit/errors';
import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import * as hmm from '../src/index.ts';

const parameters = {
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
  means: [[0], [3]],
  covariances: [[1], [1]],
};
const model = hmm.createGaussianHmm(parameters);
const rows = [[0.1], [2.9], [0.2], [3.1], [0.3], [2.8]];

/** The functions as a caller without types sees them. */
type Untyped = Record<string, (...args: readonly unknown[]) => unknown>;
const call = hmm as unknown as Untyped;

/** Calls up to their options, which come last. The rest of the options is sound. */
const withOptions: readonly (readonly [string, readonly unknown[], object])[] = [
  ['forward', [model, rows], {}],
  ['logLikelihood', [model, rows], {}],
  ['forwardBackward', [model, rows], {}],
  ['viterbi', [model, rows], {}],
  ['logScores', [model, rows], {}],
  ['pathEntropy', [model, rows], {}],
  ['expectedTransitionCounts', [model, rows], {}],
  ['samplePaths', [model, rows], { nPaths: 2, seed: 1 }],
  ['smoothFixedLag', [model, rows], { lag: 1 }],
  ['createOnlineFilter', [model], {}],
  ['createBatchFilter', [model], { nSeries: 2 }],
  ['createFixedLagSmoother', [model], { lag: 1 }],
  ['relabelledShare', [model, model, rows], {}],
  ['sample', [model, 3], { seed: 1 }],
  ['rescale', [model], { shifts: [0], scales: [1] }],
  ['timeToLeave', [parameters.transitionMatrix, [1, 0]], {}],
  ['baumWelch', [model, rows], { maxIterations: 2 }],
  ['fitGaussianHmm', [rows], { nStates: 2, restarts: 1, maxIterations: 2 }],
  ['fitGaussianHmmAsync', [rows], { nStates: 2, restarts: 1, maxIterations: 2 }],
  ['dirichletNiwPriors', [], {}],
  ['reviewSample', [model, rows], {}],
  ['testNoRegimes', [rows], { replicates: 1, calibrationReplicates: 0 }],
  ['testNoRegimesAsync', [rows], { replicates: 1, calibrationReplicates: 0 }],
  ['selectNStates', [rows], { nStates: [1], outOfSample: { folds: 1 } }],
  ['selectNStatesAsync', [rows], { nStates: [1], outOfSample: { folds: 1 } }],
  ['createGaussianHmm', [], parameters],
  ['fromHmmlearn', [], hmm.toHmmlearn(model)],
];
/** Functions whose first argument is a model. */
const withModel = withOptions.filter(([, [first]]) => first === model);

async function thrown(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The message of an error of ours; what else happened is told, and matches no message of ours. */
async function refusal(work: () => unknown): Promise<string> {
  const error = await thrown(work);
  if (RegimekitError.isInstance(error) && error.kind === 'input') return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : 'nothing was thrown';
}

describe('options that cannot be meant', () => {
  it.each(withOptions)('%s accepts the sound call that the others differ from', async (name, args, options) => {
    expect(await thrown(() => call[name]!(...args, options))).toBeUndefined();
  });

  it.each(withOptions)('%s refuses options that are no object', async (name, args) => {
    for (const options of [null, 3, 'x', [3, 3], () => 1]) {
      expect(await refusal(() => call[name]!(...args, options))).toMatch(
        /must be an object with options of \w+, received/,
      );
    }
  });

  it.each(withOptions)('%s names an unknown option and what it knows', async (name, args, options) => {
    const error = await thrown(() => call[name]!(...args, { ...options, colour: 'red' }));
    expect(error).toBeInstanceOf(hmm.InvalidOptionError);
    expect(error).toMatchObject({ message: expect.stringMatching(`every option of ${name} must be one of .*colour`) });
  });

  it.each([
    ['fitGaussianHmm', [rows, { nState: 3 }], 'nStates'],
    ['forward', [model, rows, { length: [6] }], 'lengths'],
    ['viterbi', [model, rows, { initialProb: 'stationary' }], 'initialProbs'],
    ['sample', [model, 3, { sead: 1 }], 'seed'],
    ['createGaussianHmm', [{ ...parameters, covariancetype: 'full' }], 'covarianceType'],
    ['fitGaussianHmm', [rows, { nStates: 2, search: { start: 3 } }], 'starts'],
    ['fitGaussianHmm', [rows, { nStates: 2, priors: { mean: 0 } }], 'means'],
    ['baumWelch', [model, rows, { shrinkage: { wieght: 250 } }], 'weight'],
    ['dirichletNiwPriors', [{ emissions: { degreesOfFredom: 5 } }], 'degreesOfFreedom'],
  ] as const)('%s says which option was likely meant', async (name, args, meant) => {
    const error = await thrown(() => call[name]!(...args));
    expect(error).toBeInstanceOf(hmm.InvalidOptionError);
    expect(error).toMatchObject({ hint: `Did you mean ${meant}?` });
  });

  it.each([
    ['fitGaussianHmm', [rows, undefined], /options must be an object/],
    ['fitGaussianHmmAsync', [rows], /options must be an object/],
    ['createGaussianHmm', [], /options must be an object/],
    ['sample', [model, 3], /options must be an object/],
    ['sample', [model, 3, {}], /seed must be a whole number, received undefined/],
    ['sample', [model, 3, { random: Math.random }], /random must be a random stream, received a function/],
    ['samplePaths', [model, rows, { nPaths: 1 }], /seed must be a whole number/],
    ['forward', [model, rows, { lengths: 'x' }], /Expected lengths as an array of whole numbers, received "x"/],
    ['forward', [model, rows, { lengths: null }], /Expected lengths as an array of whole numbers, received null/],
    ['forward', [model, rows, { lengths: 6 }], /Expected lengths as an array of whole numbers, received 6/],
    ['forward', [model, rows, { initialProbs: null }], /initialProbs must be .* received null/],
    ['relabelledShare', [model, model, rows, { by: 'hindsight' }], /by must be 'filtered' or 'smoothed'/],
    ['fitGaussianHmm', [rows, { nStates: 2, priors: null }], /options of priors, received null/],
    ['fitGaussianHmm', [rows, { nStates: 2, search: 5 }], /options of search, received 5/],
    ['fitGaussianHmm', [rows, { nStates: 2, shrinkage: 250 }], /options of shrinkage, received 250/],
    ['fitGaussianHmm', [rows, { nStates: 2, starts: model }], /starts must be an array of models/],
    ['fitGaussianHmm', [rows, { nStates: 2, starts: [null] }], /starts\[0\] must be a Gaussian HMM, received null/],
    ['fitGaussianHmm', [rows, { nStates: 2, startFrom: {} }], /startFrom must be a Gaussian HMM/],
    ['fitGaussianHmm', [rows, { nStates: 2, fixed: 'means' }], /fixed must be an array of names/],
    ['fitGaussianHmm', [rows, { nStates: 2, stationaryStart: 'no' }], /stationaryStart must be true or false/],
    ['fitGaussianHmm', [rows, { nStates: 2, onProgress: true }], /onProgress must be a function/],
    ['baumWelch', [model, rows, { onProgress: true }], /onProgress must be a function/],
    ['createOnlineFilter', [model, { state: null }], /does not belong to the model/],
    ['relabel', [model, null], /order must be a permutation/],
    ['rescale', [model, {}], /received 0 shift\(s\)/],
    ['stationaryDistribution', [null], /transitionMatrix must be given as an array, received null/],
    ['expectedDurations', [undefined], /transitionMatrix must be given as an array/],
    ['forecastStates', [parameters.transitionMatrix, null, 3], /probs must be given as an array/],
    ['countFreeParameters', [null], /complexity must be a model/],
    ['checkSampleSize', [undefined], /question must be an object/],
  ] as const)('%s refuses %o in a sentence', async (name, args, message) => {
    expect(await refusal(() => call[name]!(...args))).toMatch(message);
  });

  it('sample(model, n, { random }) still takes a stream', () => {
    const { states } = hmm.sample(model, 5, { random: createRandomStream(1) });
    expect(states).toEqual(hmm.sample(model, 5, { seed: 1 }).states);
  });

  it('forward(model, rows, { lengths }) still takes a typed array', () => {
    const lengths = Int32Array.of(2, 4) as unknown as number[];
    expect(hmm.forward(model, rows, { lengths })).toEqual(hmm.forward(model, rows, { lengths: [2, 4] }));
  });
});

describe('models that are none', () => {
  const fit = { model, restarts: [] };
  const json: unknown = JSON.parse(JSON.stringify(model));

  it.each(withModel)('%s asks for a model', async (name, args, options) => {
    for (const none of [undefined, null, {}, 'x', fit, json]) {
      expect(await refusal(() => call[name]!(none, ...args.slice(1), options))).toMatch(
        /must be a (hidden Markov model|Gaussian HMM), received/,
      );
    }
  });

  it.each([
    ['relabel', [null, [0, 1]]],
    ['canonicalOrder', [fit]],
    ['alignStates', [model, null]],
    ['alignStates', [{}, model]],
    ['stateDivergence', [model, 0, {}, 0]],
    ['explainFit', [null]],
    ['reviewFit', [model]],
  ] as const)('%s asks for a model', async (name, args) => {
    expect(await refusal(() => call[name]!(...args))).toMatch(
      /must be (a Gaussian HMM|a hidden Markov model|what fitGaussianHmm returned), received/,
    );
  });

  it('the error says where a model is to be had', () => {
    expect(() => call['forward']!(fit, rows)).toThrow('received an object with model, restarts');
    expect(() => call['forward']!(fit, rows)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('fit.model') }),
    );
  });
});
