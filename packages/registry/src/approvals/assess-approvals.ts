// Which approvals count, and why the others do not. Decided anew each time, by the rules as they stand.
import { digestEvidence } from '../evidence/digest-evidence.ts';
import { findPerson } from '../people/authorize.ts';
import type { RegistryPolicy, ResolvedRules } from '../policy/policy.ts';
import type { ApprovalRecord, VersionRecord } from '../state/version-record.ts';
import { findSignatureProblem } from './approval-statement.ts';
import { findTrainers } from './find-trainers.ts';

/**
 * Why an approval does not count:
 * - `stale`: it was given on other evidence, or for another bundle, than there is now
 * - `trainer`: the approver registered the version or is said to have trained it, and the policy asks for somebody else
 * - `not_named`: the policy names the people whose approvals count, and the approver is not among them
 * - `no_role`: the approver may not approve (any more)
 * - `unsigned`: the policy knows keys of the approver, and the approval is not signed
 * - `bad_signature`: its signature is not by a key of the approver, or over something else
 */
export type ApprovalFlaw = 'stale' | 'trainer' | 'not_named' | 'no_role' | 'unsigned' | 'bad_signature';

/** One approval, and whether it counts. */
export interface AssessedApproval {
  readonly approver: string;
  /** Instant (UTC). */
  readonly at: string;
  readonly reason: string | null;
  /** Sequence of the event. */
  readonly event: number;
  readonly signed: boolean;
  /** undefined when it counts. */
  readonly flaw: ApprovalFlaw | undefined;
}

/** Every approval of a version, judged by a policy and by what a stage asks for. */
export function assessApprovals(
  record: VersionRecord,
  policy: RegistryPolicy,
  rule: ResolvedRules['approvals'],
): AssessedApproval[] {
  const evidenceDigest = digestEvidence(record.evidence);
  return record.approvals.map((approval) => ({
    approver: approval.approver,
    at: approval.at,
    reason: approval.reason,
    event: approval.event,
    signed: approval.signature !== undefined,
    flaw: findFlaw(approval, { record, policy, rule, evidenceDigest }),
  }));
}

interface Grounds {
  readonly record: VersionRecord;
  readonly policy: RegistryPolicy;
  readonly rule: ResolvedRules['approvals'];
  readonly evidenceDigest: string;
}

function findFlaw(
  approval: ApprovalRecord,
  { record, policy, rule, evidenceDigest }: Grounds,
): ApprovalFlaw | undefined {
  const { approver, signature } = approval;
  if (approval.evidenceDigest !== evidenceDigest || approval.manifestDigest !== record.manifestDigest) return 'stale';
  if (rule?.trainerCounts === false && findTrainers(record).some(({ name }) => name === approver)) return 'trainer';
  if (rule?.of !== undefined && !rule.of.includes(approver)) return 'not_named';
  const person = findPerson(policy, approver);
  if (policy.people !== undefined && person?.roles.includes('approver') !== true) return 'no_role';
  const keyIds = person?.keyIds ?? [];
  if (keyIds.length > 0 && signature === undefined) return 'unsigned';
  const allowed = keyIds.length > 0 ? keyIds : undefined;
  return findSignatureProblem(record, approval, allowed) === undefined ? undefined : 'bad_signature';
}
