import { MatrixView, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../../check-options.ts';
import { normalCdf } from '../../math/distribution-functions.ts';
import { checkWholeNumber } from '../../math/whole-number.ts';
import type { EmissionData, EmissionFamily, EmissionParameters } from '../emission-family.ts';
import { createDesign, type Design } from './design.ts';
import { createParts, type RegressionPart } from './parts.ts';
import { residualOf, residualVariances } from './residuals.ts';
import { solveWeighted } from './solve-weighted.ts';

/** What a family of regressions is made with: covariates, lags, trend, and which parts the states share. */
export interface LinearRegressionOptions {
  /** C, how many covariates each row has, given as `covariates` beside the observations. @default 0 */
  readonly nCovariates?: number | undefined;
  /** p, how many earlier values of the series itself: an autoregression AR(p). @default 0 */
  readonly lags?: number | undefined;
  /** @default true */
  readonly intercept?: boolean | undefined;
  /** A line in the number of the row within its sequence, from 0. @default false */
  readonly trend?: boolean | undefined;
  /** Parts that are the same in every state; the others switch. @default none */
  readonly tied?: readonly RegressionPart[] | undefined;
}

const optionNames: OptionNames<LinearRegressionOptions> = {
  nCovariates: true,
  lags: true,
  intercept: true,
  trend: true,
  tied: true,
};

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** What the M step needs: rows, design and weights. */
interface Statistics {
  readonly design: Design;
  readonly weights: Float64Array;
  readonly nStates: number;
}

/**
 * Gaussian linear regression in every state (Hamilton 1994, chapter 22; Krolzig 1997), of one feature on covariates, on its
 * own lags, or on both:
 *
 *     y_t = c_k + d_k t + sum_l phi_kl y_{t-l} + sum_j b_kj x_tj + e_t,    e_t ~ N(0, sigma^2_k)
 *
 * Parameters, each K x ... or shared where `tied`: `intercept`; `trend`; `lags` (p); `slopes` (C); `variances`. The first p
 * rows of every sequence have density 1: they are what is conditioned on.
 *
 * This is the autoregression with a switching intercept. Hamilton's (1989), with a switching mean, needs states that
 * remember the states before: docs/families.md builds it. The M step solves weighted least squares; where coefficients are
 * tied and variances switch, for the variances of the step before (ECM, Meng and Rubin 1993). With lags no value may be
 * missing; else a missing row has density 1.
 *
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { createHmm, forward, linearRegression } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   emissions: {
 *     family: linearRegression({ nCovariates: 1 }),
 *     parameters: { intercept: [0, 1], slopes: [[0.5], [-0.5]], variances: [1, 1] },
 *   },
 * });
 * forward(model, [[0.9], [1.1], [0.2]], { covariates: [[2], [2], [1]] }).filteredProbs;
 * ```
 */
export function linearRegression(options: LinearRegressionOptions = {}): EmissionFamily<Statistics> {
  checkOptions(options, optionNames, 'linearRegression');
  const { nCovariates = 0, lags = 0, intercept = true, trend = false, tied = [] } = options;
  checkWholeNumber(nCovariates, 'nCovariates', 0);
  checkWholeNumber(lags, 'lags', 0);
  const parts = createParts({ intercept: intercept ? 1 : 0, trend: trend ? 1 : 0, lags, slopes: nCovariates }, tied);
  const { nColumns, tiedColumns, coefficientsOf, partsOf } = parts;
  const tiedVariance = tied.includes('variances');

  const designs = new WeakMap<EmissionData, Design>();
  const designOf = (data: EmissionData): Design => {
    const design = designs.get(data) ?? createDesign(data, { intercept, trend, lags });
    designs.set(data, design);
    return design;
  };
  const estimateFrom = (
    { design, weights, nStates }: Statistics,
    before: Float64Array,
    variances: Float64Array,
    floor: number,
    repairs: { emptyStates: number; varianceFloor: number },
  ): EmissionParameters => {
    const scales = Float64Array.from({ length: nStates }, (_, k) => 1 / variances[tiedVariance ? 0 : k]!);
    const coefficients = solveWeighted({ design, weights, scales, tied: tiedColumns, before });
    const next = residualVariances(design, weights, coefficients, nStates, tiedVariance, variances, repairs);
    for (let k = 0; k < next.length; k++) {
      if (next[k]! >= floor) continue;
      next[k] = floor;
      repairs.varianceFloor++;
    }
    return { ...partsOf(coefficients, nStates), variances: next };
  };

  return {
    name: 'linear-regression',
    options: { nCovariates, lags, intercept, trend, tied: [...tied] },
    nFeatures: 1,
    nCovariates,
    memory: lags,
    usesPositions: trend,

    layout: () => ({
      ...parts.layout,
      variances: { shape: [], domain: 'positive', shared: tiedVariance },
    }),

    logDensitiesInto(out, data, parameters, nStates) {
      const design = designOf(data);
      const coefficients = coefficientsOf(parameters, nStates);
      out.fill(0);
      for (let k = 0; k < nStates; k++) {
        const variance = parameters.variances![tiedVariance ? 0 : k]!;
        const logNorm = -0.5 * (LOG_TWO_PI + Math.log(variance));
        for (let t = 0; t < data.nSteps; t++) {
          if (design.used[t] === 0) continue;
          const residual = residualOf(design, coefficients, k, t);
          out[t * nStates + k] = logNorm - (0.5 * residual * residual) / variance;
        }
      }
    },

    accumulate: (data, weights, _previous, nStates) => ({ design: designOf(data), weights, nStates }),

    estimate(statistics, previous, { varianceFloor, repairs }) {
      const before = coefficientsOf(previous, statistics.nStates);
      return estimateFrom(statistics, before, previous.variances!, varianceFloor?.[0] ?? 0, repairs);
    },

    // Least squares of the rows by themselves, drawn to that of all rows, so that a small cluster has one too.
    initialise(data, weights, { nStates, varianceFloor }) {
      const design = designOf(data);
      const drawn = weights.map((weight) => (1 - START_SHARE) * weight + START_SHARE / nStates);
      const statistics = { design, weights: drawn, nStates };
      const variances = new Float64Array(tiedVariance ? 1 : nStates).fill(1);
      const repairs = { emptyStates: 0, varianceFloor: 0 };
      const before = new Float64Array(nStates * nColumns);
      return estimateFrom(statistics, before, variances, Math.max(varianceFloor?.[0] ?? 0, SMALLEST_VARIANCE), repairs);
    },

    // Clusters of what the rows are made of, and of how far they lie from one common line.
    embed(data) {
      const design = designOf(data);
      const all = new Float64Array(data.nSteps).fill(1);
      const before = new Float64Array(nColumns);
      const tiedNone = tiedColumns.map(() => false);
      const line = solveWeighted({ design, weights: all, scales: Float64Array.of(1), tied: tiedNone, before });
      const points = MatrixView.zeros(data.nSteps, 2);
      for (let t = 0; t < data.nSteps; t++) {
        const residual = residualOf(design, line, 0, t);
        points.data[2 * t] = residual;
        points.data[2 * t + 1] = Math.abs(residual);
      }
      return points;
    },

    sampleInto(row, k, parameters, random, { t, rows, covariates }) {
      const coefficients = coefficientsOf(parameters, k + 1).subarray(k * nColumns);
      const values = [
        ...(intercept ? [1] : []),
        ...(trend ? [t] : []),
        // Before the first row lies nothing: 0.
        ...Array.from({ length: lags }, (_, l) => (t > l ? rows[t - 1 - l]! : 0)),
        ...covariates.subarray(0, nCovariates),
      ];
      const mean = values.reduce((sum, value, p) => sum + value * coefficients[p]!, 0);
      row[0] = mean + Math.sqrt(parameters.variances![tiedVariance ? 0 : k]!) * random.normal();
    },

    cdfInto(out, data, _d, parameters, nStates) {
      const design = designOf(data);
      const coefficients = coefficientsOf(parameters, nStates);
      for (let t = 0; t < data.nSteps; t++) {
        for (let k = 0; k < nStates; k++) {
          const sd = Math.sqrt(parameters.variances![tiedVariance ? 0 : k]!);
          const used = design.used[t] === 1;
          out[t * nStates + k] = used ? normalCdf(residualOf(design, coefficients, k, t) / sd) : Number.NaN;
        }
      }
    },

    momentsOf(row, parameters, nStates) {
      const design = createDesign({ ...row, rows: new Float64Array(1) }, { intercept, trend, lags });
      const coefficients = coefficientsOf(parameters, nStates);
      const variances = Float64Array.from({ length: nStates }, (_, k) => parameters.variances![tiedVariance ? 0 : k]!);
      return { means: variances.map((_, k) => -residualOf(design, coefficients, k, 0)), covariances: variances };
    },
  };
}

/** How much of a start every state takes from all rows. */
const START_SHARE = 0.1;
/** A start is a model, whatever the data. */
const SMALLEST_VARIANCE = 1e-300;
