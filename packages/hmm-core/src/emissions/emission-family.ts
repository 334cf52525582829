import type { JsonValue, MatrixView, RandomStream } from '@regimekit/numerics';

/**
 * Where the numbers of a parameter live. It decides how they are checked, how many of them are free, and in which
 * coordinates they can move without a border (`parameterVector`).
 *
 * - `real`: any finite number
 * - `positive`: above 0
 * - `probability`: 0 to 1, both included
 * - `simplex`: the last extent sums to one
 * - `covariance`: the last two extents are a symmetric, positive definite matrix
 * - `{ min, max }`: between two bounds, both included
 */
export type ParameterDomain =
  | 'real'
  | 'positive'
  | 'probability'
  | 'simplex'
  | 'covariance'
  | { readonly min: number; readonly max: number };

/** One named parameter of a family. */
export interface ParameterBlock {
  /** Extents for one state; [] is a number. A block that is not shared is stored with the states as first extent. */
  readonly shape: readonly number[];
  readonly domain: ParameterDomain;
  /** One for all states. @default false */
  readonly shared?: boolean;
  /** Not estimated: it counts as no free parameter, and `parameterVector` leaves it out. @default false */
  readonly fixed?: boolean;
}

/** The parameters of a family by name, in the order in which they are written. */
export type ParameterLayout = Readonly<Record<string, ParameterBlock>>;

/** The parameters of K states by name, each flat and row-major: K x shape, or shape alone where it is shared. */
export type EmissionParameters = Readonly<Record<string, Float64Array>>;

/** What a family is given: the rows of all sequences, one after the other. Plain data. */
export interface EmissionData {
  /** y_1..y_T, T x D, row-major. NaN is a missing value; densities and M steps see one only where `missing: 'values'`. */
  readonly rows: Float64Array;
  /** Which row of its sequence each row is, from 0; length T. */
  readonly positions: Int32Array;
  /** T. */
  readonly nSteps: number;
  /** D. */
  readonly nFeatures: number;
  /** Rows of each sequence; they sum to T. */
  readonly lengths: readonly number[];
  /** x_1..x_T, T x C, row-major; empty when the family takes none. */
  readonly covariates: Float64Array;
  /** C. */
  readonly nCovariates: number;
}

/** What an M step had to mend, counted. */
export interface EmissionRepairs {
  /** States without weight, which kept what they had. */
  emptyStates: number;
  /** Variances, or directions of variance, raised to the floor. */
  varianceFloor: number;
  /** Parameters that came to lie on a bound of their domain, for instance degrees of freedom at their largest. */
  bounds: number;
}

/** What an M step is told, and where it can tell what it had to mend. */
export interface EstimateSettings {
  /** Smallest variance of each feature, or undefined for none; a family without variances does not read it. */
  readonly varianceFloor: Float64Array | undefined;
  /** Counters of the report: a family adds to them. */
  readonly repairs: EmissionRepairs;
}

/** What a start is made for. */
export interface StartSettings {
  readonly nStates: number;
  readonly random: RandomStream;
  /** As in `EstimateSettings`. */
  readonly varianceFloor: Float64Array | undefined;
}

/** What came before the row that is drawn. */
export interface SampleContext {
  /** Index of the row within its sequence. */
  readonly t: number;
  /** The rows of the sequence drawn so far, row s at s * D; what lies behind row t - 1 is not yet drawn. */
  readonly rows: Float64Array;
  /** The covariates of this row, length C. */
  readonly covariates: Float64Array;
}

/**
 * The seam of the library: what a hidden Markov model asks of its emissions p(y_t given z_t = k). Inference, training,
 * search, sampling and the report never learn which family they serve. A family of your own is an object with the
 * members below (docs/families.md has one in about thirty lines); `name`, `layout` and `logDensitiesInto` are enough for
 * inference, `accumulate` and `estimate` make it trainable, `sampleInto` lets it be simulated.
 *
 * From `layout` the library derives what needs no family: shapes and their checks, the count of free parameters, the
 * order of the states, JSON, the flat parameter vector. Rows without any value (NaN under `missing: 'marginalise'`) have
 * density 1 and never come to the family.
 *
 * All functions are pure: the same arguments give the same bits, whatever rows come before or behind (`memory` apart).
 * Densities are with respect to the Lebesgue measure for real features and to the counting measure for whole ones.
 *
 * @typeParam Statistics what `accumulate` hands to `estimate`: weighted sums, or the rows and weights themselves where an
 *   M step needs them
 */
