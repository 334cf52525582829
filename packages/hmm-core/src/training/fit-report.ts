import type { KernelName } from '../kernels/kernel.ts';
import type { StopReason } from './convergence.ts';

/** What training had to mend, counted over all iterations of one run. */
export interface Repairs {
  /** Variances (spherical, diag) or directions of variance (tied, full) raised to the floor. */
  readonly varianceFloor: number;
  /** Of these, the ones at the last iteration: whether the returned model still rests on the floor. */
  readonly varianceFloorAtEnd: number;
  /** States without an expected observation, which kept their emissions. */
  readonly emptyStates: number;
  /** Rows of the transition matrix without an expected transition, which stayed as they were. */
  readonly transitionRows: number;
  /** Times the initial probabilities stayed because a prior left nothing of them. */
  readonly initialProbs: number;
  /**
   * Parameters that lie on a bound at the last iteration, for instance degrees of freedom at their largest; absent for
   * none.
   */
  readonly boundsAtEnd?: number;
}

/** Where a run became degenerate. */
export interface Degeneracy {
  /** Iterations behind the last usable parameters: the M step after these gave no model. */
  readonly iteration: number;
  readonly state?: number;
  /** The feature that varies no more inside that state, when it is a single one. */
  readonly feature?: number;
  readonly cause: 'impossible_data' | 'collapsed_variance' | 'singular_covariance' | 'overflow';
}

/** How a fit went, whatever its outcome: a numerical failure is data, not an exception. */
export interface FitReport {
  /**
   * Entry i is the data log-likelihood of the parameters after i iterations, entry 0 that of the start. The returned
   * model is not in it: its value is `logLikelihood`. After `objective_decreased` one more entry follows, that of the
   * step taken back.
   */
  readonly history: readonly number[];
  /** The same for the penalised objective: data log-likelihood plus log prior (docs/formulas.md). */
  readonly objectiveHistory: readonly number[];
  /** M steps made, the one taken back by `objective_decreased` included. */
  readonly iterations: number;
  readonly stopReason: StopReason;
  /** Data log-likelihood of the returned model, natural, summed over the sequences. */
  readonly logLikelihood: number;
  /** The same plus the log prior; it is what restarts are compared by. */
  readonly penalisedObjective: number;
  readonly repairs: Repairs;
  readonly degeneracy?: Degeneracy;
  /** Extrapolations tried by `acceleration: 'squarem'`, and how many of them gained too little and were taken back. */
  readonly extrapolations?: { readonly tried: number; readonly refused: number };
  /** Which implementation of the inner loops computed this. */
  readonly kernel: KernelName;
}
