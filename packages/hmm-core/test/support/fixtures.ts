import { readdirSync, readFileSync } from 'node:fs';
import { createGaussianHmm, type CovarianceType, type GaussianHmm, type NestedNumbers } from '../../src/index.ts';

/** Parameters under hmmlearn's names. */
interface FixtureParameters {
  readonly startprob: number[];
  readonly transmat: number[][];
  readonly means: number[][];
  readonly covars: NestedNumbers;
}

export interface Fixture {
  readonly name: string;
  readonly covariance_type: CovarianceType;
  readonly lengths: number[];
  readonly X: number[][];
  readonly priors: Record<string, NestedNumbers>;
  readonly init: FixtureParameters;
  readonly at_init: {
    readonly log_likelihood: number;
    readonly log_likelihood_per_sequence: number[];
    readonly log_emission: number[][];
    readonly posterior: number[][];
    readonly filtered: number[][];
    readonly viterbi_path: number[];
    readonly viterbi_log_prob: number;
  };
  readonly em: { readonly iterations_1: FixtureParameters; readonly iterations_20: FixtureParameters };
  readonly after_20: {
    readonly log_likelihood: number;
    readonly n_params: number;
    readonly aic: number;
    readonly bic: number;
    readonly stationary: number[];
  };
  readonly extended: { readonly iterations_20: FixtureParameters; readonly log_likelihood_history: number[] };
  readonly noise: { readonly log: { readonly iterations_1: Record<keyof FixtureParameters, number> } };
}

const folder = new URL('../fixtures/', import.meta.url);

export const fixtures: readonly Fixture[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Fixture);

export function fixtureNamed(name: string): Fixture {
  const fixture = fixtures.find((candidate) => candidate.name === name);
  if (fixture === undefined) throw new Error(`There is no fixture '${name}'.`);
  return fixture;
}

export function startOf({ covariance_type: covarianceType, init }: Fixture): GaussianHmm {
  return createGaussianHmm({
    covarianceType,
    initialProbs: init.startprob,
    transitionMatrix: init.transmat,
    means: init.means,
    covariances: init.covars,
  });
}

/** hmmlearn's prior settings under our names. */
export function priorsOf({ priors }: Fixture) {
  return {
    initialProbs: priors.startprob_prior!,
    transitionMatrix: priors.transmat_prior!,
    means: priors.means_prior!,
    meansWeight: priors.means_weight!,
    covariances: priors.covars_prior!,
    covariancesWeight: priors.covars_weight as number,
  };
}
