// Who stands for a version, and takes it back.
import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError, SigningKey } from '@regimekit/persistence';
import { changeModel } from '../change-model.ts';
import { checkOptions } from '../check-options.ts';
import { ApprovalKeyError, ApprovalNotFoundError } from '../errors.ts';
import { digestEvidence } from '../evidence/digest-evidence.ts';
import { authorize, findPerson } from '../people/authorize.ts';
import type { RegistryPolicy } from '../policy/policy.ts';
import { findVersion, type RegistryContext } from '../registry-context.ts';
import { signApproval } from './approval-statement.ts';

/** How a version is approved. */
export interface ApproveOptions {
  /** Why, kept in the record of events and signed with the rest. */
  readonly reason?: string | undefined;
  /**
   * Signs the approval. Needed when the policy knows keys of the actor.
   * @default the key the registry was opened with
   */
  readonly key?: SigningKey | undefined;
}

/** How an approval is taken back. */
export interface WithdrawOptions {
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
  /**
   * Whose approval. Only an operator may withdraw somebody else's.
   * @default the actor
   */
  readonly approver?: string | undefined;
}

const approveOptionNames: OptionNames<ApproveOptions> = { reason: true, key: true };
const withdrawOptionNames: OptionNames<WithdrawOptions> = { reason: true, approver: true };

/** @returns the version */
export async function approve(
  context: RegistryContext,
  name: string,
  asked: string,
  options: ApproveOptions,
): Promise<string> {
  checkOptions(options, approveOptionNames, 'approve');
  const { reason, key = context.key } = options;
  checkKey(key);
  return await changeModel(context, name, 'approve', async ({ model, policy, at, say }) => {
    const record = findVersion(model, asked);
    checkOwnKey(policy, context.actor, key);
    const { version, manifestDigest, evidence } = record;
    const evidenceDigest = digestEvidence(evidence);
    const statement = { model: name, version, manifestDigest, evidenceDigest, at, reason: reason ?? null };
    const signed = key === undefined ? {} : signApproval({ ...statement, approver: context.actor }, key);
    const digests = [...new Set(evidence.map(({ digest }) => digest))].sort();
    await say(record, { type: 'approved', evidenceDigest, reason, details: { evidence: digests, ...signed } });
    return version;
  });
}

/** @returns the version */
export async function withdrawApproval(
  context: RegistryContext,
  name: string,
  asked: string,
  options: WithdrawOptions,
): Promise<string> {
  checkOptions(options, withdrawOptionNames, 'withdrawApproval');
  const { reason, approver = context.actor } = options;
  return await changeModel(context, name, 'withdraw an approval', async ({ model, policy, say }) => {
    if (approver !== context.actor) authorize(policy, context, "withdraw somebody else's approval");
    const record = findVersion(model, asked);
    const approval = record.approvals.find((candidate) => candidate.approver === approver);
    if (approval === undefined) {
      const existing = record.approvals.map((candidate) => candidate.approver);
      throw new ApprovalNotFoundError(name, record.version, approver, existing);
    }
    const details = { approver, event: approval.event };
    await say(record, { type: 'approval_withdrawn', evidenceDigest: approval.evidenceDigest, reason, details });
    return record.version;
  });
}

/** @throws InvalidOptionError unless it is a key that signs, or none */
export function checkKey(key: SigningKey | undefined): void {
  if (key === undefined || key instanceof SigningKey) return;
  throw new InvalidOptionError('key', 'a SigningKey of @regimekit/persistence', key, 'Take it from a KeyStore.');
}

/** @throws ApprovalKeyError when the policy knows keys of the person and this is none of them, or it is somebody else's */
function checkOwnKey(policy: RegistryPolicy, approver: string, key: SigningKey | undefined): void {
  const keyIds = findPerson(policy, approver)?.keyIds ?? [];
  if (keyIds.length === 0) {
    const owner = key === undefined ? undefined : ownerOf(policy, key.keyId);
    if (owner !== undefined) throw new ApprovalKeyError(approver, `the key that was given is ${owner}'s`, keyIds);
    return;
  }
  if (key === undefined) throw new ApprovalKeyError(approver, 'no key was given', keyIds);
  if (!keyIds.includes(key.keyId))
    throw new ApprovalKeyError(approver, `key ${key.keyId} is not known to be theirs`, keyIds);
}

function ownerOf({ people = {} }: RegistryPolicy, keyId: string): string | undefined {
  return Object.entries(people).find(([, { keyIds = [] }]) => keyIds.includes(keyId))?.[0];
}
