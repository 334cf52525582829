/**
 * How the covariances of the states are parameterised.
 *
 * - `spherical`: one variance per state (K)
 * - `diag`: one variance per state and feature (K x D)
 * - `tied`: one matrix that all states share (D x D)
 * - `full`: one matrix per state (K x D x D)
 */
export type CovarianceType = 'spherical' | 'diag' | 'tied' | 'full';

/** Means (K x D) and covariances (shape by type), flat and row-major. */
export interface GaussianParameters {
  readonly nStates: number;
  readonly nFeatures: number;
  readonly means: Float64Array;
  readonly covariances: Float64Array;
}

/**
 * What the density loop needs of the covariances, computed once for all rows: per state either 1 / sd of each feature, or
 * the packed lower triangle of L^-1 where the covariance is L L'.
 */
export interface DensityFactors {
  readonly scales: Float64Array;
  /** -(D log(2 pi) + log |covariance|) / 2, per state. */
  readonly logNorms: Float64Array;
}

/**
 * Weighted moments of the data about a centre per state (the means the E step used, so that nothing cancels on data far
 * from zero). With weights g_t(k) and a = x_t - centre_k:
 */
export interface Moments {
  /** N_k = sum_t g_t(k), length K. */
  readonly weights: Float64Array;
  /** sum_t g_t(k) a, K x D. */
  readonly first: Float64Array;
  /** sum_t g_t(k) a a', its diagonal (K x D) or its packed lower triangle (K x D(D+1)/2). */
  readonly second: Float64Array;
}

/** The part of the priors that speaks of emissions, spread to full shapes. Symbols as in docs/formulas.md. */
export interface GaussianPriors {
  /** m, K x D. */
  readonly means: Float64Array;
  /** w, K x D. */
  readonly meansWeight: Float64Array;
  /** c: K x D (spherical, diag), D x D (tied) or K x D x D (full). */
  readonly covariances: Float64Array;
  /** v. */
  readonly covariancesWeight: number;
}

/** Expected weight of a state below which it counts as empty: its estimates would be quotients of underflow. */
export const EMPTY_WEIGHT = 1e-250;

/**
 * What inference and training need of one covariance type. Each type is a file of this folder with the same functions in
 * the same order; the heavy loops are shared (`diagonal-kernels.ts`, `factored-kernels.ts`).
 */
export interface CovarianceStructure {
  readonly covarianceType: CovarianceType;
  covarianceShape(nStates: number, nFeatures: number): readonly number[];
  priorShape(nStates: number, nFeatures: number): readonly number[];
  // Properties rather than methods where one type may hand on the function of another.
  readonly createFactors: (nStates: number, nFeatures: number) => DensityFactors;
  readonly createMoments: (nStates: number, nFeatures: number) => Moments;

  /** Variance of feature `d` in state `k`. */
  variance(parameters: GaussianParameters, k: number, d: number): number;

  /** Prepares the density loop. Returns the first state whose covariance is not positive definite, or -1. */
  factorInto(factors: DensityFactors, parameters: GaussianParameters): number;

  /** out[t * K + k] = log N(x_t; mean_k, covariance_k), for `nSteps` rows of `x`. */
  logDensitiesInto(
    out: Float64Array,
    x: Float64Array,
    nSteps: number,
    parameters: GaussianParameters,
    factors: DensityFactors,
  ): void;

  /** Overwrites `moments` with those of `x` under the weights g (T x K), about `centre.means`. */
  momentsInto(
    moments: Moments,
    x: Float64Array,
    nSteps: number,
    weights: Float64Array,
    centre: GaussianParameters,
  ): void;

  /**
   * M step of the covariances, for the new means that `next` holds already. Returns how many states were too empty to
   * estimate: they keep their covariance.
   */
  estimateInto(
    next: GaussianParameters,
    moments: Moments,
    previous: GaussianParameters,
    priors: GaussianPriors,
  ): number;

  /** Raises what lies below the floor (a variance per feature, length D) and returns how many values it raised. */
  raiseToFloor(parameters: GaussianParameters, floor: Float64Array): number;

  /** Log of the prior terms of means and covariances whose maximum `estimateInto` takes; additive constants left out. */
  logPrior(parameters: GaussianParameters, factors: DensityFactors, priors: GaussianPriors): number;
}
