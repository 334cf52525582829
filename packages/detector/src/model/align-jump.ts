// A refit of a jump model against the one before it: states are matched by what they look like, in the features' own units.
import { alignStates } from '@regimekit/hmm-core';
import { filterJumpStates } from '@regimekit/jump-model';
import type { MatrixView } from '@regimekit/numerics';
import { standardize, type StandardScaler } from '../data/standard-scaler.ts';
import { commonHistory, NEWEST_ROWS, rawUnits } from './align-with-previous.ts';
import type { RefitReport } from './fit-record.ts';
import type { FittedRegimeModel } from './fitted-regime-model.ts';
import type { TrainingData } from './training-data.ts';

/** The previous centers in the standardised units of a new training window: K x D. */
export function centersInUnitsOf(
  { moments, scaler }: FittedRegimeModel,
  { means, scales }: StandardScaler,
): number[][] {
  return moments.means
    .to2DArray()
    .map((center) => center.map((value, j) => (value * scaler.scales[j]! + scaler.means[j]! - means[j]!) / scales[j]!));
}

/** Which state of a refit (in the order of its fit) takes the place of which regime. */
export function alignJumpStates(
  refit: Pick<FittedRegimeModel, 'moments' | 'scaler'>,
  previous: FittedRegimeModel,
): ReturnType<typeof alignStates> {
  return alignStates(rawUnits(previous.moments, previous.scaler), rawUnits(refit.moments, refit.scaler));
}

/** What a refit, its states in the order of the regimes, does to the history that both know. */
export function reportRefit(
  model: FittedRegimeModel,
  previous: FittedRegimeModel,
  { table }: TrainingData,
  { costs, margin }: ReturnType<typeof alignStates>,
): RefitReport {
  const { matrix, lengths } = commonHistory(table, previous.training?.to ?? null);
  const [before, after] = [previous, model].map((one) => onlineStates(one, matrix, lengths));
  const changed = before!.map((state, t) => (state === after![t] ? 0 : 1));
  const newest = changed.slice(-NEWEST_ROWS);
  return {
    previousDataFingerprint: previous.training?.dataFingerprint ?? null,
    commonRows: changed.length,
    relabelledShare: shareOf(changed),
    relabelledShareNewest: shareOf(newest),
    newestRows: newest.length,
    alignmentCosts: Array.from(costs),
    alignmentMargin: Number.isFinite(margin) ? margin : null,
  };
}

function onlineStates({ jump, scaler }: FittedRegimeModel, matrix: MatrixView, lengths: readonly number[]): number[] {
  return Array.from(filterJumpStates(jump!.model, standardize(scaler, matrix), { lengths }).states);
}

function shareOf(changed: readonly number[]): number {
  return changed.reduce((sum, one) => sum + one, 0) / changed.length;
}
