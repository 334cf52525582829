import { featureVariance } from '../model/feature-variance.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';

/**
 * For each feature of a standardised row the log density of its value in `state`, less that in the others taken together
 * by their shares of time: in nats, each feature by its marginal density.
 */
export function gaussianEvidence(model: FittedRegimeModel, row: Float64Array, state: number): number[] {
  return Array.from(row, (x, j) => evidenceOf(model, x, j, state));
}

function evidenceOf(model: FittedRegimeModel, x: number, j: number, state: number): number {
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
