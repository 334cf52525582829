import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { expectedDurations } from '../markov-chain/expected-durations.ts';
import { stationaryDistribution } from '../markov-chain/stationary-distribution.ts';
import { InvalidOptionError } from '../errors.ts';
import type { InferenceOptions } from '../inference/inference-input.ts';
import { checkGaussianModel } from '../model/check-model.ts';
import { gaussianParameters } from '../model/gaussian-hmm.ts';
import { stateDivergence } from '../model/state-divergence.ts';
import type { Observations } from '../observations.ts';
import { reviewCondition } from '../selection/covariance-condition.ts';
import { reviewSample, type SampleFinding } from '../selection/review-sample.ts';
import type { GaussianHmmFit } from '../training/fit-result.ts';

/** Something that a reader of a fit should know before trusting it. */
export interface FitFinding {
  readonly code: FitFindingCode;
  /** `warning`: do not use the model before looking into it; `note`: worth knowing. */
  readonly severity: 'warning' | 'note';
  /** What was found, and why it matters. */
  readonly message: string;
  /** The state it is about, when it is about one. */
  readonly state?: number;
  /** The feature it is about, when it is about one. */
  readonly feature?: number;
  /** The figure, what it was held against, why it matters and what to do: in the findings of `reviewSample`. */
  readonly measured?: number;
  readonly threshold?: number;
  readonly reason?: string;
  readonly advice?: readonly string[];
}

/** What a finding about a fit is about; stable, for programs. */
export type FitFindingCode =
  | 'NOT_CONVERGED'
  | 'DEGENERATE'
  | 'ONE_RUN_ONLY'
  | 'OPTIMUM_SEEN_ONCE'
  | 'CLOSE_RIVAL'
  | 'DEGENERATE_RUNS'
  | 'RARE_STATE'
  | 'FLICKERING_STATE'
  | 'STATE_NEVER_LEFT'
  | 'TRANSITION_NEVER_SEEN'
  | 'COLLAPSED_VARIANCE'
  | 'VARIANCE_AT_FLOOR'
  | 'TWIN_STATES'
  | 'EMPTIED_STATE'
  | SampleFinding['code'];

/** @throws InvalidOptionError for a model, or what else is no fit; FamilyMismatchError for the fit of another family */
export function checkFit(fit: GaussianHmmFit): void {
  if (Array.isArray((fit as Partial<GaussianHmmFit> | null | undefined)?.optima)) {
    checkGaussianModel(fit.model, 'fit.model');
    return;
  }
  throw new InvalidOptionError('fit', 'what fitGaussianHmm returned', fit);
}

/** A state with fewer expected rows than this cannot tell its parameters: checkSampleSize warns at the same number. */
const FEWEST_ROWS = 30;
/** A stay of under two rows is no regime. */
const SHORTEST_STAY = 2;
/** A variance so much smaller than the same feature's largest is a spike on a value rather than a state. */
const COLLAPSED_RATIO = 1e-4;
/** exp(-0.05): two Gaussians that overlap by more than 95 % (Bhattacharyya coefficient). */
const TWINS = 0.05;
/** Log-likelihood units: a ratio of e^10 between two optima is little beside what a few odd rows are worth. */
const CLOSE = 10;
/** Smaller than anything that data of any length can show. */
const NEVER = 1e-10;

/**
 * What looks suspicious in a fit and why, as data: the warnings first, each group in the order of the list of codes.
 * Only what the fit itself shows is judged; whether there was enough data is for `checkSampleSize` to say before the fit.
 * With the observations that it was fitted to, what `reviewSample` finds about the rows of each state comes along.
 *
 * @param observations - T x D, those of the fit. Default: none, and nothing is said of them
 * @param options - how they were read: `lengths`, `missing`
 * @throws InvalidOptionError for what is no fit; with observations as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, fitGaussianHmm, reviewFit, sample } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({ initialProbs: [1], transitionMatrix: [[1]], means: [[0]], covariances: [[1]] });
 * const { observations } = sample(truth, 200, { seed: 1 });
 * // Two states where there is one.
 * const fit = fitGaussianHmm(observations, { nStates: 2, seed: 1, restarts: 6, maxIterations: 5 });
 * reviewFit(fit)[0].code; // 'NOT_CONVERGED'
 * ```
 */
export function reviewFit(
  fit: GaussianHmmFit,
  observations?: Observations,
  options: Pick<InferenceOptions, 'lengths' | 'missing'> = {},
): FitFinding[] {
  checkFit(fit);
  const findings: FitFinding[] = [
    ...reviewRuns(fit),
    ...reviewChain(fit),
    ...reviewEmissions(fit),
    ...(observations === undefined ? reviewCondition(fit.model) : reviewSample(fit.model, observations, options)),
  ];
  return [
    ...findings.filter(({ severity }) => severity === 'warning'),
    ...findings.filter(({ severity }) => severity === 'note'),
  ];
}

const warning = (code: FitFindingCode, message: string, state?: number): FitFinding =>
  finding('warning', code, message, state);
const note = (code: FitFindingCode, message: string, state?: number): FitFinding =>
  finding('note', code, message, state);

function finding(severity: FitFinding['severity'], code: FitFindingCode, message: string, state?: number): FitFinding {
  return { code, severity, message, ...(state === undefined ? {} : { state }) };
}

