// Promotion: look, check, then move in one transaction that looks again.
import type { OptionNames } from '@regimekit/numerics';
import type { JsonObject } from '@regimekit/persistence';
import { assessApprovals } from '../approvals/assess-approvals.ts';
import { changeModel, type ModelChange } from '../change-model.ts';
import { checkOptions } from '../check-options.ts';
import { PromotionRejectedError } from '../errors.ts';
import { digestEvidence } from '../evidence/digest-evidence.ts';
import { checkStage, type Stage } from '../model-version.ts';
import { resolveRules, type RegistryPolicy } from '../policy/policy.ts';
import { findVersion, viewModel, type ModelView, type RegistryContext } from '../registry-context.ts';
import { assessMove, lookAtSignature, type MoveCandidate, type SignatureLook } from '../rules/explain-move.ts';
import { describeUnmet } from '../rules/requirements.ts';
import type { VersionRecord } from '../state/version-record.ts';
import { checkChecks, runChecks, type PromotionCheck } from './checks.ts';
import { expectUnchanged, recordRejection } from './settle.ts';

/** How a version is moved. */
export interface MoveOptions {
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
  /**
   * What must hold before the move, run in order after the registry has verified the bundle; the first that throws stops
   * the move.
   * @default []
   */
  readonly checks?: readonly PromotionCheck[] | undefined;
  /** Gives up while the checks run; nothing moves then, and nothing is recorded. */
  readonly signal?: AbortSignal | undefined;
}

/** How a version is promoted. */
export interface PromoteOptions extends MoveOptions {
  /** @default 'production' */
  readonly to?: Stage | undefined;
}

export const moveOptionNames: OptionNames<MoveOptions> = { reason: true, checks: true, signal: true };
const promoteOptionNames: OptionNames<PromoteOptions> = { ...moveOptionNames, to: true };

const DAY = 86_400_000;

/** @returns the version that has moved */
export async function promoteVersion(
  context: RegistryContext,
  name: string,
  asked: string,
  options: PromoteOptions,
): Promise<string> {
  checkOptions(options, promoteOptionNames, 'promote');
  checkChecks(options.checks);
  const to = checkStage(options.to ?? 'production');
  const { reason, checks, signal } = options;
  const view = await viewModel(context, name, 'promote');
  const record = findVersion(view.model, asked);
  const signature = await lookAtSignature(context, view, { record, to });
  expectRequirements(context, view, { record, to, signature });
  // Checks may take long (load, predict), so they run before the transaction and keep nobody waiting.
  const passed = to === 'archive' ? [] : await check(context, view, { record, to, reason, checks, signal });
  await changeModel(context, name, 'promote', async (change) => {
    expectUnchanged(view.model, change.model);
    const present = findVersion(change.model, record.version);
    // Evidence, approvals and rules may have changed without anything having moved.
    expectRequirements(context, change, { record: present, to, signature });
    await move(change, { record: present, to, reason, passed });
  });
  return record.version;
}

async function check(
  context: RegistryContext,
  { model }: ModelView,
  wanted: MoveOptions & { readonly record: VersionRecord; readonly to: Stage },
): Promise<readonly string[]> {
  const { record, to, reason, checks, signal } = wanted;
  const { passed, failed } = await runChecks(context, { model, record, stage: to, checks, signal });
  if (failed !== undefined) await recordRejection(context, { model, record, to, reason, failed });
  return passed;
}

/** @throws PromotionRejectedError naming every requirement that is not met, and what to do about each */
function expectRequirements(
  context: RegistryContext,
  view: ModelView,
  candidate: MoveCandidate & { readonly signature: SignatureLook },
): void {
  const { record, to } = candidate;
  const requirements = assessMove(context, view, candidate);
  const unmet = requirements.filter(({ met }) => !met);
  if (unmet.length === 0) return;
  const remedies = unmet.flatMap(({ remedy }) => remedy ?? []);
  const why = describeUnmet(unmet);
  throw new PromotionRejectedError(record.name, record.version, to, why, { requirements }, undefined, remedies);
}

interface Move {
  readonly record: VersionRecord;
  readonly to: Stage;
  readonly reason: string | undefined;
  readonly passed: readonly string[];
}

async function move(change: ModelChange, { record, to, reason, passed }: Move): Promise<void> {
  const { model, policy, say } = change;
  if (to === 'archive') {
    await say(record, { type: 'archived', to, reason });
    return;
  }
  const champion = to === 'production' ? model.versions.get(model.production ?? '') : undefined;
  if (champion !== undefined) {
    await say(champion, { type: 'replaced', to: 'archive', reason, details: { by: record.version } });
  }
  const details = { checks: [...passed], ...describeGrounds(record, policy, to), ...probation(change, record, to) };
  await say(record, { type: 'promoted', to, reason, evidenceDigest: digestEvidence(record.evidence), details });
}

/** What the promotion stood on: the evidence there was and the approvals that counted. */
function describeGrounds(record: VersionRecord, policy: RegistryPolicy, to: Stage): JsonObject {
  const { approvals } = resolveRules(policy, record.name, to);
  const counting = assessApprovals(record, policy, approvals).filter(({ flaw }) => flaw === undefined);
  return {
    evidence: record.evidence.map(({ digest, kind, passed }) => ({ digest, kind, passed })),
    approvals: counting.map(({ approver, event }) => ({ approver, event })),
  };
}

function probation({ at, policy }: ModelChange, record: VersionRecord, to: Stage): JsonObject {
  const { probationDays } = resolveRules(policy, record.name, to);
  if (to !== 'production' || probationDays === 0) return {};
  return { probationUntil: new Date(Date.parse(at) + probationDays * DAY).toISOString() };
}
