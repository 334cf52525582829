import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import type { FamilySpec } from '../emissions/family-spec.ts';
import type { StopReason } from '../training/convergence.ts';

/** Why a candidate cannot be chosen. */
export interface Disqualification {
  /**
   * - `FIT_FAILED`: there is no model; `message` has the error
   * - `DEGENERATE`: every run broke down
   * - `RARE_STATE`: a state holds fewer than `minOccupancy` of the rows
   * - `SHORT_STAY`: a state lasts less than `minDuration` rows on average
   * - `WINDOW_FAILED`: a fit to a shorter history failed, or foresaw a row as impossible; with criterion `outOfSample`
   * - `CANCELLED`: not looked at any more
   */
  readonly code: 'FIT_FAILED' | 'DEGENERATE' | 'RARE_STATE' | 'SHORT_STAY' | 'WINDOW_FAILED' | 'CANCELLED';
  readonly message: string;
}

/** How well rows were foreseen that no fit had seen. */
export interface OutOfSampleScore {
  /** Log predictive density of a row, natural, averaged over all spans; higher is better. */
  readonly mean: number;
  /** How much lower that is than the best candidate's, and the standard error of this difference (Newey and West). */
  readonly shortfall: number;
  readonly standardError: number;
  /** The average of each span. */
  readonly folds: readonly number[];
}

/** One row of the table: plain data, frozen. Numbers are null where there is no model. */
export interface Candidate {
  /** For instance '3 states, full'. */
  readonly name: string;
  readonly nStates: number;
  /** Of a Gaussian HMM; null for other families. */
  readonly covarianceType: CovarianceType | null;
  readonly family: FamilySpec;
  readonly nParameters: number | null;
  /** Of all rows (of families with memory: the rows that every candidate has a density for). */
  readonly logLikelihood: number | null;
  /** Lower is better, all three. */
  readonly aic: number | null;
  readonly bic: number | null;
  readonly icl: number | null;
  readonly outOfSample: OutOfSampleScore | null;
  /** Smallest share of the rows that a state holds, in hindsight. */
  readonly minOccupancy: number | null;
  /** Shortest expected stay of a state, in rows; null also when there is one state only, which is never left. */
  readonly minDuration: number | null;
  readonly stopReason: StopReason | null;
  /** Empty: it can be chosen. */
  readonly disqualified: readonly Disqualification[];
  readonly chosen: boolean;
}