export interface EmissionFamily<Statistics = unknown> {
  /** What it is called in JSON, for instance 'poisson'. */
  readonly name: string;
  /** What made this family what it is, as JSON; with the name it rebuilds it. @default {} */
  readonly options?: { readonly [key: string]: JsonValue };
  /**
   * Where a worker thread finds a family of your own: the URL of a module (`import.meta.url`) that exports under
   * `exportName` either the family or a function from `options` to it.
   */
  readonly source?: { readonly module: string; readonly exportName: string };
  /** D, where the family decides it; left out: any. */
  readonly nFeatures?: number;
  /** C, how many covariates a row needs. @default 0 */
  readonly nCovariates?: number;
  /** How many earlier rows of the sequence a density reads. The first `memory` rows have density 1. @default 0 */
  readonly memory?: number;
  /** Whether a density reads `positions`, as a trend does. @default false */
  readonly usesPositions?: boolean;
  /**
   * Which missing values the family can integrate out by itself: `'values'`, any; left out, none, so that a row must be
   * complete or wholly missing.
   */
  readonly missing?: 'values';

  /** The parameters of this family in D dimensions. */
  layout(nFeatures: number): ParameterLayout;

  /** What must hold of the parameters beyond shapes and domains. @throws InvalidEmissionsError */
  checkParameters?(parameters: EmissionParameters, nStates: number, nFeatures: number): void;

  /** What must hold of the rows (finite, and as many columns as expected, they are). @throws InvalidObservationsError */
  checkObservations?(data: EmissionData): void;

  /** out[t * K + k] = log p(y_t given z_t = k), natural; -Infinity where it cannot be. */
  logDensitiesInto(out: Float64Array, data: EmissionData, parameters: EmissionParameters, nStates: number): void;

  /** What the M step needs of the rows under the weights g_t(k) = p(z_t = k given Y), T x K. */
  accumulate?(data: EmissionData, weights: Float64Array, previous: EmissionParameters, nStates: number): Statistics;

  /**
   * The M step: parameters that maximise sum_tk g_t(k) log p(y_t given k), or at least raise it over `previous` (a
   * generalised M step). A state without weight keeps what it had.
   */
  estimate?(statistics: Statistics, previous: EmissionParameters, settings: EstimateSettings): EmissionParameters;

  /**
   * Starting parameters from weights, T x K.
   *
   * @default one M step from neutral parameters (0, 1, equal probabilities, the unit matrix)
   */
  initialise?(data: EmissionData, weights: Float64Array, settings: StartSettings): EmissionParameters;

  /** The rows as points, T x anything, in which clusters are sought for starts. @default the rows themselves */
  embed?(data: EmissionData): MatrixView;

  /** Draws y_t given z_t = k into `row`, length D. */
  sampleInto?(
    row: Float64Array,
    k: number,
    parameters: EmissionParameters,
    random: RandomStream,
    context: SampleContext,
  ): void;

  /**
   * out[t * K + k] = P(Y_td <= y_td given z_t = k), the distribution function of feature d by itself. Mixed with the
   * predicted probabilities it is the one-step predictive distribution, from which pseudo-residuals come; where the
   * feature `isDiscrete`, the value just below is that at y_td - 1.
   */
  cdfInto?(out: Float64Array, data: EmissionData, d: number, parameters: EmissionParameters, nStates: number): void;

  /**
   * Mean and covariance of a row in each state, for forecasts of the observations. `row` is one row of data: its position
   * and covariates are read, its values are not.
   */
  momentsOf?(row: EmissionData, parameters: EmissionParameters, nStates: number): StateMoments;

  /** Whether feature d takes whole numbers only, so that its distribution function has steps. @default never */
  isDiscrete?(d: number): boolean;
}

/** Mean and covariance of a row in each state. */
export interface StateMoments {
  /** E(y given z = k), K x D. */
  readonly means: Float64Array;
  /** Cov(y given z = k), K x D x D; Infinity where it does not exist. */
  readonly covariances: Float64Array;
}

/** A family and the parameters of its K states. */
export interface Emissions {
  readonly family: EmissionFamily;
  readonly parameters: EmissionParameters;
}
