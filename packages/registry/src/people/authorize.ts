// Who may do what. Decided from the policy as it stands, at every call.
import type { SigningKey } from '@regimekit/persistence';
import { PermissionDeniedError } from '../errors.ts';
import type { Person, RegistryPolicy, Role } from '../policy/policy.ts';
import { fitsToken } from './tokens.ts';

/** Who acts, and what proves it. */
export interface Identity {
  readonly actor: string;
  /** A token of the actor's (`createToken`). */
  readonly token?: string | undefined;
  /** A key of the actor's; signs approvals, and proves who acts as well as a token does. */
  readonly key?: SigningKey | undefined;
}

/** Everything that a registry lets people do, and any one of the roles that suffices for it. */
export const permissions = {
  read: ['viewer', 'trainer', 'approver', 'operator'],
  register: ['trainer'],
  'attach evidence': ['trainer'],
  approve: ['approver'],
  'withdraw an approval': ['approver', 'operator'],
  "withdraw somebody else's approval": ['operator'],
  sign: ['trainer', 'approver', 'operator'],
  promote: ['operator'],
  'roll back': ['operator'],
  'review a probation': ['operator'],
  'set an alias': ['operator'],
  'remove an alias': ['operator'],
  'set the policy': ['operator'],
  collect: ['operator'],
  'manage webhooks': ['operator'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Action = keyof typeof permissions;

/** Whether somebody may do something, and if not, why. */
export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: string; readonly hint: string };

/** @throws PermissionDeniedError naming the role that is needed and who has it */
export function authorize(policy: RegistryPolicy, identity: Identity, action: Action): void {
  const permission = decidePermission(policy, identity, action);
  if (permission.allowed) return;
  const needed = permissions[action];
  throw new PermissionDeniedError(identity.actor, action, permission.why, permission.hint, {
    neededRoles: needed,
    holders: holdersOf(policy, needed),
  });
}

export function decidePermission(policy: RegistryPolicy, identity: Identity, action: Action): Permission {
  if (policy.people === undefined) return { allowed: true };
  const needed = permissions[action];
  const person = findPerson(policy, identity.actor);
  if (person === undefined) {
    return refuse(
      `the policy knows nobody of that name`,
      `Open the registry as somebody it knows: ${namesOf(policy)}.`,
    );
  }
  const unproven = findMissingProof(person, identity, action);
  if (unproven !== undefined) return unproven;
  if (person.roles.some((role) => (needed as readonly Role[]).includes(role))) return { allowed: true };
  const holders = holdersOf(policy, needed);
  return refuse(
    `it needs the role ${needed.join(' or ')}, and ${identity.actor} has ${person.roles.join(', ')}`,
    holders.length === 0 ? 'Nobody has it: have an operator give it to somebody.' : `Ask ${holders.join(' or ')}.`,
  );
}

/** By own property alone, so that no name reaches into the prototype. */
export function findPerson(policy: RegistryPolicy, name: string): Person | undefined {
  return policy.people !== undefined && Object.hasOwn(policy.people, name) ? policy.people[name] : undefined;
}

/** Who has one of the roles, in order. */
export function holdersOf(policy: RegistryPolicy, needed: readonly Role[]): string[] {
  return Object.entries(policy.people ?? {})
    .filter(([, { roles }]) => roles.some((role) => needed.includes(role)))
    .map(([name]) => name)
    .sort();
}

/** What a key of the person proves by itself: an approval and a signature are looked at when they are counted. */
const provenBySignature: ReadonlySet<Action> = new Set<Action>(['approve', 'sign']);

/**
 * A person with tokens in the policy must show one of them, or use a key of theirs. A person with keys alone must use one
 * to change anything: else whoever knows the name could. Looking is then free.
 */
function findMissingProof(person: Person, { actor, token, key }: Identity, action: Action): Permission | undefined {
  const { tokenHashes = [], keyIds = [] } = person;
  if (tokenHashes.length + keyIds.length === 0) return undefined;
  if (token !== undefined && tokenHashes.length > 0 && fitsToken(token, tokenHashes)) return undefined;
  if (key !== undefined && keyIds.includes(key.keyId)) return undefined;
  if (tokenHashes.length > 0) {
    return refuse(
      token === undefined ? `${actor} must show a token, and none was given` : `the token is not one of ${actor}'s`,
      'Open the registry with { actor, token }; an operator can give you a new one (createToken).',
    );
  }
  if (action === 'read' || provenBySignature.has(action)) return undefined;
  return refuse(
    key === undefined ? `${actor} must use a key, and none was given` : `the key is not one of ${actor}'s`,
    `Open the registry with { actor, key }: one of ${keyIds.join(', ')}.`,
  );
}

function namesOf({ people = {} }: RegistryPolicy): string {
  return Object.keys(people).sort().join(', ');
}

function refuse(why: string, hint: string): Permission {
  return { allowed: false, why, hint };
}
