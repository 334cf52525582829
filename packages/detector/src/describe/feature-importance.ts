import { featureVariance } from '../model/feature-variance.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';

/**
 * How much each feature tells the regimes apart. Of feature j's variance under the model,
 *
 *     between_j = sum_k w_k (m_kj - m_j)^2,   within_j = sum_k w_k s_kj^2,   m_j = sum_k w_k m_kj,
 *
 * with w_k the regime's share of time, the importance is between_j / (between_j + within_j) (the correlation ratio),
 * divided by the sum over the features. Not negative, sums to one. A model whose regimes have equal means (or one
 * regime) tells nothing apart by them: then every feature has the same importance.
 *
 * Regimes that differ in their variances alone are not seen by it, and two features that say the same both count.
 */
export function featureImportance(model: FittedRegimeModel): Readonly<Record<string, number>> {
  const shares = model.featureNames.map((_, j) => betweenShare(model, j));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const entries = model.featureNames.map((name, j) => [name, total > 0 ? shares[j]! / total : 1 / shares.length]);
  return Object.fromEntries(entries) as Record<string, number>;
}

function betweenShare({ moments, occupancy }: FittedRegimeModel, j: number): number {
  const states = Array.from(occupancy, (weight, k) => ({ weight, mean: moments.means.get(k, j), k }));
  const overall = states.reduce((sum, { weight, mean }) => sum + weight * mean, 0);
  const between = states.reduce((sum, { weight, mean }) => sum + weight * (mean - overall) ** 2, 0);
  const within = states.reduce((sum, { weight, k }) => sum + weight * featureVariance(moments, k, j), 0);
  return between / (between + within);
}
