import { alignStates, forward, relabel, relabelledShare, rescale, type GaussianHmm } from '@regimekit/hmm-core';
import { MatrixView } from '@regimekit/numerics';
import type { FeatureTable } from '../data/feature-table.ts';
import type { StandardScaler } from '../data/standard-scaler.ts';
import { InvalidOptionsError } from '../errors.ts';
import { matchRegimes } from '../labels/match-regimes.ts';
import { scoresByRule } from '../labels/regime-scores.ts';
import { profileStates } from '../labels/state-profile.ts';
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

/**
 * Which state of a refit takes the place of which regime, by the days that both models know and the order of stress
 * (`matchRegimes`), and what that does to the labels of those days.
 */
export function alignWithPrevious(
  refit: GaussianHmm,
  scaler: StandardScaler,
  previous: FittedRegimeModel,
  table: FeatureTable,
): { readonly order: readonly number[]; readonly report: RefitReport } {
  const before = rawUnits(previous.hmm, previous.scaler);
  const after = rawUnits(refit, scaler);
  const { matrix, lengths } = commonHistory(table, previous.training?.to ?? null);
  const [old, now] = [before, after].map(
    (model) => forward(model, matrix, { lengths, initialProbs: 'stationary' }).filteredProbs,
  );
  const scores = scoresByRule(profileStates(refit, scaler, previous.featureNames), previous.labelRule);
  const order = matchRegimes(sharedDays(old!, now!), scores);
  const share = relabelledShare(before, relabel(after, order), matrix, { lengths, lastRows: NEWEST_ROWS });
  const report = {
    previousDataFingerprint: previous.training?.dataFingerprint ?? null,
    commonRows: share.rows,
    relabelledShare: share.all,
    relabelledShareNewest: share.last,
    newestRows: share.lastRows,
    ...describeMatch(alignStates(before, after), order),
  };
  return { order, report };
}

/** K x K: the sum over the rows of p_before(i) p_after(j), in days. */
export function sharedDays(before: MatrixView, after: MatrixView): MatrixView {
  const K = before.columns;
  const shared = MatrixView.zeros(K, K);
  for (let t = 0; t < before.data.length; t += K) {
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) shared.data[i * K + j]! += before.data[t + i]! * after.data[t + j]!;
    }
  }
  return shared;
}

/** How far the states that share a name lie apart, and how sure a match by that distance alone would be. */
export function describeMatch(
  { divergences, margin }: ReturnType<typeof alignStates>,
  order: readonly number[],
): Pick<RefitReport, 'alignmentCosts' | 'alignmentMargin'> {
  return {
    alignmentCosts: order.map((j, i) => divergences.get(i, j)),
    alignmentMargin: Number.isFinite(margin) ? margin : null,
  };
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
