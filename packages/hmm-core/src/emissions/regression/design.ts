import type { EmissionData } from '../emission-family.ts';

/** A regression's rows: what is explained, and by what. */
export interface Design {
  /** y_t, length T. */
  readonly y: Float64Array;
  /** T x P: intercept, trend, lags 1 to p, covariates, as far as there are any. */
  readonly x: Float64Array;
  readonly nColumns: number;
  /** 1 where the row has all its lags, else 0: it is conditioned on. */
  readonly used: Uint8Array;
}

export function createDesign(
  { rows, positions, covariates, nCovariates, nSteps }: EmissionData,
  { intercept, trend, lags }: { readonly intercept: boolean; readonly trend: boolean; readonly lags: number },
): Design {
  const nColumns = (intercept ? 1 : 0) + (trend ? 1 : 0) + lags + nCovariates;
  const x = new Float64Array(nSteps * nColumns);
  const used = new Uint8Array(nSteps);
  for (let t = 0, p = 0; t < nSteps; t++) {
    // A window of an online filter begins later than its sequence.
    const known = Math.min(positions[t]!, t);
    used[t] = known >= lags ? 1 : 0;
    if (intercept) x[p++] = 1;
    if (trend) x[p++] = positions[t]!;
    for (let l = 1; l <= lags; l++) x[p++] = known >= l ? rows[t - l]! : 0;
    for (let c = 0; c < nCovariates; c++) x[p++] = covariates[t * nCovariates + c]!;
  }
  return { y: rows, x, nColumns, used };
}
