import type { GaussianHmm } from '@regimekit/hmm-core';
import type { StandardScaler } from '../data/standard-scaler.ts';
import { featureVariance } from '../model/feature-variance.ts';

/** What is known of a fitted state before it has a name; a labelling function judges by it. */
export interface StateProfile {
  /** The state's number in the fit. */
  readonly state: number;
  /** Mean of each feature in its own unit. */
  readonly means: Readonly<Record<string, number>>;
  /** Standard deviation of each feature inside the state, in its own unit. */
  readonly standardDeviations: Readonly<Record<string, number>>;
  /** Mean of each feature in training standard deviations from the training mean. */
  readonly standardizedMeans: Readonly<Record<string, number>>;
  /** Sum of the features' variances inside the state, each as a share of the feature's variance in training. */
  readonly totalVariance: number;
}

export function profileStates(
  model: GaussianHmm,
  scaler: StandardScaler,
  featureNames: readonly string[],
): StateProfile[] {
  return Array.from({ length: model.nStates }, (_, state) => profileState(model, scaler, featureNames, state));
}

function profileState(
  model: GaussianHmm,
  { means, scales }: StandardScaler,
  featureNames: readonly string[],
  state: number,
): StateProfile {
  const standardized = model.means.row(state);
  const variances = featureNames.map((_, j) => featureVariance(model, state, j));
  return {
    state,
    means: byName(featureNames, (j) => means[j]! + scales[j]! * standardized[j]!),
    standardDeviations: byName(featureNames, (j) => scales[j]! * Math.sqrt(variances[j]!)),
    standardizedMeans: byName(featureNames, (j) => standardized[j]!),
    totalVariance: variances.reduce((sum, variance) => sum + variance, 0),
  };
}

function byName(names: readonly string[], value: (j: number) => number): Record<string, number> {
  return Object.fromEntries(names.map((name, j) => [name, value(j)]));
}
