// The fixtures are hmmlearn's own numbers: what it stores, what it answers. Read through the conversion they must give
// its answers, from the shapes that it stores and from those that it shows.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  forward,
  forwardBackward,
  fromHmmlearn,
  toHmmlearn,
  viterbi,
  type HmmlearnParameters,
  type GaussianHmm,
} from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceOf } from './support/enumeration.ts';
import { fixtures, startOf, type Fixture } from './support/fixtures.ts';

/** The bound, relative to the largest element. */
const RTOL = 1e-12;

const elsewhere = process.env.REGIMEKIT_SHARED;
const folder =
  elsewhere === undefined
    ? new URL('../../../../shared/reference/', import.meta.url)
    : new URL('reference/', pathToFileURL(`${elsewhere}/`));
const present = existsSync(new URL('diag-k2-d1.json', folder));
const shared = present
  ? readdirSync(folder)
      .filter((file) => /^(ml-|map-|leftright-)?(diag|full|tied|spherical)-k.*\.json$/.test(file))
      .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Fixture)
  : [];

function parametersOf({ init, covariance_type }: Fixture): HmmlearnParameters {
  const { startprob, transmat, means, covars } = init;
  return { startprob_: startprob, transmat_: transmat, means_: means, covars_: covars, covariance_type };
}

/** As the getter of hmmlearn shows them. */
function shownCovariances(model: GaussianHmm): number[][][] {
  return Array.from({ length: model.nStates }, (_, k) => covarianceOf(model, k));
}

/** How far from hmmlearn's answers: relative to the largest element; infinite for another path. */
function distance({ X, lengths, at_init: expected }: Fixture, model: GaussianHmm): number {
  const filtered = forward(model, X, { lengths });
  const { smoothedProbs } = forwardBackward(model, X, { lengths });
  const { statePath, logJointProb } = viterbi(model, X, { lengths });
  return Math.max(
    relativeError(filtered.logLikelihood, expected.log_likelihood),
    relativeError(filtered.filteredProbs.to2DArray(), expected.filtered),
    relativeError(smoothedProbs.to2DArray(), expected.posterior),
    relativeError(logJointProb, expected.viterbi_log_prob),
    statePath.every((state, t) => state === expected.viterbi_path[t]) ? 0 : Infinity,
  );
}

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('fromHmmlearn of %s', (_, fixture) => {
  it('answers as hmmlearn does, from the shapes it stores', () => {
    expect(distance(fixture, fromHmmlearn(parametersOf(fixture)))).toBeLessThanOrEqual(RTOL);
  });

  it('is the same model from the shapes it shows, and comes back as it was', () => {
    const parameters = parametersOf(fixture);
    const model = fromHmmlearn(parameters);
    expect(model.toJSON()).toEqual(startOf(fixture).toJSON());
    expect(fromHmmlearn({ ...parameters, covars_: shownCovariances(model) }).toJSON()).toEqual(model.toJSON());
    expect(toHmmlearn(model)).toEqual(parameters);
  });
});

it('a model with another transition matrix does not give its answers', () => {
  const fixture = fixtures.find(({ name }) => name === 'full-k3-d9')!;
  const wrong = fromHmmlearn({ ...parametersOf(fixture), transmat_: [0, 1, 2].map(() => [0.4, 0.3, 0.3]) });
  expect(distance(fixture, wrong)).toBeGreaterThan(RTOL);
});

describe.skipIf(!present)(
  `the fixtures beside the repository${present ? '' : ' (skipped: ../shared is not here)'}`,
  () => {
    it.each(shared.map((fixture) => [fixture.name, fixture] as const))('fromHmmlearn of %s', (_, fixture) => {
      expect(distance(fixture, fromHmmlearn(parametersOf(fixture)))).toBeLessThanOrEqual(RTOL);
    });
  },
);
