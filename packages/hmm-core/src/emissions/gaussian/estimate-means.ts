import { EMPTY_WEIGHT, type GaussianParameters, type GaussianPriors, type Moments } from './covariance-structure.ts';

/** mu_k = (w m + sum_t g_t(k) x_t) / (w + N_k), written as a step from the old mean, about which the moments are taken. */
export function estimateMeansInto(
  next: GaussianParameters,
  moments: Moments,
  previous: GaussianParameters,
  priors: GaussianPriors,
): void {
  const { nFeatures, means } = next;
  for (let p = 0; p < means.length; p++) {
    const centre = previous.means[p]!;
    const weight = priors.meansWeight[p]!;
    const total = weight + moments.weights[Math.floor(p / nFeatures)]!;
    const step = weight * (priors.means[p]! - centre) + moments.first[p]!;
    means[p] = total <= EMPTY_WEIGHT ? centre : centre + step / total;
  }
}
