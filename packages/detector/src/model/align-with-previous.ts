import { alignStates, relabel, relabelledShare, rescale, type GaussianHmm } from '@regimekit/hmm-core';
import { MatrixView } from '@regimekit/numerics';
import type { FeatureTable } from '../data/feature-table.ts';
import type { StandardScaler } from '../data/standard-scaler.ts';
import { InvalidOptionsError } from '../errors.ts';
import type { FittedRegimeModel, ModelKind } from './fitted-regime-model.ts';
import type { RefitReport } from './fit-record.ts';

/** Rows that count as the newest part of the common history: a year of sessions. */
export const NEWEST_ROWS = 252;

/** What a refit is told of the model before it: a fitted detector is one. */
export interface PreviousFit {
  readonly model: FittedRegimeModel;
}

/** @throws InvalidOptionsError unless the previous model has the same regimes and the same features */
export function requireSameKind(
  { model }: PreviousFit,
  current: { readonly kind: ModelKind; readonly nStates: number; readonly featureNames: readonly string[] },
): void {
  const { kind, nStates, featureNames } = current;
  const problems: string[] = [];
  if (model.kind !== kind) problems.push(`previous must be a model of kind ${kind}, received ${model.kind}.`);
  if (model.nStates !== nStates) {
    problems.push(`previous must have ${nStates} regime(s) as this fit has, received a model of ${model.nStates}.`);
  }
  if (model.featureNames.join('\n') !== featureNames.join('\n')) {
    problems.push(
      `previous must know the features ${featureNames.join(', ')}, received a model of ${model.featureNames.join(', ')}.`,
    );
  }
  if (problems.length > 0) throw new InvalidOptionsError(problems);
}

/** The previous model in the standardised units of a new training window. */
export function inUnitsOf({ hmm, scaler }: FittedRegimeModel, { means, scales }: StandardScaler): GaussianHmm {
  return rescale(rawUnits(hmm, scaler), {
    shifts: means.map((mean, d) => -mean / scales[d]!),
    scales: scales.map((scale) => 1 / scale),
  });
}

/** Which state of a refit takes the place of which regime, and what that does to the history both know. */
export function alignWithPrevious(
  refit: GaussianHmm,
  scaler: StandardScaler,
  previous: FittedRegimeModel,
  table: FeatureTable,
): { readonly order: readonly number[]; readonly report: RefitReport } {
  const before = rawUnits(previous.hmm, previous.scaler);
  const after = rawUnits(refit, scaler);
  const { order, costs, margin } = alignStates(before, after);
  const common = commonHistory(table, previous.training?.to ?? null);
  const share = relabelledShare(before, relabel(after, order), common.matrix, {
    lengths: common.lengths,
    lastRows: NEWEST_ROWS,
  });
  const report = {
    previousDataFingerprint: previous.training?.dataFingerprint ?? null,
    commonRows: share.rows,
    relabelledShare: share.all,
    relabelledShareNewest: share.last,
    newestRows: share.lastRows,
    alignmentCosts: Array.from(costs),
    alignmentMargin: Number.isFinite(margin) ? margin : null,
  };
  return { order, report };
}

export function rawUnits(hmm: GaussianHmm, { means, scales }: StandardScaler): GaussianHmm {
  return rescale(hmm, { shifts: means, scales });
}

/** The rows up to the last day that the previous model was trained on; all of them where days are not known. */
export function commonHistory({ matrix, dates, lengths }: FeatureTable, to: string | null) {
  const later = to === null || dates === null ? -1 : dates.findIndex((date) => date > to);
  // Nothing in common: what both say of the new rows is still worth knowing.
  const rows = later <= 0 ? matrix.rows : later;
  const cut: number[] = [];
  for (let first = 0, i = 0; first < rows; first += lengths[i]!, i++) cut.push(Math.min(lengths[i]!, rows - first));
  return { matrix: new MatrixView(rows, matrix.columns, matrix.data.subarray(0, rows * matrix.columns)), lengths: cut };
}
