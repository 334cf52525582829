import { MatrixView, type MatrixInput, type OptionNames } from '@regimekit/numerics';
import { checkOptions, checkWholeNumber } from '../check-options.ts';
import { DimensionMismatchError, InvalidOptionError, JumpPenaltyError, KappaError } from '../errors.ts';
import { readObservations } from '../observations.ts';
import { checkGridStep } from './state-space.ts';

export const JUMP_MODEL_FORMAT_VERSION = 1;

/** `discrete`: each day is in one state. `continuous`: each day has a share of every state, on a grid. */
export type JumpVariant = 'discrete' | 'continuous';

const jumpVariants: readonly JumpVariant[] = ['discrete', 'continuous'];

/** The part of a jump model that is chosen and not learnt. */
export interface JumpSettings {
  readonly variant: JumpVariant;
  readonly nStates: number;
  /** lambda: what a switch costs, in the unit of half a squared distance of (weighted) features. */
  readonly jumpPenalty: number;
  /** Distance of the grid's points in each share, such as 0.05; null for the discrete variant. */
  readonly gridStep: number | null;
  /** Whether the continuous variant normalises its penalties (see {@link JumpOptions.modePenalty}); null for the discrete one. */
  readonly modePenalty: boolean | null;
  /** kappa^2 of the sparse variant: about how many features may count. Null: all features count alike. */
  readonly kappaSquared: number | null;
}

/** A jump model: a frozen record with private copies. What its numbers mean is the caller's: it knows no markets. */
export interface JumpModel extends JumpSettings {
  readonly nFeatures: number;
  /** Shape K x D, in the units of the observations: the mean of each state's rows. */
  readonly centers: MatrixView;
  /** Shape D, >= 0: the factor that multiplies each column before distances are taken; all 1 unless the model is sparse. */
  readonly featureWeights: Float64Array;
  /** Plain JSON, exact: see {@link parseJumpModel}. */
  toJSON(): JumpModelJson;
}

/** What `JSON.stringify` writes of a model. */
export interface JumpModelJson extends JumpSettings {
  readonly formatVersion: typeof JUMP_MODEL_FORMAT_VERSION;
  readonly centers: readonly (readonly number[])[];
  readonly featureWeights: readonly number[];
}

/** The settings as a caller gives them. */
export interface JumpOptions {
  /** @default 'discrete' */
  readonly variant?: JumpVariant | undefined;
  /** lambda >= 0, in the unit of half a squared distance. */
  readonly jumpPenalty: number;
  /** Of the continuous variant; must divide 1. @default 0.05 */
  readonly gridStep?: number | undefined;
  /**
   * Of the continuous variant: adds to the cost of leaving a grid point the log-sum-exp over all targets of the negative
   * penalties, less that of the first point, so that points in the middle of the grid, which have more near neighbours,
   * are no cheaper to live in. (It makes exp(-penalty) a transition matrix up to one factor.)
   *
   * @default true
   */
  readonly modePenalty?: boolean | undefined;
  /**
   * kappa^2, from 1 to the number of features: makes the model sparse. The features' inner weights have Euclidean norm 1
   * and a sum of at most kappa, so that about kappa^2 of them are above zero.
   *
   * @default every feature counts alike
   */
  readonly kappaSquared?: number | undefined;
}

export const jumpOptionNames: OptionNames<JumpOptions> = {
  variant: true,
  jumpPenalty: true,
  gridStep: true,
  modePenalty: true,
  kappaSquared: true,
};

/** What a jump model is made of. */
export interface JumpModelParameters extends JumpOptions {
  /** K x D. */
  readonly centers: MatrixInput;
  /** D numbers >= 0, one of them above; only a sparse model has them. @default all 1 */
  readonly featureWeights?: ArrayLike<number> | undefined;
}

/**
 * A model from known centers.
 *
 * @throws JumpPenaltyError, GridStepError, KappaError, DimensionMismatchError, InvalidObservationsError (for centers),
 *   InvalidOptionError
 *
 * @example
 * ```ts
 * import { createJumpModel, filterJumpStates } from '@regimekit/jump-model';
 *
 * const model = createJumpModel({ jumpPenalty: 2, centers: [[0], [3]] });
 * filterJumpStates(model, [[0.1], [2.9], [3.1], [3]]).states; // Int32Array [0, 1, 1, 1]
 * ```
 */
