import { InvalidOptionsError } from '../errors.ts';
import { regimeNames, type Regime } from './regimes.ts';
import type { StateProfile } from './state-profile.ts';
import { scoreByStress, scoreByWeights, stressFeatures } from './stress-score.ts';

/**
 * How fitted states get their names. All but the last give each state a score and name the states from the lowest
 * (`risk_on`) to the highest (`risk_off`):
 *
 * - left out: by stress, see {@link scoreByStress}
 * - an object: the sum of weight x standardised mean over the features named, for example `{ vix_level: 1, return_20d: -0.5 }`
 * - a function: any score of a {@link StateProfile}
 * - an array: the regime of each state in the order of the fit, for one who has looked at it
 */
export type LabelsOption = Readonly<Record<string, number>> | ((profile: StateProfile) => number) | readonly Regime[];

/** The rule that named the states of a model, as plain data. A function cannot be stored, only that there was one. */
export type LabelRule =
  | { readonly kind: 'stress'; readonly features: readonly string[] }
  | { readonly kind: 'total_variance' }
  | { readonly kind: 'weights'; readonly weights: Readonly<Record<string, number>> }
  | { readonly kind: 'function' }
  | { readonly kind: 'explicit'; readonly regimes: readonly Regime[] };

export interface Labelling {
  /** `order[place]` is the state of the fit that comes to that place; places run from the least to the most stressed. */
  readonly order: readonly number[];
  readonly rule: LabelRule;
}

/**
 * Puts fitted states in the order of {@link regimeNames}. States with equal scores keep the order of the mean of their
 * first feature, and after that of the fit.
 *
 * @throws InvalidOptionsError when weights name a feature that is not there, or a function returns no finite number
 */
export function labelStates(profiles: readonly StateProfile[], labels: LabelsOption | undefined): Labelling {
  if (isExplicit(labels)) return explicitLabelling(labels);
  const featureNames = Object.keys(profiles[0]!.means);
  const { rule, score } = scoring(labels, featureNames);
  const first = featureNames[0]!;
  const scored = profiles.map((profile) => ({ profile, score: score(profile) }));
  scored.sort(
    (a, b) =>
      a.score - b.score ||
      a.profile.standardizedMeans[first]! - b.profile.standardizedMeans[first]! ||
      a.profile.state - b.profile.state,
  );
  return { order: scored.map(({ profile }) => profile.state), rule };
}

interface Scoring {
  readonly rule: LabelRule;
  readonly score: (profile: StateProfile) => number;
}

function scoring(labels: Exclude<LabelsOption, readonly Regime[]> | undefined, featureNames: string[]): Scoring {
  if (typeof labels === 'function') return { rule: { kind: 'function' }, score: checked(labels) };
  if (labels !== undefined) {
    requireKnownFeatures(Object.keys(labels), featureNames);
    return { rule: { kind: 'weights', weights: { ...labels } }, score: (profile) => scoreByWeights(profile, labels) };
  }
  const features = stressFeatures(featureNames);
  const rule: LabelRule = features.length > 0 ? { kind: 'stress', features } : { kind: 'total_variance' };
  return { rule, score: scoreByStress };
}

function checked(score: (profile: StateProfile) => number): (profile: StateProfile) => number {
  return (profile) => {
    const value: unknown = score(profile);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new InvalidOptionsError([
      `The labels function must return a finite number, received ${String(value)} for state ${profile.state}.`,
    ]);
  };
}

function requireKnownFeatures(named: readonly string[], featureNames: readonly string[]): void {
  const unknown = named.filter((name) => !featureNames.includes(name));
  if (unknown.length === 0) return;
  throw new InvalidOptionsError([
    `labels gives a weight to ${unknown.join(', ')}; the features are ${featureNames.join(', ')}.`,
  ]);
}

function explicitLabelling(labels: readonly Regime[]): Labelling {
  const order = regimeNames(labels.length).map((regime) => labels.indexOf(regime));
  return { order, rule: { kind: 'explicit', regimes: [...labels] } };
}

function isExplicit(labels: LabelsOption | undefined): labels is readonly Regime[] {
  return Array.isArray(labels);
}
