import { inlineExecutor, quantile, type MatrixInput, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { readEmissionData } from '../emissions/emission-data.ts';
import { specOf } from '../emissions/family-spec.ts';
import { checkTrainable } from '../emissions/start-of.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import { checkModel, isGaussianHmm } from '../model/check-model.ts';
import { emissionsOf } from '../model/emissions-of.ts';
import { createGaussianHmm } from '../model/gaussian-hmm.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import { checkFloorShare, checkOnProgress, checkTolerance } from '../training/em-settings.ts';
import { checkSendable } from '../training/hmm-fit-task.ts';
import { stateOf } from '../training/hmm-parameters.ts';
import type { ExecutorOptions } from '../training/run-search-async.ts';
import { bootstrapTask, type BootstrapPlan, type BootstrapReplicate, type SentModel } from './bootstrap-task.ts';
import {
  checkLevel,
  withError,
  withoutError,
  type Interval,
  type ParameterEstimate,
  type UncertaintyFinding,
} from './estimate.ts';
import { quantitiesOf, scales, type Quantity } from './quantities.ts';

/** How many replicates, from which seed, fitted how, run by whom. */
export interface BootstrapOptions extends ExecutorOptions {
  /** Data sets to draw. @default 200 */
  readonly replicates?: number | undefined;
  /** A whole number; the same seed gives the same bytes for any number of workers. @default 0 */
  readonly seed?: number | undefined;
  /** Coverage of the intervals. @default 0.95 */
  readonly level?: number | undefined;
  /** Rows of each sequence. @default one sequence, or the lengths the observations carry */
  readonly lengths?: readonly number[] | undefined;
  /** What a NaN means; the drawn rows get the same gaps. @default 'error' */
  readonly missing?: MissingPolicy | undefined;
  /** What a regression explains by: T x C, the same in every draw. @default none; needed where the family takes some */
  readonly covariates?: MatrixInput | undefined;
  /** Of each refit: EM iterations at the most. @default 300 */
  readonly maxIterations?: number | undefined;
  /** Of each refit: gain per observation at which to stop. @default 1e-6 */
  readonly tolerance?: number | undefined;
  /** Of each refit: smallest variance as a share of each feature's. @default 1e-6 */
  readonly varianceFloor?: number | undefined;
  /** Whether the fit tied the initial probabilities to the long run of the chain. @default false */
  readonly stationaryStart?: boolean | undefined;
  /** Hears of each refit; returning false ends the bootstrap with those that are done. */
  readonly onProgress?: ((progress: BootstrapProgress) => boolean | void) | undefined;
}

/** How far a bootstrap has come. */
export interface BootstrapProgress {
  /** Refits behind us. */
  readonly done: number;
  readonly replicates: number;
}

const optionNames: OptionNames<BootstrapOptions> = {
  replicates: true,
  seed: true,
  level: true,
  lengths: true,
  missing: true,
  covariates: true,
  maxIterations: true,
  tolerance: true,
  varianceFloor: true,
  stationaryStart: true,
  onProgress: true,
  executor: true,
  signal: true,
};

/** A number of the model, how well it is known, and where its refits lie. */
export interface BootstrapEstimate extends ParameterEstimate {
  /** Between the quantiles of the refits; Infinity is a duration without end. Null where there are none. */
  readonly percentile: Interval | null;
  /** Mean of the refits minus the estimate, on the scale of the interval: how much such a fit errs on average. */
  readonly bias: number | null;
}

/** What the replicates of a parametric bootstrap say of each parameter. */
export interface BootstrapErrors {
  /** In the order of `standardErrors`. */
  readonly estimates: readonly BootstrapEstimate[];
  readonly findings: readonly UncertaintyFinding[];
  readonly level: number;
  readonly seed: number;
  /** Data sets that were drawn, and refits that are counted in the estimates. */
  readonly drawn: number;
  readonly used: number;
  /** Refits that gave nothing: collapsed, or impossible. */
  readonly failed: number;
  /** Refits in use that ended without converging. */
  readonly notConverged: number;
  /** Refits in use whose states had to be renumbered to match. */
  readonly swapped: number;
}

/** Refits below which nothing is said. */
const FEWEST_REFITS = 10;

/**
 * Standard errors and intervals by parametric bootstrap (Efron and Tibshirani 1993; for hidden Markov models Zucchini,
 * MacDonald and Langrock 2016, section 3.6.2, and Visser, Raijmakers and Molenaar 2000): data sets of the same lengths are
 * drawn from the model and the model is fitted to each, by EM that begins at the truth. The spread of the refits is that of
 * the fit, without any second derivatives. States are matched to the ones that drew the rows.
 *
 * Each refit is one task on the executor and draws from a stream of its own: the same bytes for any number of workers. An
 * abort rejects with `signal.reason`; an `onProgress` that returns false resolves with the refits that are done.
 *
 * What it does not say: whether the model is right (`testResiduals`), or whether another search would have found another
 * optimum, since each refit begins at the truth. Refits that fail are counted, not hidden.
 *
 * @param observations - T x D, those the model was fitted to; only their lengths, gaps and covariates are used
 * @throws as `baumWelch` and `sample` (as a rejection); InvalidOptionError, also for a family that cannot be sent
 *
 * @example
 * ```ts
 * import { bootstrapErrors, createGaussianHmm, sample } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[0], [5]],
 *   covariances: [[1], [1]],
 * });
 * const { observations } = sample(model, 300, { seed: 1 });
 * const { estimates } = await bootstrapErrors(model, observations, { replicates: 20, seed: 1 });
 * estimates.find(({ name }) => name === 'expectedDurations[0]')?.percentile; // wide: a dozen stays teach little
 * ```
 */
export async function bootstrapErrors(
  model: HiddenMarkovModel,
  observations: Observations,
  options: BootstrapOptions = {},
): Promise<BootstrapErrors> {
  checkModel(model);
  checkOptions(options, optionNames, 'bootstrapErrors');
  const { executor = inlineExecutor, signal, replicates = 200, level = 0.95 } = options;
  signal?.throwIfAborted();
  checkWholeNumber(replicates, 'replicates');
  checkLevel(level);
  checkOnProgress(options.onProgress as never);
  const { family } = emissionsOf(model);
  checkTrainable(family);
  if (family.sampleInto === undefined) {
    throw new InvalidOptionError('model', 'of a family with sampleInto', `one of ${family.name} without it`);
  }
  const travels = executor !== inlineExecutor;
  if (travels) checkSendable(specOf(family));
  const plan = planBootstrap(model, observations, options);
  const outcomes: (BootstrapReplicate | undefined)[] = Array.from({ length: replicates });
  let next = 0;
  let done = 0;
  let cancelled = false;
  const lane = async () => {
    while (next < replicates && !cancelled) {
      const replicate = next++;
      const input = { plan, replicate, ...(travels ? {} : { family }) };
      outcomes[replicate] = await executor.run(bootstrapTask, input, { signal });
      done++;
      if (options.onProgress?.({ done, replicates }) === false) cancelled = true;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(Math.max(executor.concurrency, 1), replicates) }, lane));
  } finally {
    cancelled ||= done < replicates;
  }
  const drawn = outcomes.filter((outcome) => outcome !== undefined);
  return summarise(quantitiesOf(model), drawn, { level, seed: plan.seed, cancelled: drawn.length < replicates });
}

