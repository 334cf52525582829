// Counts, criteria and the long run against hmmlearn's numbers for every synthetic fixture.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CovarianceType } from '../src/emissions/gaussian/covariance-structure.ts';
import { stationaryDistribution } from '../src/markov-chain/stationary-distribution.ts';
import { countFreeParameters } from '../src/model/free-parameters.ts';
import { aic, bic } from '../src/selection/information-criteria.ts';

const RELATIVE_TOLERANCE = 1e-13;
const folder = new URL('fixtures/', import.meta.url);

interface Fixture {
  readonly X: number[][];
  readonly init: { readonly means: number[][] };
  readonly em: { readonly iterations_20: { readonly transmat: number[][] } };
  readonly after_20: {
    readonly log_likelihood: number;
    readonly n_params: number;
    readonly aic: number;
    readonly bic: number;
    readonly stationary: number[];
  };
}

const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('fixtures', () => {
  it.each(names)('countFreeParameters, aic, bic and stationaryDistribution agree with %s', (name) => {
    const fixture = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fixture;
    const covarianceType = /spherical|diag|tied|full/.exec(name)![0] as CovarianceType;
    const [nStates, nFeatures] = [fixture.init.means.length, fixture.init.means[0]!.length];
    const expected = fixture.after_20;
    const parameters = countFreeParameters({ nStates, nFeatures, covarianceType });
    expect(parameters).toBe(expected.n_params);
    const criteria = [
      aic(expected.log_likelihood, parameters),
      bic(expected.log_likelihood, parameters, fixture.X.length),
    ];
    expectClose(criteria, [expected.aic, expected.bic]);
    expectClose(stationaryDistribution(fixture.em.iterations_20.transmat), expected.stationary);
  });

  it('there are fixtures of every covariance type', () => {
    for (const type of ['spherical', 'diag', 'tied', 'full']) {
      expect(names.some((name) => name.includes(type))).toBe(true);
    }
  });
});

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  const scale = Math.max(...expected.map(Math.abs));
  for (const [k, value] of expected.entries()) {
    expect(Math.abs(actual[k]! - value)).toBeLessThan(RELATIVE_TOLERANCE * scale);
  }
}
