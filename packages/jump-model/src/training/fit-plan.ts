import { MatrixView, type MatrixInput, type OptionNames } from '@regimekit/numerics';
import { checkOptions, checkWholeNumber } from '../check-options.ts';
import { ConstantFeatureError, DimensionMismatchError, InvalidOptionError, TooManyStatesError } from '../errors.ts';
import { checkJumpModel } from '../model/check-jump-model.ts';
import {
  jumpOptionNames,
  resolveSettings,
  type JumpModel,
  type JumpOptions,
  type JumpSettings,
} from '../model/jump-model.ts';
import { readObservations, type ObservedSequences } from '../observations.ts';

/** How a fit gets on. */
export interface JumpFitProgress {
  /** The start that has just ended, from 0, and how many there are. */
  readonly restart: number;
  readonly restarts: number;
  /** Which fit for given feature weights this belongs to, from 0; always 0 unless the model is sparse. */
  readonly weightRound: number;
  /** Of this start. */
  readonly objective: number;
  readonly iterations: number;
}

/** Called after each start; false stops the fit, which then returns the best it has. */
export type OnJumpFitProgress = (progress: JumpFitProgress) => boolean | void;

/** What `fitJumpModel` is told: states, penalty, variant, the search. */
export interface JumpFitOptions extends JumpOptions {
  /** K. */
  readonly nStates: number;
  /** A whole number; the same seed gives the same bytes. @default 0 */
  readonly seed?: number | undefined;
  /** k-means++ starts, each to its end. Start r is the same whatever their number. @default 100; 30 for the continuous variant, whose starts take longer and agree more often */
  readonly restarts?: number | undefined;
  /** Of each start. @default 1000 */
  readonly maxIterations?: number | undefined;
  /** A start ends when an iteration lowers its objective by no more than this. @default 1e-8 */
  readonly tolerance?: number | undefined;
  /** Of a sparse model: rounds of fitting and weighing. @default 10 */
  readonly maxWeightRounds?: number | undefined;
  /** Of a sparse model: change of the weights (L1, relative) that ends the rounds. @default 1e-4 */
  readonly weightTolerance?: number | undefined;
  /** The model that this one follows, in the units of the observations: one more start, and on equal objectives the winner. */
  readonly startFrom?: JumpModel | undefined;
  /**
   * One number per row, such as the day's return: states are numbered by their sum over the state's rows, the largest
   * first. Without it by how many rows they have, the most first.
   */
  readonly orderBy?: ArrayLike<number> | undefined;
  /** Rows of each sequence; between two of them a switch costs nothing. @default one, or those the observations carry */
  readonly lengths?: readonly number[] | undefined;
  readonly onProgress?: OnJumpFitProgress | undefined;
}

export const fitOptionNames: OptionNames<JumpFitOptions> = {
  ...jumpOptionNames,
  nStates: true,
  seed: true,
  restarts: true,
  maxIterations: true,
  tolerance: true,
  maxWeightRounds: true,
  weightTolerance: true,
  startFrom: true,
  orderBy: true,
  lengths: true,
  onProgress: true,
};

/** A checked fit: all that a start needs, as plain data. */
export interface FitPlan {
  readonly settings: JumpSettings;
  readonly observed: ObservedSequences;
  readonly seed: number;
  readonly restarts: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly maxWeightRounds: number;
  readonly weightTolerance: number;
  /** K x D; null when there is no model to follow. */
  readonly previous: Float64Array | null;
  readonly orderBy: Float64Array | null;
}

/** @throws everything that can be wrong with observations and options */
export function planFit(observations: MatrixInput, options: JumpFitOptions, owner: string): FitPlan {
  checkOptions(options, { ...fitOptionNames, executor: true, signal: true }, owner);
  const observed = readObservations(observations, options.lengths);
  const settings = resolveSettings(options, options.nStates, observed.nFeatures);
  const {
    seed = 0,
    restarts = settings.variant === 'continuous' ? 30 : 100,
    maxIterations = 1000,
    tolerance = 1e-8,
  } = options;
  const { maxWeightRounds = 10, weightTolerance = 1e-4, onProgress } = options;
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError('seed', 'a whole number', seed);
  checkWholeNumber(restarts, 'restarts', options.startFrom === undefined ? 1 : 0);
  checkWholeNumber(maxIterations, 'maxIterations', 1);
  checkWholeNumber(maxWeightRounds, 'maxWeightRounds', 1);
  checkTolerance('tolerance', tolerance);
  checkTolerance('weightTolerance', weightTolerance);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new InvalidOptionError('onProgress', 'a function', onProgress);
  }
  if (observed.nSteps < settings.nStates) throw new TooManyStatesError(settings.nStates, observed.nSteps);
  if (settings.nStates > 1) checkVaries(observed);
  return {
    settings,
    observed,
    seed,
    restarts,
    maxIterations,
    tolerance,
    maxWeightRounds,
    weightTolerance,
    previous: readPrevious(options.startFrom, settings.nStates, observed.nFeatures),
    orderBy: readScores(options.orderBy, observed.nSteps),
  };
}

function checkTolerance(option: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value !== Infinity) return;
  throw new InvalidOptionError(option, 'a finite number of at least 0', value);
}

function checkVaries({ data, nSteps, nFeatures }: ObservedSequences): void {
  const constant: number[] = [];
  for (let d = 0; d < nFeatures; d++) {
    let t = 1;
    while (t < nSteps && data[t * nFeatures + d] === data[d]) t++;
    if (t === nSteps) constant.push(d);
  }
  if (constant.length > 0) throw new ConstantFeatureError(constant);
}

function readPrevious(startFrom: JumpModel | undefined, nStates: number, nFeatures: number): Float64Array | null {
  if (startFrom === undefined) return null;
  checkJumpModel(startFrom, 'startFrom');
  const { nStates: K, nFeatures: D, centers } = startFrom;
  if (K === nStates && D === nFeatures) return centers.data.slice();
  throw new DimensionMismatchError(
    `startFrom must have ${nStates} states and ${nFeatures} features, received ${K} and ${D}.`,
    { code: 'START_MISMATCH', details: { nStates, nFeatures } },
  );
}

function readScores(orderBy: ArrayLike<number> | undefined, nSteps: number): Float64Array | null {
  if (orderBy === undefined) return null;
  const scores = Float64Array.from(orderBy);
  if (scores.length !== nSteps) {
    throw new DimensionMismatchError(
      `orderBy must have one number for each of ${nSteps} rows, received ${scores.length}.`,
      {
        code: 'SCORES_MISMATCH',
        details: { expected: nSteps, received: scores.length },
      },
    );
  }
  const wrong = scores.find((score) => !Number.isFinite(score));
  if (wrong !== undefined) throw new InvalidOptionError('orderBy', 'finite numbers', wrong);
  return scores;
}

/** The observations with each column multiplied by its weight, T x D. */
export function weightedPoints(
  { data, nSteps, nFeatures }: ObservedSequences,
  featureWeights: Float64Array,
): MatrixView {
  const points = MatrixView.zeros(nSteps, nFeatures);
  for (let i = 0; i < data.length; i++) points.data[i] = data[i]! * featureWeights[i % nFeatures]!;
  return points;
}