function planBootstrap(model: HiddenMarkovModel, observations: Observations, options: BootstrapOptions): BootstrapPlan {
  const { seed = 0, lengths, missing, covariates, maxIterations = 300, tolerance = 1e-6 } = options;
  const { varianceFloor = 1e-6, stationaryStart = false } = options;
  checkWholeNumber(seed, 'seed', -Infinity);
  checkWholeNumber(maxIterations, 'maxIterations');
  checkTolerance(tolerance);
  checkFloorShare(varianceFloor);
  const { family } = emissionsOf(model);
  const data = readEmissionData(family, observations, { lengths, missing, covariates }, model.nFeatures);
  const gaps = Uint8Array.from(data.rows, (value) => (Number.isNaN(value) ? 1 : 0));
  return {
    model: send(model),
    lengths: [...data.lengths],
    gaps: gaps.includes(1) ? gaps : new Uint8Array(0),
    covariates: data.covariates,
    nCovariates: data.nCovariates,
    seed,
    fit: { maxIterations, tolerance, varianceFloor, stationaryStart },
  };
}

function send(model: HiddenMarkovModel): SentModel {
  if (isGaussianHmm(model)) return { gaussian: createGaussianHmm(model).toJSON() };
  return { state: stateOf(model), spec: specOf(model.emissions.family), nFeatures: model.nFeatures };
}

