import {
  countFreeParameters,
  forwardBackward,
  relabel,
  type GaussianHmm,
  type GaussianHmmFit,
} from '@regimekit/hmm-core';
import { sha256Hex, type MatrixView } from '@regimekit/numerics';
import { labelStates, type Labelling } from '../labels/label-states.ts';
import { regimeNames } from '../labels/regimes.ts';
import { profileStates } from '../labels/state-profile.ts';
import type { ResolvedDetectorOptions } from '../options/detector-options.ts';
import { alignWithPrevious } from './align-with-previous.ts';
import type { FitDiagnostics, RefitReport, TrainingSpan } from './fit-record.ts';
import type { TrainingData } from './training-data.ts';
import { createFittedRegimeModel, type FitOptionsRecord, type FittedRegimeModel } from './fitted-regime-model.ts';

/** From the mathematics of a fit to a model with named regimes: states are put in order of the regimes. */
export function assembleModel(
  fit: GaussianHmmFit,
  data: TrainingData,
  options: ResolvedDetectorOptions,
  previous?: FittedRegimeModel,
): FittedRegimeModel {
  const { scaler, featureNames, table } = data;
  const { order, rule, refit } =
    previous === undefined ? labelAfresh(fit, data, options) : labelAsBefore(fit, data, previous);
  const hmm = relabel(fit.model, order);
  return createFittedRegimeModel({
    regimes: regimeNames(hmm.nStates),
    labelRule: rule,
    featureNames,
    featureSet: table.featureSet,
    scaler,
    hmm,
    occupancy: meanOccupancy(hmm, data),
    imported: null,
    fitOptions: recordOptions(options),
    diagnostics: diagnose(fit, hmm, data, refit),
    training: recordTraining(data),
  });
}

interface NamedStates extends Labelling {
  readonly refit?: RefitReport;
}

function labelAfresh(fit: GaussianHmmFit, data: TrainingData, options: ResolvedDetectorOptions): NamedStates {
  return labelStates(profileStates(fit.model, data.scaler, data.featureNames), options.labels);
}

/** The names of the previous model, by the rule that gave them to it. */
function labelAsBefore(fit: GaussianHmmFit, { scaler, table }: TrainingData, previous: FittedRegimeModel): NamedStates {
  const { order, report } = alignWithPrevious(fit.model, scaler, previous, table);
  return { order, rule: previous.labelRule, refit: report };
}

function meanOccupancy(hmm: GaussianHmm, { observations, table }: TrainingData): Float64Array {
  const { smoothedProbs } = forwardBackward(hmm, observations, { lengths: table.lengths });
  const occupancy = new Float64Array(hmm.nStates);
  for (let i = 0; i < smoothedProbs.data.length; i++) {
    const k = i % hmm.nStates;
    occupancy[k] = occupancy[k]! + smoothedProbs.data[i]!;
  }
  return occupancy.map((sum) => sum / observations.rows);
}

function diagnose(
  fit: GaussianHmmFit,
  hmm: GaussianHmm,
  { observations, scaler }: TrainingData,
  refit: RefitReport | undefined,
): FitDiagnostics {
  const { nStates, nFeatures, transitionMatrix } = hmm;
  const logScales = scaler.scales.reduce((sum, scale) => sum + Math.log(scale), 0);
  const diagonal = Array.from({ length: nStates }, (_, k) => transitionMatrix.get(k, k));
  return Object.freeze({
    converged: fit.stopReason === 'tolerance',
    stopReason: fit.stopReason,
    nIterations: fit.iterations,
    logLikelihood: fit.logLikelihood,
    logLikelihoodInFeatureUnits: fit.logLikelihood - observations.rows * logScales,
    nSamplesTrained: observations.rows,
    nFeatures,
    nStates,
    nParameters: countFreeParameters(hmm),
    statePersistence: diagonal.reduce((sum, stay) => sum + stay, 0) / nStates,
    restarts: fit.restarts.map(({ start, logLikelihood, iterations, stopReason }) => ({
      start,
      logLikelihood: Number.isFinite(logLikelihood) ? logLikelihood : null,
      iterations,
      stopReason,
    })),
    bestRestart: fit.bestRestart,
    restartsAtOptimum: fit.optima[0]?.reached ?? 0,
    repairs: { ...fit.repairs },
    ...(refit === undefined ? {} : { refit }),
    kernel: fit.kernel,
  });
}

function recordOptions(options: ResolvedDetectorOptions): FitOptionsRecord {
  const { seed, restarts, maxIterations, tolerance, samplesPerParameter, varianceFloor, priors, shrinkage, clip } =
    options;
  return {
    seed,
    restarts: restarts ?? null,
    maxIterations,
    tolerance: Number.isFinite(tolerance) ? tolerance : null,
    samplesPerParameter,
    varianceFloor,
    hasPriors: priors !== undefined,
    ...(shrinkage === undefined ? {} : { shrinkage }),
    ...(clip === undefined ? {} : { clip }),
  };
}

export function recordTraining({ table }: TrainingData): TrainingSpan {
  const { matrix, dates, lengths } = table;
  return {
    rows: matrix.rows,
    sequences: lengths.length,
    from: dates?.[0] ?? null,
    to: dates?.at(-1) ?? null,
    dataFingerprint: dataFingerprint(matrix),
  };
}

function dataFingerprint({ data }: MatrixView): string {
  return sha256Hex(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
