import type { Repairs, StartKind, StopReason } from '@regimekit/hmm-core';

/** How a fit went, as plain data. */
export interface FitDiagnostics {
  /** Whether the best restart stopped because it gained less than the tolerance. An exhausted iteration limit is not convergence. */
  readonly converged: boolean;
  readonly stopReason: StopReason;
  /** EM iterations of the best restart. */
  readonly nIterations: number;
  /** Natural log-likelihood of the training rows, as a density of the standardised features. */
  readonly logLikelihood: number;
  /** The same as a density of the features in their own units: less T times the sum of the log standard deviations. */
  readonly logLikelihoodInFeatureUnits: number;
  readonly nSamplesTrained: number;
  readonly nFeatures: number;
  readonly nStates: number;
  readonly nParameters: number;
  /** Mean of the transition matrix's diagonal: the probability that a regime lasts another day, averaged over regimes. */
  readonly statePersistence: number;
  readonly restarts: readonly RestartSummary[];
  readonly bestRestart: number;
  /** Runs that reached the best optimum (`optima` of hmm-core): 1 of 12 may mean that it was luck. */
  readonly restartsAtOptimum: number;
  /** What the best restart had to mend: variances raised to the floor, states that emptied, and so on. */
  readonly repairs: Repairs;
  /** How a refit compares with the model before it; left out where there was none. */
  readonly refit?: RefitReport | undefined;
  /** The code that did the arithmetic; the same seed gives the same bytes with the same kernel. */
  readonly kernel: string;
}

/** What a refit does to the labels of the history that it shares with the model before it. */
export interface RefitReport {
  /** SHA-256 of the feature values that the previous model was trained on; null where it was imported. */
  readonly previousDataFingerprint: string | null;
  /** Rows up to the last training day of the previous model (all rows where days are not known). */
  readonly commonRows: number;
  /** Share of the common rows whose most probable regime (filtered) is another now, 0 to 1. */
  readonly relabelledShare: number;
  /** The same among the newest of them, 0 to 1. */
  readonly relabelledShareNewest: number;
  /** How many rows count as the newest: 252, or all if there are fewer. */
  readonly newestRows: number;
  /** Bhattacharyya distance between each regime of the previous model and the state that took its place. */
  readonly alignmentCosts: readonly number[];
  /** How much more the second best assignment by these distances would cost; near 0 two states look alike. null for one regime. */
  readonly alignmentMargin: number | null;
}

export interface RestartSummary {
  /** Where it began: at quantiles, clusters, random rows, or the previous model. */
  readonly start: StartKind;
  /** null for a restart that broke down. */
  readonly logLikelihood: number | null;
  readonly iterations: number;
  /** `abandoned`: a short run that others outran. */
  readonly stopReason: StopReason | 'abandoned';
}

/** What a model was fitted on. */
export interface TrainingSpan {
  readonly rows: number;
  readonly sequences: number;
  /** First and last day; null for features without dates. */
  readonly from: string | null;
  readonly to: string | null;
  /** SHA-256 of the feature values (row-major 64-bit floats, little-endian) in their own units. */
  readonly dataFingerprint: string;
}

/** Where a model comes from that was not fitted here. */
export interface ImportRecord {
  /** In words: the program, the paper, the file. */
  readonly source: string;
  /** SHA-256 of the file that it was read from, where there was one. */
  readonly sha256?: string | undefined;
  /** Which state of the source became which regime: `regimes[i]` is its state `stateOrder[i]`. */
  readonly stateOrder: readonly number[];
  /** Whether the scaler came with the model, or was derived from its own long-run moments. */
  readonly scaler: 'given' | 'derived';
}
