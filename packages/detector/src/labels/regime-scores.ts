import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import type { LabelRule } from './label-states.ts';
import { profileStates, type StateProfile } from './state-profile.ts';
import { scoreByStress, scoreByWeights } from './stress-score.ts';

/**
 * What the rule behind the names of a model says of each of its regimes, in training standard deviations of an average
 * feature (by total variance: in training variances). After a first fit the scores rise from `risk_on` to `risk_off`; a refit keeps
 * the names of the model before it, and there they may lie a little out of order, see {@link matchRegimes}.
 *
 * @returns one score a regime; null where names were given one by one or by a function, which cannot be asked again
 *
 * @example
 * ```ts
 * import { regimeScores, RegimeDetector } from '@regimekit/detector';
 *
 * const calm = Array.from({ length: 300 }, (_, t) => 15 + 2 * Math.sin(t));
 * const storm = Array.from({ length: 300 }, (_, t) => 40 + 9 * Math.sin(t));
 * const detector = new RegimeDetector({ nStates: 2, seed: 1 }).fit([...calm, ...storm], { featureNames: ['vix_level'] });
 * regimeScores(detector.model); // about [-0.94, 0.94]
 * ```
 */
export function regimeScores({ moments, scaler, featureNames, labelRule }: FittedRegimeModel): number[] | null {
  return scoresByRule(profileStates(moments, scaler, featureNames), labelRule);
}

/** The same of states that have no names yet. */
export function scoresByRule(profiles: readonly StateProfile[], rule: LabelRule): number[] | null {
  switch (rule.kind) {
    case 'stress':
      return profiles.map(scoreByStress);
    case 'total_variance': {
      const nFeatures = Object.keys(profiles[0]!.means).length;
      return profiles.map(({ totalVariance }) => totalVariance / nFeatures);
    }
    case 'weights': {
      const { weights } = rule;
      const sum = Object.values(weights).reduce((total, weight) => total + Math.abs(weight), 0);
      return profiles.map((profile) => scoreByWeights(profile, weights) / sum);
    }
    default:
      return null;
  }
}
