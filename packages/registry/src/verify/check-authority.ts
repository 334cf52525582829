// Whether everything in the record was done by somebody who might do it then, by the rules that held then.
import { findSignatureProblem } from '../approvals/approval-statement.ts';
import { ChainBrokenError } from '../errors.ts';
import type { RegistryEventType } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import { findPerson, permissions, type Action } from '../people/authorize.ts';
import { permissivePolicy, type RegistryPolicy } from '../policy/policy.ts';
import { toApproval } from '../state/apply-fact.ts';
import { foldPolicy } from '../state/registry-state.ts';

/** What one must be allowed to do for an event to be recorded; none for what another registry was told. */
const actions: Readonly<Record<RegistryEventType, Action | undefined>> = {
  registered: 'register',
  promoted: 'promote',
  replaced: 'promote',
  rolled_back: 'roll back',
  restored: 'roll back',
  archived: 'promote',
  promotion_rejected: 'promote',
  approved: 'approve',
  approval_withdrawn: 'withdraw an approval',
  evidence_attached: 'attach evidence',
  alias_set: 'set an alias',
  alias_removed: 'remove an alias',
  probation_passed: 'review a probation',
  probation_failed: 'review a probation',
  policy_set: 'set the policy',
  collected: 'collect',
  signed: 'sign',
  copied: undefined,
};

/**
 * @returns how many approvals are signed, all of which hold
 * @throws ChainBrokenError at the first event whose actor had no right to it, and at the first approval whose signature
 * does not hold or is missing although keys of the person were known
 */
export function checkAuthority(events: readonly RegistryEvent[]): { signedApprovals: number } {
  let policy: RegistryPolicy = permissivePolicy;
  let signedApprovals = 0;
  for (const event of events) {
    const action = actions[event.type];
    if (action !== undefined && policy.people !== undefined) expectRole(event, action, policy);
    if (event.type === 'policy_set') ({ policy } = foldPolicy([event]));
    if (event.type === 'approved' && expectSignature(event, policy)) signedApprovals += 1;
  }
  return { signedApprovals };
}

function expectRole(event: RegistryEvent, action: Action, policy: RegistryPolicy): void {
  const needed: readonly string[] = permissions[action];
  const roles = findPerson(policy, event.actor)?.roles ?? [];
  if (roles.some((role) => needed.includes(role))) return;
  const had = roles.length === 0 ? 'was nobody the policy knew' : `had the role ${roles.join(', ')}`;
  throw new ChainBrokenError(
    event.sequence,
    `'${event.actor}' did what needs the role ${needed.join(' or ')} (${event.type}), and ${had} then.`,
    { actor: event.actor, needed, roles },
  );
}

/** @returns whether it is signed */
function expectSignature(event: RegistryEvent, policy: RegistryPolicy): boolean {
  const approval = toApproval(event);
  const { keyIds = [] } = findPerson(policy, event.actor) ?? {};
  const place = { name: event.modelName, version: event.version };
  const problem =
    approval.signature === undefined && keyIds.length > 0
      ? 'it is not signed'
      : findSignatureProblem(place, approval, keyIds.length > 0 ? keyIds : undefined);
  if (problem !== undefined)
    throw new ChainBrokenError(event.sequence, `the approval of '${event.actor}': ${problem}.`);
  return approval.signature !== undefined;
}
