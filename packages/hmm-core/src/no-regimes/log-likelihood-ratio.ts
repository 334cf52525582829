import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { logScores } from '../inference/log-scores.ts';
import { ObservationMatrix } from '../observations.ts';
import { fitGaussianHmm } from '../training/fit.ts';
import type { GaussianHmmFit } from '../training/fit-result.ts';
import type { SearchSettings } from '../training/search.ts';
import { fitVar1, type NullKind, type Series } from './var1.ts';

/** How the HMM is fitted: to the data and to every simulated series alike, else the two would not be comparable. */
export interface AlternativeSettings {
  readonly nStates: number;
  readonly covarianceType: CovarianceType;
  readonly search: Required<SearchSettings> & { readonly starts: number };
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly varianceFloor: number;
  readonly seed: number;
}

export interface LikelihoodRatio {
  /** 2 (log L of the HMM - log L of the null). */
  readonly statistic: number;
  readonly hmm: number;
  readonly null: number;
  readonly fit: GaussianHmmFit;
}

/**
 * Twice the difference of the two log-likelihoods, both of the rows that have one before them in their sequence, given
 * what came before: an autoregression says nothing of a first row.
 */
export function likelihoodRatio(series: Series, kind: NullKind, settings: AlternativeSettings): LikelihoodRatio {
  const { data, nSteps, nFeatures, lengths } = series;
  const rows = new ObservationMatrix(nSteps, nFeatures, data, lengths);
  const fit = fitGaussianHmm(rows, settings);
  const scores = logScores(fit.model, rows);
  let hmm = scores.reduce((sum, score) => sum + score, 0);
  let start = 0;
  for (const length of lengths) {
    hmm -= scores[start]!;
    start += length;
  }
  const { logLikelihood } = fitVar1(series, kind);
  return { statistic: 2 * (hmm - logLikelihood), hmm, null: logLikelihood, fit };
}
