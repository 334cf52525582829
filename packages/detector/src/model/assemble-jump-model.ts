// From the mathematics of a jump fit to a model with named regimes: states are put in order of the regimes.
import { createGaussianHmm, relabel, type GaussianHmm } from '@regimekit/hmm-core';
import { createJumpModel, type JumpModel, type JumpModelFit } from '@regimekit/jump-model';
import { MatrixView } from '@regimekit/numerics';
import { labelStates } from '../labels/label-states.ts';
import { regimeNames } from '../labels/regimes.ts';
import { profileStates } from '../labels/state-profile.ts';
import type { ResolvedDetectorOptions } from '../options/detector-options.ts';
import { alignJumpStates, reportRefit } from './align-jump.ts';
import { recordTraining } from './assemble-model.ts';
import type { FittedJump, JumpDiagnostics } from './fitted-jump.ts';
import { createFittedRegimeModel, type FittedRegimeModel } from './fitted-regime-model.ts';
import type { TrainingData } from './training-data.ts';

/** Least variance of a feature inside a state, in training variances: a state of one row has none. */
const MINIMUM_VARIANCE = 1e-6;

export function assembleJumpModel(
  fit: JumpModelFit,
  data: TrainingData,
  options: ResolvedDetectorOptions,
  previous?: FittedRegimeModel,
): FittedRegimeModel {
  const { scaler, featureNames } = data;
  const found = stateMoments(fit, data);
  const kept = previous && alignJumpStates({ moments: found, scaler, jump: fit }, previous, data);
  const { order, rule } =
    kept === undefined
      ? labelStates(profileStates(found, scaler, featureNames), options.labels)
      : { order: kept, rule: previous!.labelRule };
  const hmm = relabel(found, order);
  const build = (jump: FittedJump): FittedRegimeModel =>
    createFittedRegimeModel({
      regimes: regimeNames(hmm.nStates),
      labelRule: rule,
      featureNames,
      featureSet: data.table.featureSet,
      scaler,
      hmm,
      jump,
      occupancy: meanShares(fit, order),
      imported: null,
      fitOptions: null,
      diagnostics: null,
      training: recordTraining(data),
    });
  const model = reorder(fit.model, order);
  const diagnostics = diagnose(fit, model, hmm, data);
  const jump = { model, fitOptions: recordOptions(options), diagnostics };
  if (previous === undefined) return build(jump);
  const refit = reportRefit(build(jump), previous, data);
  return build({ ...jump, diagnostics: Object.freeze({ ...diagnostics, refit }) });
}

/**
 * The states as Gaussians: the centers, the variances of the training rows around them (weighted by the shares), and how
 * often one state followed another on the hindsight path.
 */
function stateMoments(fit: JumpModelFit, { observations, table }: TrainingData): GaussianHmm {
  const { centers, nStates } = fit.model;
  return createGaussianHmm({
    covarianceType: 'diag',
    initialProbs: fit.probabilities.row(0),
    transitionMatrix: followingShares(fit.states, table.lengths, nStates),
    means: centers,
    covariances: variancesAround(centers, fit.probabilities, observations),
  });
}

function variancesAround(centers: MatrixView, shares: MatrixView, observations: MatrixView): number[][] {
  const { rows: K, columns: D } = centers;
  const sums = MatrixView.zeros(K, D);
  const mass = new Float64Array(K);
  for (let t = 0; t < observations.rows; t++) {
    for (let k = 0; k < K; k++) {
      const share = shares.data[t * K + k]!;
      if (share === 0) continue;
      mass[k] = mass[k]! + share;
      for (let d = 0; d < D; d++) {
        const distance = observations.data[t * D + d]! - centers.data[k * D + d]!;
        sums.data[k * D + d] = sums.data[k * D + d]! + share * distance * distance;
      }
    }
  }
  // An empty state looks like all rows together, whose variance is 1.
  return sums
    .to2DArray()
    .map((row, k) => row.map((sum) => (mass[k]! > 0 ? Math.max(sum / mass[k]!, MINIMUM_VARIANCE) : 1)));
}

/** Of the rows in state i that have a successor, the share followed by state j; a state without one goes anywhere. */
function followingShares(states: Int32Array, lengths: readonly number[], K: number): number[][] {
  const counts = MatrixView.zeros(K, K);
  let begin = 0;
  for (const length of lengths) {
    for (let t = begin + 1; t < begin + length; t++) counts.data[states[t - 1]! * K + states[t]!]! += 1;
    begin += length;
  }
  return counts.to2DArray().map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total > 0 ? count / total : 1 / K));
  });
}

function meanShares({ probabilities: { rows, columns, data } }: JumpModelFit, order: readonly number[]): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) sums[i % columns] = sums[i % columns]! + data[i]!;
  return Float64Array.from(order, (k) => sums[k]! / rows);
}

/** The same model with state `order[i]` as state i. */
function reorder(model: JumpModel, order: readonly number[]): JumpModel {
  const { variant, jumpPenalty, gridStep, modePenalty, kappaSquared, centers, featureWeights } = model;
  return createJumpModel({
    variant,
    jumpPenalty,
    gridStep: gridStep ?? undefined,
    modePenalty: modePenalty ?? undefined,
    kappaSquared: kappaSquared ?? undefined,
    centers: order.map((k) => centers.row(k)),
    featureWeights,
  });
}

function diagnose(
  fit: JumpModelFit,
  model: JumpModel,
  { transitionMatrix }: GaussianHmm,
  { observations, featureNames }: TrainingData,
): JumpDiagnostics {
  const { variant, jumpPenalty, gridStep, modePenalty, kappaSquared, nStates, nFeatures } = model;
  const diagonal = Array.from({ length: nStates }, (_, k) => transitionMatrix.get(k, k));
  return Object.freeze({
    variant,
    jumpPenalty,
    gridStep,
    modePenalty,
    kappaSquared,
    converged: fit.stopReason === 'converged',
    stopReason: fit.stopReason,
    nIterations: fit.iterations,
    objective: fit.objective,
    switches: fit.switches,
    nSamplesTrained: observations.rows,
    nFeatures,
    nStates,
    statePersistence: diagonal.reduce((sum, stay) => sum + stay, 0) / nStates,
    restarts: fit.restarts,
    bestRestart: fit.bestRestart,
    restartsAtOptimum: fit.restartsAtOptimum,
    emptyStates: fit.emptyStates,
    featureWeights: Object.fromEntries(featureNames.map((name, j) => [name, model.featureWeights[j]!])),
  });
}

function recordOptions({
  seed,
  restarts,
  maxIterations,
  samplesPerParameter,
  clip,
}: ResolvedDetectorOptions): FittedJump['fitOptions'] {
  return {
    seed,
    restarts: restarts ?? null,
    maxIterations,
    samplesPerParameter,
    clip: clip ?? null,
  };
}
