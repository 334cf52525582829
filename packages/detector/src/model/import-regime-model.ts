import { FeatureSet, type FeatureSetRecord } from '@regimekit/features';
import { createGaussianHmm, relabel, rescale, stationaryDistribution, type GaussianHmm } from '@regimekit/hmm-core';
import type { StandardScaler } from '../data/standard-scaler.ts';
import { InvalidOptionsError } from '../errors.ts';
import { labelStates, type LabelsOption } from '../labels/label-states.ts';
import { regimeNames } from '../labels/regimes.ts';
import { profileStates } from '../labels/state-profile.ts';
import { refuseUnknownKeys } from '../options/detector-options.ts';
import { featureVariance } from './feature-variance.ts';
import { createFittedRegimeModel, type FittedRegimeModel } from './fitted-regime-model.ts';

/** A hidden Markov model that was fitted elsewhere, with what a detector has to know of it. */
export interface ImportedHmm {
  /** In standardised units where `scaler` is given, else in the features' own units. */
  readonly hmm: GaussianHmm;
  /** Where it comes from, in words; it stays with the model. */
  readonly source: string;
  /** SHA-256 (hex) of the file it was read from. @default none */
  readonly sha256?: string | undefined;
  /** What the columns are, as definitions: predictions then refuse features that were computed by others. One of this and `featureNames` is needed. */
  readonly featureSet?: FeatureSet | FeatureSetRecord | undefined;
  /** What the columns are, by name alone. */
  readonly featureNames?: readonly string[] | undefined;
  /**
   * Mean and standard deviation by which the features were standardised before the fit.
   *
   * @default the features were not standardised; the detector's own units are then derived from the model's long-run
   *   moments (a spherical model becomes diagonal by that)
   */
  readonly scaler?: { readonly means: ArrayLike<number>; readonly scales: ArrayLike<number> } | undefined;
  /** How its states are named, see {@link LabelsOption}. @default by stress */
  readonly labels?: LabelsOption | undefined;
}

const names = ['hmm', 'source', 'sha256', 'featureSet', 'featureNames', 'scaler', 'labels'];

/** @throws InvalidOptionsError; the errors of createGaussianHmm where `hmm` is no model */
export function importRegimeModel(imported: ImportedHmm): FittedRegimeModel {
  refuseUnknownKeys(imported, names, 'fromHmm');
  const given = createGaussianHmm(imported.hmm);
  const featureSet = readFeatureSet(imported.featureSet);
  const featureNames = chooseNames(imported, featureSet, given.nFeatures);
  checkOrigin(imported);
  checkLabels(imported.labels, given.nStates);
  const scaler = imported.scaler === undefined ? longRunScaler(given) : readScaler(imported.scaler, given.nFeatures);
  const inUnits = imported.scaler === undefined ? standardized(given, scaler) : given;
  const { order, rule } = labelStates(profileStates(inUnits, scaler, featureNames), imported.labels);
  const hmm = relabel(inUnits, order);
  return createFittedRegimeModel({
    regimes: regimeNames(hmm.nStates),
    labelRule: rule,
    featureNames,
    featureSet,
    scaler,
    hmm,
    occupancy: stationaryDistribution(hmm.transitionMatrix),
    imported: Object.freeze({
      source: imported.source,
      ...(imported.sha256 === undefined ? {} : { sha256: imported.sha256 }),
      stateOrder: [...order],
      scaler: imported.scaler === undefined ? 'derived' : 'given',
    }),
    fitOptions: null,
    diagnostics: null,
    training: null,
  });
}

function readFeatureSet(featureSet: ImportedHmm['featureSet']): FeatureSetRecord | null {
  if (featureSet === undefined) return null;
  return featureSet instanceof FeatureSet ? featureSet.toJSON() : featureSet;
}

function chooseNames(
  { featureNames }: ImportedHmm,
  featureSet: FeatureSetRecord | null,
  nFeatures: number,
): readonly string[] {
  const chosen = featureNames ?? featureSet?.definitions?.map(({ name }) => name);
  if (chosen === undefined || (featureNames !== undefined && featureSet !== null)) {
    throw new InvalidOptionsError(['fromHmm needs featureSet (with its definitions) or featureNames, and not both.']);
  }
  const different =
    new Set(chosen).size === nFeatures && chosen.every((name) => typeof name === 'string' && name !== '');
  if (chosen.length === nFeatures && different) return [...chosen];
  throw new InvalidOptionsError([
    `The model has ${nFeatures} feature(s), received ${chosen.length} name(s) that must all differ: ${chosen.join(', ')}.`,
  ]);
}

function checkOrigin({ source, sha256 }: ImportedHmm): void {
  const problems = [
    ...(typeof source === 'string' && source !== '' && source.length <= 1000
      ? []
      : ['source must say in up to 1000 characters where the model comes from.']),
    ...(sha256 === undefined || /^[0-9a-f]{64}$/.test(sha256)
      ? []
      : ['sha256 must be 64 lower-case hexadecimal digits.']),
  ];
  if (problems.length > 0) throw new InvalidOptionsError(problems);
}

function checkLabels(labels: LabelsOption | undefined, nStates: number): void {
  if (!Array.isArray(labels)) return;
  const expected = regimeNames(nStates);
  if (labels.length === nStates && expected.every((regime) => labels.includes(regime))) return;
  throw new InvalidOptionsError([
    `labels must name each of ${expected.join(', ')} once, received ${labels.join(', ')}.`,
  ]);
}

function readScaler({ means, scales }: NonNullable<ImportedHmm['scaler']>, nFeatures: number): StandardScaler {
  const scaler = { means: Float64Array.from(means ?? []), scales: Float64Array.from(scales ?? []) };
  const usable =
    scaler.means.length === nFeatures &&
    scaler.scales.length === nFeatures &&
    scaler.means.every(Number.isFinite) &&
    scaler.scales.every((scale) => Number.isFinite(scale) && scale > 0);
  if (usable) return scaler;
  throw new InvalidOptionsError([
    `scaler must hold ${nFeatures} finite means and ${nFeatures} scales above 0, received ${scaler.means.length} and ${scaler.scales.length}.`,
  ]);
}

/**
 * Mean and standard deviation of each feature in the long run: E x = sum_k pi_k mu_k and
 * Var x = sum_k pi_k (sigma_k^2 + (mu_k - E x)^2), with pi the stationary distribution. What the training rows had,
 * as far as the model tells.
 */
function longRunScaler(hmm: GaussianHmm): StandardScaler {
  const { nStates, nFeatures, means, transitionMatrix } = hmm;
  const shares = stationaryDistribution(transitionMatrix);
  const average = (value: (k: number) => number): number =>
    Array.from({ length: nStates }, (_, k) => shares[k]! * value(k)).reduce((sum, part) => sum + part, 0);
  const centre = Float64Array.from({ length: nFeatures }, (_, d) => average((k) => means.get(k, d)));
  const scales = Float64Array.from({ length: nFeatures }, (_, d) =>
    Math.sqrt(average((k) => featureVariance(hmm, k, d) + (means.get(k, d) - centre[d]!) ** 2)),
  );
  return { means: centre, scales };
}

function standardized(hmm: GaussianHmm, { means, scales }: StandardScaler): GaussianHmm {
  return rescale(hmm, { shifts: means.map((mean, d) => -mean / scales[d]!), scales: scales.map((scale) => 1 / scale) });
}
