import { standardizeRowInto } from '../data/standard-scaler.ts';
import { engineOf } from '../engines/engines.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';

/** What one feature of a row says about a regime. */
export interface FeatureEvidence {
  readonly name: string;
  /** In the feature's own unit. */
  readonly value: number;
  /**
   * Positive speaks for the regime, negative against it. Of a hidden Markov model: how much more probable the value alone
   * is in this regime than in the others taken together (by their shares of time), the difference of the log densities
   * in nats. Of a jump model: how much farther the value is from the center of the regime that comes next to this one,
   * in half squared distances.
   */
  readonly evidence: number;
}

/**
 * The features of a row by how much they speak for `state`, the strongest first. Each feature is judged alone, so with
 * correlated features the parts of a hidden Markov model do not add up to the whole (those of a jump model do). With one
 * state all evidence is 0.
 */
export function featureEvidence(model: FittedRegimeModel, row: ArrayLike<number>, state: number): FeatureEvidence[] {
  const standardized = new Float64Array(model.nFeatures);
  standardizeRowInto(standardized, model.scaler, row);
  const evidence =
    model.nStates === 1 ? model.featureNames.map(() => 0) : engineOf(model).evidence(model, standardized, state);
  return model.featureNames
    .map((name, j) => ({ name, value: row[j]!, evidence: evidence[j]! }))
    .sort((a, b) => b.evidence - a.evidence);
}
