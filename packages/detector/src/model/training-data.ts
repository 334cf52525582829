import type { FitProgress } from '@regimekit/hmm-core';
import type { MatrixView, TaskExecutor } from '@regimekit/numerics';
import type { FeatureTable } from '../data/feature-table.ts';
import type { StandardScaler } from '../data/standard-scaler.ts';
import type { PreviousFit } from './align-with-previous.ts';

export interface FitOptions {
  /** Fit with less data than the sample-size rule asks for, at your own risk. @default what the constructor was given */
  readonly skipSampleValidation?: boolean | undefined;
  /** Names of the columns of plain numbers. @default feature_0, feature_1, ... */
  readonly featureNames?: readonly string[] | undefined;
  /**
   * The model that this refit follows, as a fitted detector. The fit starts from it, its regimes keep their names (states
   * are matched by the days they share, and what is clearly more stressed never takes the name of what is less, see
   * `matchRegimes`), and `getDiagnostics().refit` says what share of the common history changes its label.
   *
   * @default none: states are named by `labels`
   */
  readonly previous?: PreviousFit | undefined;
  /**
   * With `previous`: `warm` starts from it alone, which keeps the meaning of the regimes best; `search` tries the usual
   * starts beside it and takes the best optimum, whatever it means.
   *
   * @default 'warm'
   */
  readonly refit?: 'warm' | 'search' | undefined;
  /**
   * Called after every iteration; `false` stops the fit with stop reason `cancelled`. Of a jump model after every start,
   * with the negative objective as `logLikelihood`: the log density of rows and switches up to a constant.
   */
  readonly onProgress?: ((progress: FitProgress) => boolean | void) | undefined;
}

export interface FitAsyncOptions extends FitOptions {
  /** Where the restarts run, for example a pool of worker threads; any number of workers gives the same bytes. @default in this thread */
  readonly executor?: TaskExecutor | undefined;
  /** Aborts the fit; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Training rows that passed every check. */
export interface TrainingData {
  readonly table: FeatureTable;
  readonly featureNames: readonly string[];
  readonly scaler: StandardScaler;
  /** T x D, standardised. */
  readonly observations: MatrixView;
}
