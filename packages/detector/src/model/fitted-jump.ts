import type { JumpModel, JumpRestartReport, JumpSettings } from '@regimekit/jump-model';
import type { RefitReport } from './fit-record.ts';

/** A jump model and what is known of its fit. */
export interface FittedJump {
  /** In standardised units; state i is regime i. */
  readonly model: JumpModel;
  readonly fitOptions: JumpFitOptionsRecord;
  readonly diagnostics: JumpDiagnostics;
}

/** The options that shaped the fit, as plain data; the settings of the model itself are in the model. */
export interface JumpFitOptionsRecord {
  readonly seed: number;
  /** null: the default of jump-model. */
  readonly restarts: number | null;
  readonly maxIterations: number;
  readonly samplesPerParameter: number;
  /** Standard deviations within which the features were brought; null where they were not. */
  readonly clip: number | null;
}

/** How the fit of a jump model went, as plain data. */
export interface JumpDiagnostics extends Omit<JumpSettings, 'nStates'> {
  /** Whether the best start stopped because its path stayed. An exhausted iteration limit is not convergence. */
  readonly converged: boolean;
  readonly stopReason: 'converged' | 'max_iterations' | 'cancelled';
  /** Of the best start. */
  readonly nIterations: number;
  /** Sum over the training rows of half the squared distance from the center, and of the penalties. */
  readonly objective: number;
  /** Changes of regime on the hindsight path of the training rows. */
  readonly switches: number;
  readonly nSamplesTrained: number;
  readonly nFeatures: number;
  readonly nStates: number;
  /** Mean over the regimes of the share of their rows that were followed by a row of the same regime. */
  readonly statePersistence: number;
  readonly restarts: readonly JumpRestartReport[];
  readonly bestRestart: number;
  /** Starts that reached the best objective: 1 of 100 may mean that it was luck. */
  readonly restartsAtOptimum: number;
  /** Regimes without a single training row: their centers mean nothing. */
  readonly emptyStates: number;
  /** Factor of each feature in the distances, by name; all 1 unless the model is sparse. */
  readonly featureWeights: Readonly<Record<string, number>>;
  /** How a refit compares with the model before it; left out where there was none. */
  readonly refit?: RefitReport | undefined;
}
