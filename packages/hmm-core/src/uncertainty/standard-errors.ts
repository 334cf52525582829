import type { MatrixInput, OptionNames } from '@regimekit/numerics';
import type { Matrix } from 'ml-matrix';
import { checkOptions } from '../check-options.ts';
import { HmmError } from '../errors.ts';
import { logLikelihood } from '../inference/forward.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import { checkModel } from '../model/check-model.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { parameterVector, withParameterVector } from '../model/parameter-vector.ts';
import type { Observations } from '../observations.ts';
import {
  checkLevel,
  listNames,
  withError,
  withoutError,
  type ParameterEstimate,
  type UncertaintyFinding,
} from './estimate.ts';
import { invertInformation, observedInformation, type ObservedInformation } from './observed-information.ts';
import { quantitiesOf } from './quantities.ts';

/** Level of the intervals, and how the rows are walked. */
export interface StandardErrorOptions {
  /** Rows of each sequence. @default one sequence, or the lengths the observations carry */
  readonly lengths?: readonly number[] | undefined;
  /** What a NaN means. @default 'error' */
  readonly missing?: MissingPolicy | undefined;
  /** What a regression explains by: T x C. @default none; needed where the family takes some */
  readonly covariates?: MatrixInput | undefined;
  /** Whether the fit tied the initial probabilities to the long run of the chain. @default false */
  readonly stationaryStart?: boolean | undefined;
  /** Coverage of the intervals. @default 0.95 */
  readonly level?: number | undefined;
}

const optionNames: OptionNames<StandardErrorOptions> = {
  lengths: true,
  missing: true,
  covariates: true,
  stationaryStart: true,
  level: true,
};

/** Standard errors from the curvature of the log-likelihood. */
export interface StandardErrors {
  /** Every emission parameter that is estimated, then transition probabilities and expected durations. */
  readonly estimates: readonly ParameterEstimate[];
  /** What to know before they are believed; empty is good news. */
  readonly findings: readonly UncertaintyFinding[];
  readonly level: number;
  /** At the model, natural. */
  readonly logLikelihood: number;
  /** Of the information in units in which its diagonal is one: near 0 it is nearly singular, not above 0 it is no maximum. */
  readonly smallestEigenvalue: number;
}

/** Along logarithms and log odds: with a longer step the standard error would be a factor of tens of thousands. */
const LARGEST_LOG_STEP = 0.5;
/** How much higher the log-likelihood may be nearby before we say that the model is not at its maximum. */
const LARGEST_GAIN = 0.05;

/**
 * Standard errors and intervals from the observed information (Visser, Raijmakers and Molenaar 2000; Zucchini, MacDonald and
 * Langrock 2016, section 3.6.1; Efron and Hinkley 1978): minus the second derivatives of the log-likelihood in coordinates
 * without borders (`parameterVector`), by central differences, inverted; from there to the parameters by the delta method.
 * Intervals are symmetric on a scale without borders: logarithm for positive numbers, log odds for probabilities, log odds
 * of staying for expected durations.
 *
 * They speak of a maximum of the likelihood, of a model that is right, and of many rows. What breaks that is said, not
 * hidden (`findings`): a parameter on a bound, or about which the rows say nothing, has no standard error (`reason`); with
 * a singular information none has; `NOT_AT_MAXIMUM` means a fit that has not converged, or that used priors, a floor or
 * shrinkage. Where they matter, hold them against `bootstrapErrors`. Initial probabilities are held as they are: one
 * sequence shows one start. It evaluates the likelihood about P^2 times for P parameters.
 *
 * @param model - a maximum likelihood fit
 * @param observations - T x D, those it was fitted to
 * @throws as `logLikelihood`; InvalidOptionError
 *
 * @example
 * ```ts
 * import { createGaussianHmm, sample, standardErrors, fitGaussianHmm } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[0], [5]],
 *   covariances: [[1], [1]],
 * });
 * const { observations } = sample(truth, 600, { seed: 1 });
 * const { model } = fitGaussianHmm(observations, { nStates: 2, restarts: 4, tolerance: 1e-9 });
 * const { estimates } = standardErrors(model, observations);
 * estimates.find(({ name }) => name === 'means[0,0]')?.standardError; // about 1 / sqrt(400) = 0.05
 * ```
 */
