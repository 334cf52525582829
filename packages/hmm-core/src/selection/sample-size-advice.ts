import type { HmmComplexity } from '../model/free-parameters.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';

/** How many observations a rule asks of a model with K states and D features. */
export type SamplesNeeded = (nStates: number, nFeatures: number, covarianceType: CovarianceType) => number;

// The simpler ones, the nearest first.
const SIMPLER: Readonly<Record<CovarianceType, readonly CovarianceType[]>> = {
  full: ['tied', 'diag', 'spherical'],
  tied: ['diag', 'spherical'],
  diag: ['spherical'],
  spherical: [],
};

/** What the caller of a too small sample can do, each way with its figure; a way that does not suffice is left out. */
export function adviseOnSampleSize(
  model: HmmComplexity & { readonly nSamples: number },
  needs: SamplesNeeded,
): string[] {
  const { nSamples, nStates, nFeatures, covarianceType } = model;
  const missing = needs(nStates, nFeatures, covarianceType) - nSamples;
  const suffices = (needed: number) => needed <= nSamples;

  const type = SIMPLER[covarianceType].find((simpler) => suffices(needs(nStates, nFeatures, simpler)));
  const features = descending(nFeatures - 1, 1).find((D) => suffices(needs(nStates, D, covarianceType)));
  const states = descending(nStates - 1, 2).find((K) => suffices(needs(K, nFeatures, covarianceType)));
  return [
    `Use a longer history: ${missing} more observations.`,
    ...(features === undefined
      ? []
      : [`Use at most ${features} of the ${nFeatures} features: ${needs(nStates, features, covarianceType)} suffice.`]),
    ...(type === undefined
      ? []
      : [`Use the simpler covariance '${type}': ${needs(nStates, nFeatures, type)} suffice.`]),
    ...(states === undefined ? [] : [`Use ${states} states: ${needs(states, nFeatures, covarianceType)} suffice.`]),
  ];
}

function descending(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, i) => from - i);
}
