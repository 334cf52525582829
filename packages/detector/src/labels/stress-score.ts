import type { StateProfile } from './state-profile.ts';

/** Features whose level is stress by definition; each counts the same. */
const STRESS_FEATURES = [
  'vix_level',
  'realized_vol_20d',
  'hy_spread',
  'log_downside_deviation_5d',
  'log_downside_deviation_20d',
  'log_downside_deviation_60d',
] as const;

/** Those of the stress features that a feature set has. */
export function stressFeatures(featureNames: readonly string[]): string[] {
  return STRESS_FEATURES.filter((name) => featureNames.includes(name));
}

/**
 * The stress of a state: the average over VIX level, realized volatility, high-yield spread and the log downside deviations
 * of `jump9` (those that the features have) of the state's mean, in training standard deviations from the training mean. So a score of 1 is a state one
 * standard deviation more stressed than the average day.
 *
 * Without any of them (plain numbers, other features) it is the state's total variance: the sum over the features
 * of the variance inside the state, each as a share of the feature's variance in training. Markets under stress move
 * more; for anything that is no market, give labels of your own.
 */
export function scoreByStress(profile: StateProfile): number {
  const features = stressFeatures(Object.keys(profile.means));
  if (features.length === 0) return profile.totalVariance;
  const sum = features.reduce((total, name) => total + profile.standardizedMeans[name]!, 0);
  return sum / features.length;
}

/** The sum of weight x standardised mean over the features named in `weights`. */
export function scoreByWeights(profile: StateProfile, weights: Readonly<Record<string, number>>): number {
  return Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * profile.standardizedMeans[name]!, 0);
}