/** How the runs went. */
function reviewRuns({ stopReason, optima, restarts, settings, degeneracy }: GaussianHmmFit): FitFinding[] {
  const findings: FitFinding[] = [];
  if (stopReason === 'degenerate') {
    const where = degeneracy?.state === undefined ? '' : ` in state ${degeneracy.state}`;
    const why = degeneracy === undefined ? '' : ` (${degeneracy.cause.replace('_', ' ')}${where})`;
    findings.push(warning('DEGENERATE', `Every run broke down${why}; the model is what stood before.`));
  } else if (stopReason !== 'tolerance') {
    const why = {
      max_iterations: `the limit of ${settings.maxIterations} iterations came first`,
      objective_decreased: 'the objective fell, which EM cannot do but for rounding',
      cancelled: 'the fit was cancelled',
    }[stopReason];
    findings.push(warning('NOT_CONVERGED', `The fit did not converge: ${why}.`));
  }
  const runs = optima.reduce((sum, { reached }) => sum + reached, 0);
  const [best, second] = optima;
  if (restarts.length === 1) {
    findings.push(note('ONE_RUN_ONLY', 'There was one run only, so nobody knows of other optima.'));
  } else if (best?.reached === 1 && runs > 1) {
    findings.push(
      warning('OPTIMUM_SEEN_ONCE', `One of ${runs} runs reached the best optimum: more starts may find a better one.`),
    );
  }
  if (best !== undefined && second !== undefined && best.penalisedObjective - second.penalisedObjective < CLOSE) {
    const gap = (best.penalisedObjective - second.penalisedObjective).toPrecision(2);
    findings.push(
      note('CLOSE_RIVAL', `Another optimum lies only ${gap} lower; a refit on slightly other data may end there.`),
    );
  }
  const broken = restarts.filter((run) => run.stopReason === 'degenerate').length;
  if (broken > 0 && stopReason !== 'degenerate') {
    findings.push(note('DEGENERATE_RUNS', `${broken} of ${restarts.length} runs broke down and were left out.`));
  }
  return findings;
}

/** What the transition matrix says. */
function reviewChain({ model, rows, settings }: GaussianHmmFit): FitFinding[] {
  const { nStates, nFeatures, covarianceType, transitionMatrix } = model;
  if (nStates === 1) return [];
  const shares = stationaryDistribution(transitionMatrix);
  const stays = expectedDurations(transitionMatrix);
  const fewest = covarianceType === 'full' ? Math.max(FEWEST_ROWS, 2 * (nFeatures + 1)) : FEWEST_ROWS;
  const findings: FitFinding[] = [];
  for (let k = 0; k < nStates; k++) {
    const expected = shares[k]! * rows;
    if (expected < fewest) {
      findings.push(
        warning(
          'RARE_STATE',
          `State ${k} holds about ${expected.toFixed(0)} of ${rows} rows in the long run: too few to know its parameters.`,
          k,
        ),
      );
    }
    if (stays[k]! < SHORTEST_STAY) {
      findings.push(
        warning(
          'FLICKERING_STATE',
          `State ${k} lasts ${stays[k]!.toFixed(1)} rows on average: that is noise, not a regime.`,
          k,
        ),
      );
    }
    if (stays[k]! > rows) {
      findings.push(
        note('STATE_NEVER_LEFT', `State ${k} is expected to last longer than the data: how it ends is not known.`, k),
      );
    }
    if (settings.constraints.fixed.includes('transitionMatrix')) continue;
    const unseen = Array.from({ length: nStates }, (_, j) => j).filter(
      (j) => j !== k && transitionMatrix.get(k, j) < NEVER,
    );
    if (unseen.length > 0) {
      findings.push(
        note(
          'TRANSITION_NEVER_SEEN',
          `From state ${k} the model holds a step to state${unseen.length === 1 ? '' : 's'} ${unseen.join(' and ')} for impossible, because the data show none.`,
          k,
        ),
      );
    }
  }
  return findings;
}

/** What means and covariances say, and what had to be repaired on the way. */
function reviewEmissions({ model, repairs }: GaussianHmmFit): FitFinding[] {
  const { nStates, nFeatures, covarianceType } = model;
  const findings: FitFinding[] = [];
  const structure = covarianceStructures[covarianceType];
  const parameters = gaussianParameters(model);
  for (let d = 0; d < nFeatures; d++) {
    const variances = Array.from({ length: nStates }, (_, k) => structure.variance(parameters, k, d));
    const largest = variances.reduce((a, b) => Math.max(a, b), 0);
    for (const [k, variance] of variances.entries()) {
      if (variance >= COLLAPSED_RATIO * largest) continue;
      const message = `Feature ${d} hardly varies in state ${k}: the state sits on one value of it.`;
      findings.push({ ...warning('COLLAPSED_VARIANCE', message, k), feature: d });
    }
  }
  if (repairs.varianceFloorAtEnd > 0) {
    findings.push(
      warning(
        'VARIANCE_AT_FLOOR',
        `${repairs.varianceFloorAtEnd} variance(s) rest on the floor: without it the likelihood has no maximum there.`,
      ),
    );
  }
  for (let k = 0; k < nStates; k++) {
    for (let j = 0; j < k; j++) {
      const distance = stateDivergence(model, j, model, k);
      if (distance >= TWINS) continue;
      findings.push(
        warning(
          'TWIN_STATES',
          `States ${j} and ${k} look alike (Bhattacharyya distance ${distance.toFixed(3)}): one of them may be one too many.`,
          k,
        ),
      );
    }
  }
  if (repairs.emptyStates > 0) {
    findings.push(
      note('EMPTIED_STATE', `A state ran empty ${repairs.emptyStates} time(s) on the way and kept what it had.`),
    );
  }
  return findings;
}
