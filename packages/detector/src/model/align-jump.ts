// A refit of a jump model against the one before it: states are matched by the days they share and by their stress.
import { alignStates } from '@regimekit/hmm-core';
import { filterJumpStates, type JumpModel } from '@regimekit/jump-model';
import type { MatrixView } from '@regimekit/numerics';
import { standardize, type StandardScaler } from '../data/standard-scaler.ts';
import { matchRegimes } from '../labels/match-regimes.ts';
import { scoresByRule } from '../labels/regime-scores.ts';
import { profileStates } from '../labels/state-profile.ts';
import { commonHistory, describeMatch, NEWEST_ROWS, rawUnits, sharedDays } from './align-with-previous.ts';
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

/** A refit, its states in the order of its fit. */
type UnnamedJump = Pick<FittedRegimeModel, 'moments' | 'scaler'> & { readonly jump: { readonly model: JumpModel } };

/** Which state of a refit (in the order of its fit) takes the place of which regime: as of an HMM, by online labels. */
export function alignJumpStates(refit: UnnamedJump, previous: FittedRegimeModel, { table }: TrainingData): number[] {
  const { matrix, lengths } = commonHistory(table, previous.training?.to ?? null);
  const [old, now] = [previous, refit].map((one) => filtered(one, matrix, lengths).probabilities);
  const profiles = profileStates(refit.moments, refit.scaler, previous.featureNames);
  return matchRegimes(sharedDays(old!, now!), scoresByRule(profiles, previous.labelRule));
}

/** What a refit, its states in the order of the regimes, does to the history that both know. */
export function reportRefit(
  model: FittedRegimeModel,
  previous: FittedRegimeModel,
  { table }: TrainingData,
): RefitReport {
  const { matrix, lengths } = commonHistory(table, previous.training?.to ?? null);
  const [before, after] = [previous, model].map((one) => Array.from(filtered(one, matrix, lengths).states));
  const changed = before!.map((state, t) => (state === after![t] ? 0 : 1));
  const newest = changed.slice(-NEWEST_ROWS);
  const match = alignStates(rawUnits(previous.moments, previous.scaler), rawUnits(model.moments, model.scaler));
  return {
    previousDataFingerprint: previous.training?.dataFingerprint ?? null,
    commonRows: changed.length,
    relabelledShare: shareOf(changed),
    relabelledShareNewest: shareOf(newest),
    newestRows: newest.length,
    // The model's states have their names already.
    ...describeMatch(
      match,
      model.regimes.map((_, k) => k),
    ),
  };
}

function filtered(
  { jump, scaler }: { readonly jump: { readonly model: JumpModel } | null; readonly scaler: StandardScaler },
  matrix: MatrixView,
  lengths: readonly number[],
): ReturnType<typeof filterJumpStates> {
  return filterJumpStates(jump!.model, standardize(scaler, matrix), { lengths });
}

function shareOf(changed: readonly number[]): number {
  return changed.reduce((sum, one) => sum + one, 0) / changed.length;
}