export function createJumpModel(parameters: JumpModelParameters): JumpModel {
  checkOptions(parameters, { ...jumpOptionNames, centers: true, featureWeights: true }, 'createJumpModel');
  const { data, nSteps: nStates, nFeatures } = readObservations(parameters.centers, [rowsOf(parameters.centers)]);
  const settings = resolveSettings(parameters, nStates, nFeatures);
  const featureWeights = readWeights(parameters.featureWeights, settings, nFeatures);
  return freezeJumpModel(settings, new MatrixView(nStates, nFeatures, data.slice()), featureWeights);
}

/** The record itself, from parts that are known to be right and that nobody else holds. */
export function freezeJumpModel(settings: JumpSettings, centers: MatrixView, featureWeights: Float64Array): JumpModel {
  const { variant, nStates, jumpPenalty, gridStep, modePenalty, kappaSquared } = settings;
  const record = { variant, nStates, jumpPenalty, gridStep, modePenalty, kappaSquared };
  const parts = { ...record, nFeatures: centers.columns, centers, featureWeights };
  return Object.freeze(Object.assign(Object.create(prototype) as { toJSON(): JumpModelJson }, parts));
}

// On the prototype, so that a model can be cloned to a worker.
const prototype = {
  toJSON(this: JumpModel): JumpModelJson {
    const { variant, nStates, jumpPenalty, gridStep, modePenalty, kappaSquared, centers, featureWeights } = this;
    return {
      formatVersion: JUMP_MODEL_FORMAT_VERSION,
      variant,
      nStates,
      jumpPenalty,
      gridStep,
      modePenalty,
      kappaSquared,
      centers: centers.to2DArray(),
      featureWeights: Array.from(featureWeights),
    };
  },
};

/** @throws JumpPenaltyError, GridStepError, KappaError, InvalidOptionError */
export function resolveSettings(options: JumpOptions, nStates: number, nFeatures: number): JumpSettings {
  const { variant = 'discrete', jumpPenalty, kappaSquared } = options;
  checkWholeNumber(nStates, 'nStates', 1);
  if (!jumpVariants.includes(variant)) {
    throw new InvalidOptionError('variant', `one of ${jumpVariants.join(', ')}`, variant);
  }
  if (!Number.isFinite(jumpPenalty) || jumpPenalty < 0) throw new JumpPenaltyError(jumpPenalty);
  if (kappaSquared !== undefined && !(kappaSquared >= 1 && kappaSquared <= nFeatures)) {
    throw new KappaError(kappaSquared, nFeatures);
  }
  return {
    variant,
    nStates,
    jumpPenalty,
    ...resolveGrid(options, variant, nStates),
    kappaSquared: kappaSquared ?? null,
  };
}

function resolveGrid(
  { gridStep, modePenalty }: JumpOptions,
  variant: JumpVariant,
  nStates: number,
): Pick<JumpSettings, 'gridStep' | 'modePenalty'> {
  if (variant === 'continuous') {
    if (typeof (modePenalty ?? true) !== 'boolean')
      throw new InvalidOptionError('modePenalty', 'true or false', modePenalty);
    return { gridStep: checkGridStep(gridStep ?? 0.05, nStates), modePenalty: modePenalty ?? true };
  }
  const [option, value] = gridStep === undefined ? ['modePenalty', modePenalty] : ['gridStep', gridStep];
  if (value === undefined) return { gridStep: null, modePenalty: null };
  throw new InvalidOptionError(
    option,
    'left out for the discrete variant',
    value,
    "It belongs to variant: 'continuous'.",
  );
}

function readWeights(
  weights: ArrayLike<number> | undefined,
  { kappaSquared }: JumpSettings,
  nFeatures: number,
): Float64Array {
  if (weights === undefined) return new Float64Array(nFeatures).fill(1);
  const values = Float64Array.from(weights);
  if (values.length !== nFeatures) {
    throw new DimensionMismatchError(
      `Expected one feature weight for each of ${nFeatures} columns, received ${values.length}.`,
      { code: 'WEIGHT_MISMATCH', details: { expected: nFeatures, received: values.length } },
    );
  }
  const wrong = values.find((value) => !(value >= 0) || value === Infinity);
  if (wrong !== undefined) throw new InvalidOptionError('featureWeights', 'finite numbers of at least 0', wrong);
  if (!values.some((value) => value > 0)) throw new InvalidOptionError('featureWeights', 'above 0 for one feature', 0);
  if (kappaSquared === null && values.some((value) => value !== 1)) {
    throw new InvalidOptionError('featureWeights', 'left out (or all 1) without kappaSquared', [...values]);
  }
  return values;
}

function rowsOf(centers: MatrixInput): number {
  return Array.isArray(centers) ? centers.length : ((centers as { rows?: number } | null)?.rows ?? 0);
}