export function standardErrors(
  model: HiddenMarkovModel,
  observations: Observations,
  options: StandardErrorOptions = {},
): StandardErrors {
  checkModel(model);
  checkOptions(options, optionNames, 'standardErrors');
  const { level = 0.95, stationaryStart = false, ...inference } = options;
  checkLevel(level);
  const vectorOptions = { stationaryStart };
  const { values, names } = parameterVector(model, vectorOptions);
  const at = (point: Float64Array) => withParameterVector(model, point, vectorOptions);
  const value = logLikelihood(at(values), observations, inference);
  const likelihood = (point: Float64Array): number => {
    try {
      return logLikelihood(at(point), observations, inference);
    } catch (error) {
      // So far away that the parameters overflow.
      if (error instanceof HmmError) return -Infinity;
      throw error;
    }
  };
  const moving = Array.from(values.keys(), (i) => ({
    i,
    largest: names[i]!.startsWith('log') ? LARGEST_LOG_STEP : Infinity,
  })).filter(({ i }) => !names[i]!.includes('initialProbs'));
  const information = observedInformation(likelihood, values, moving);
  const inverted = invertInformation(information.information);
  const { covariance } = inverted;
  const flatNames = information.flat.map((i) => movedBy(names[i]!));
  const estimates = estimate(model, (point) => at(point), values, information, covariance, level, new Set(flatNames));
  const singular: UncertaintyFinding[] =
    covariance === null ? [singularFinding(information, names, inverted.smallest, inverted.direction)] : [];
  return {
    estimates,
    findings: [
      ...singular,
      ...maximumFinding(information, covariance),
      ...boundFinding(estimates),
      ...flatFinding(flatNames),
      ...(stationaryStart || model.nStates === 1 ? [] : [heldFinding]),
    ],
    level,
    logLikelihood: value,
    smallestEigenvalue: inverted.smallest,
  };
}

/** The delta method: Var g = J Cov J', J by central differences at the same steps. */
function estimate(
  model: HiddenMarkovModel,
  at: (point: Float64Array) => HiddenMarkovModel,
  values: Float64Array,
  { active, steps }: ObservedInformation,
  covariance: Matrix | null,
  level: number,
  flat: ReadonlySet<string>,
): ParameterEstimate[] {
  const quantities = quantitiesOf(model);
  const slopes = active.map((i, a) => {
    const [up, down] = [1, -1].map((sign) => {
      const next = values.slice();
      next[i]! += sign * steps[a]!;
      return quantitiesOf(at(next));
    });
    return quantities.map((_, q) => (up![q]!.value - down![q]!.value) / (2 * steps[a]!));
  });
  return quantities.map((quantity, q) => {
    if (quantity.atBound) return withoutError(quantity, 'bound');
    // One that is held would seem sure: it still moves with what its row must sum to.
    if (flat.has(quantity.name) || slopes.every((slope) => slope[q] === 0)) return withoutError(quantity, 'flat');
    if (covariance === null) return withoutError(quantity, 'singular');
    let variance = 0;
    for (let a = 0; a < active.length; a++) {
      for (let b = 0; b < active.length; b++) variance += slopes[a]![q]! * covariance.get(a, b) * slopes[b]![q]!;
    }
    return withError(quantity, Math.sqrt(Math.max(variance, 0)), level);
  });
}

/** `log transitionMatrix[0,1]/[0,0]` moves `transitionMatrix[0,1]`. */
function movedBy(coordinate: string): string {
  return coordinate.replace(/^log(it)? /, '').replace(/\/.*/, '');
}

const heldFinding: UncertaintyFinding = {
  code: 'INITIAL_PROBS_HELD',
  severity: 'note',
  message:
    'The initial probabilities count as known: a sequence has one start, from which nobody learns how sure it is.',
  names: ['initialProbs'],
};

function singularFinding(
  { active }: ObservedInformation,
  names: readonly string[],
  smallest: number,
  direction: readonly number[],
): UncertaintyFinding {
  const most = direction.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const involved = active.filter((_, a) => Math.abs(direction[a]!) > most / 4).map((i) => names[i]!);
  const why =
    smallest < -1e-3
      ? 'bends the wrong way, so that this is no maximum of the likelihood'
      : 'is singular: some parameters can move together without the rows noticing';
  return {
    code: 'SINGULAR_INFORMATION',
    severity: 'warning',
    message: `The information ${why} (${listNames(involved)}). There are no standard errors; fewer states or a simpler covariance may have some.`,
    names: involved,
  };
}

function maximumFinding({ gradient }: ObservedInformation, covariance: Matrix | null): UncertaintyFinding[] {
  if (covariance === null) return [];
  let gain = 0;
  for (let a = 0; a < gradient.length; a++) {
    for (let b = 0; b < gradient.length; b++) gain += (gradient[a]! * covariance.get(a, b) * gradient[b]!) / 2;
  }
  if (gain <= LARGEST_GAIN) return [];
  return [
    {
      code: 'NOT_AT_MAXIMUM',
      severity: 'warning',
      message: `The log-likelihood could still rise by about ${gain.toPrecision(2)} nearby: a fit that has not converged, used priors or a floor, or saw other rows. Standard errors speak of a maximum.`,
      names: [],
    },
  ];
}

function boundFinding(estimates: readonly ParameterEstimate[]): UncertaintyFinding[] {
  const names = estimates.filter(({ reason }) => reason === 'bound').map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    {
      code: 'AT_BOUND',
      severity: 'warning',
      message: `On a bound of their domain, and counted as known: ${listNames(names)}. The others look a little surer than they are.`,
      names,
    },
  ];
}

function flatFinding(names: readonly string[]): UncertaintyFinding[] {
  if (names.length === 0) return [];
  return [
    {
      code: 'FLAT',
      severity: 'warning',
      message: `The rows say nothing about ${listNames(names)}: held as they are, without a standard error.`,
      names,
    },
  ];
}
