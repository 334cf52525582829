import { createRandomStream, type RandomStream } from '@regimekit/numerics';
import { createGaussianHmm, type CovarianceType, type GaussianHmm } from '../../src/index.ts';

export const covarianceTypes: readonly CovarianceType[] = ['spherical', 'diag', 'tied', 'full'];

/** A model with K states and D features, drawn from a seed. */
export function randomModel(covarianceType: CovarianceType, K: number, D: number, seed: number): GaussianHmm {
  const random = createRandomStream(seed);
  const times = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));
  const covariance = {
    spherical: () => times(K, () => variance(random)),
    diag: () => times(K, () => times(D, () => variance(random))),
    tied: () => matrix(D, random),
    full: () => times(K, () => matrix(D, random)),
  }[covarianceType];
  return createGaussianHmm({
    covarianceType,
    initialProbs: random.dirichlet(times(K, () => 2)),
    transitionMatrix: times(K, (i) => random.dirichlet(times(K, (j) => (i === j ? 4 : 1)))),
    means: times(K, () => times(D, () => 2 * random.normal())),
    covariances: covariance(),
  });
}

export function randomRows(nSteps: number, D: number, seed: number): number[][] {
  const random = createRandomStream(seed);
  return Array.from({ length: nSteps }, () => Array.from({ length: D }, () => 2 * random.normal()));
}

/** The same rows with each value missing (NaN) with probability `share`. */
export function removeAtRandom(rows: readonly (readonly number[])[], share: number, seed: number): number[][] {
  const random = createRandomStream(seed);
  return rows.map((row) => row.map((value) => (random.uniform() < share ? Number.NaN : value)));
}

function variance(random: RandomStream): number {
  return 0.3 + 2 * random.uniform();
}

// B B' + I / 2
function matrix(D: number, random: RandomStream): number[][] {
  const b = Array.from({ length: D }, () => Array.from({ length: D }, () => random.normal()));
  return b.map((row, i) => b.map((other, j) => row.reduce((sum, v, k) => sum + v * other[k]!, i === j ? 0.5 : 0)));
}