function summarise(
  quantities: readonly Quantity[],
  drawn: readonly BootstrapReplicate[],
  { level, seed, cancelled }: { readonly level: number; readonly seed: number; readonly cancelled: boolean },
): BootstrapErrors {
  const used = drawn.filter(({ values }) => values.length > 0);
  const failed = drawn.length - used.length;
  const notConverged = used.filter(({ stopReason }) => stopReason !== 'tolerance').length;
  const swapped = used.filter((replicate) => replicate.swapped).length;
  const estimates = quantities.map((quantity, q) =>
    estimateOf(
      quantity,
      used.map(({ values }) => values[q]!),
      level,
    ),
  );
  const finding = (
    code: UncertaintyFinding['code'],
    count: number,
    message: string,
    severity: UncertaintyFinding['severity'] = 'warning',
  ): UncertaintyFinding[] => (count > 0 ? [{ code, severity, message, names: [] }] : []);
  const bound = estimates.filter(({ reason }) => reason === 'bound').map(({ name }) => name);
  return {
    estimates,
    findings: [
      ...finding(
        'REFITS_FAILED',
        failed,
        `${failed} of ${drawn.length} refits collapsed and say nothing: the model is near the edge of what such rows can tell, and the spread of the others is too small.`,
      ),
      ...finding(
        'REFITS_NOT_CONVERGED',
        notConverged,
        `${notConverged} of ${used.length} refits ended at their limit of iterations.`,
      ),
      ...finding(
        'STATES_SWAPPED',
        swapped,
        `${swapped} of ${used.length} refits had to be renumbered: their states are hard to tell apart.`,
      ),
      ...(bound.length === 0
        ? []
        : [
            {
              code: 'AT_BOUND' as const,
              severity: 'warning' as const,
              message: `Exactly on a bound, where EM leaves them: ${bound.join(', ')}. No spread is known.`,
              names: bound,
            },
          ]),
      ...finding('CANCELLED', cancelled ? 1 : 0, `Ended early, after ${drawn.length} draws.`),
    ],
    level,
    seed,
    drawn: drawn.length,
    used: used.length,
    failed,
    notConverged,
    swapped,
  };
}

function estimateOf(quantity: Quantity, values: readonly number[], level: number): BootstrapEstimate {
  const none = { percentile: null, bias: null };
  if (quantity.atBound) return { ...withoutError(quantity, 'bound'), ...none };
  if (values.length < FEWEST_REFITS) return { ...withoutError(quantity, 'degenerate'), ...none };
  const { to } = scales[quantity.scale];
  const percentile = { lower: rank(values, (1 - level) / 2), upper: rank(values, (1 + level) / 2) };
  const spread = deviation(values);
  const onScale = values.map(to);
  const scaleSpread = deviation(onScale);
  if (!Number.isFinite(spread)) return { ...withoutError(quantity, 'degenerate'), percentile, bias: null };
  const bias = mean(onScale) - to(quantity.value);
  return {
    ...withError(quantity, spread, level, scaleSpread),
    percentile,
    bias: Number.isFinite(bias) ? bias : null,
  };
}

/** Type 7 where all are finite; with durations without end among them the nearest rank, which does not interpolate. */
function rank(values: readonly number[], p: number): number {
  if (values.every(Number.isFinite)) return quantile(values, p);
  return values.toSorted((a, b) => a - b)[Math.round(p * (values.length - 1))]!;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}
