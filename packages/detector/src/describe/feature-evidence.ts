import { standardizeRowInto } from '../data/standard-scaler.ts';
import { featureVariance } from '../model/feature-variance.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';

/** What one feature of a row says about a regime. */
export interface FeatureEvidence {
  readonly name: string;
  /** In the feature's own unit. */
  readonly value: number;
  /**
   * How much more probable the value alone is in this regime than in the others taken together (by their shares of
   * time): the difference of the log densities, in nats. Positive speaks for the regime, negative against it.
   */
  readonly evidence: number;
}

/**
 * The features of a row by how much they speak for `state`, the strongest first. Each feature is judged alone (by its
 * marginal density), so with correlated features the parts do not add up to the whole. With one state all evidence is 0.
 */
export function featureEvidence(model: FittedRegimeModel, row: ArrayLike<number>, state: number): FeatureEvidence[] {
  const standardized = new Float64Array(model.nFeatures);
  standardizeRowInto(standardized, model.scaler, row);
  return model.featureNames
    .map((name, j) => ({ name, value: row[j]!, evidence: evidenceOf(model, standardized[j]!, j, state) }))
    .sort((a, b) => b.evidence - a.evidence);
}

function evidenceOf(model: FittedRegimeModel, x: number, j: number, state: number): number {
  if (model.nStates === 1) return 0;
  const others = model.regimes.map((_, k) => k).filter((k) => k !== state);
  const weight = others.reduce((sum, k) => sum + model.occupancy[k]!, 0);
  // The others may be empty in all but name; then they count the same.
  const terms = others.map((k) => {
    const share = weight > 0 ? model.occupancy[k]! / weight : 1 / others.length;
    return Math.log(share) + logDensity(model, x, j, k);
  });
  const largest = Math.max(...terms);
  const mixture = largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
  const difference = logDensity(model, x, j, state) - mixture;
  // A value so far out that it underflows everywhere (-Infinity on both sides) speaks for nobody.
  return Number.isNaN(difference) ? 0 : difference;
}

function logDensity({ hmm }: FittedRegimeModel, x: number, j: number, k: number): number {
  const variance = featureVariance(hmm, k, j);
  return -0.5 * (Math.log(2 * Math.PI * variance) + (x - hmm.means.get(k, j)) ** 2 / variance);
}
