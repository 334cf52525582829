// What stands between a version and a stage, before anybody tries.
import { checkTrust } from '@regimekit/persistence';
import { checkStage, type Stage } from '../model-version.ts';
import { decidePermission, type Action } from '../people/authorize.ts';
import { resolveRules } from '../policy/policy.ts';
import { findVersion, viewModel, type ModelView, type RegistryContext } from '../registry-context.ts';
import type { VersionRecord } from '../state/version-record.ts';
import { listRequirements, type Requirement } from './requirements.ts';

/** The table of requirements of one move. */
export interface MoveExplanation {
  readonly name: string;
  readonly version: string;
  /** Where it stands. */
  readonly from: Stage;
  /** Where it is to go. */
  readonly to: Stage;
  /** Whether every requirement is met; the caller's own checks, which run at the move, apart. */
  readonly allowed: boolean;
  /** Every requirement, met or not, in the order: permission, movement, evidence, approvals, shadow days, signature. */
  readonly requirements: readonly Requirement[];
  /** The version that would leave production for it. */
  readonly replaces: string | undefined;
  /** Days of 24 hours that its probation would last; 0 for none. */
  readonly probationDays: number;
}

export async function explainMove(
  context: RegistryContext,
  name: string,
  asked: string,
  to: Stage,
): Promise<MoveExplanation> {
  checkStage(to);
  const view = await viewModel(context, name, 'read');
  const record = findVersion(view.model, asked);
  const rules = resolveRules(view.policy, name, to);
  const signature = await lookAtSignature(context, view, { record, to });
  const requirements = [
    ...describePermission(context, view, 'promote'),
    ...assessMove(context, view, { record, to, signature }),
  ];
  return {
    name,
    version: record.version,
    from: record.stage,
    to,
    allowed: requirements.every(({ met }) => met),
    requirements,
    replaces: to === 'production' && view.model.production !== record.version ? view.model.production : undefined,
    probationDays: to === 'production' ? rules.probationDays : 0,
  };
}

/** What is to be judged. */
export interface MoveCandidate {
  readonly record: VersionRecord;
  readonly to: Stage;
}

/** The requirements of a move, on a state and at this moment. */
export function assessMove(
  context: RegistryContext,
  { policy }: ModelView,
  { record, to, signature }: MoveCandidate & { readonly signature: SignatureLook },
): Requirement[] {
  const rules = resolveRules(policy, record.name, to);
  return listRequirements({ record, to, policy, rules, now: context.clock(), signatureProblem: signature.problem });
}

/** What was seen of the signatures of a bundle. */
export interface SignatureLook {
  readonly problem: string | undefined;
}

/** Looks at the signatures where the rules ask for one: it needs the bundle, so it is done before a transaction. */
export async function lookAtSignature(
  { store, trust, clock }: RegistryContext,
  { policy }: ModelView,
  { record, to }: MoveCandidate,
): Promise<SignatureLook> {
  // Asked for in the meantime, it is not there until somebody looks.
  if (!resolveRules(policy, record.name, to).signature) return { problem: 'it was not looked at, try again' };
  if (trust === undefined) return { problem: 'no keys are trusted: the registry was opened without trust' };
  try {
    const files = await store.bundles.read(record);
    checkTrust(files, { ...trust, requireSignature: 'refuse' }, { model: record.name, stage: to, clock });
    return { problem: undefined };
  } catch (error) {
    return { problem: (error as Error).message.replace(/\.$/u, '') };
  }
}

function describePermission(context: RegistryContext, { policy }: ModelView, action: Action): Requirement[] {
  if (policy.people === undefined) return [];
  const permission = decidePermission(policy, context, action);
  const needed = 'the role operator';
  return [
    permission.allowed
      ? { rule: 'permission', needed, found: `${context.actor} has it`, met: true, remedy: undefined }
      : { rule: 'permission', needed, found: permission.why, met: false, remedy: permission.hint.replace(/\.$/u, '') },
  ];
}
