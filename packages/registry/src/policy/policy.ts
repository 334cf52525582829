// What a team has agreed on: what a version needs before it may enter a stage, and who may do what. Plain data, kept in
// the record of events, so that who changed the rules, when and why is on record too.
import { stages, type Stage } from '../model-version.ts';

/** What people may do: look, register and attach evidence, approve, move. Each of the others includes looking. */
export const roles = ['viewer', 'trainer', 'approver', 'operator'] as const;
/** What somebody may do. */
export type Role = (typeof roles)[number];

/** The stages that can ask for something; into the archive a version may always go. */
export const guardedStages = ['shadow', 'production'] as const;
/** A stage that can ask for something. */
export type GuardedStage = (typeof guardedStages)[number];

/** Evidence of a kind that must be attached. The newest of the kind counts. */
export interface EvidenceRule {
  /** For example 'validation', 'backtest', 'shadow'. */
  readonly kind: string;
  /**
   * Whether it must have passed; else it is enough that it is there.
   * @default true
   */
  readonly passed?: boolean | undefined;
}

/** N approvals of M people. */
export interface ApprovalRule {
  /** N: approvals by as many different people. */
  readonly count: number;
  /**
   * M: the people whose approvals count.
   * @default everybody who may approve
   */
  readonly of?: readonly string[] | undefined;
  /**
   * Whether an approval counts by whoever registered the version, or is named in its metadata as having trained it
   * (`trainedBy`) or brought it in (`importedBy`).
   * @default true
   */
  readonly trainerCounts?: boolean | undefined;
}

/** What a version needs to enter a stage. What is left out asks for nothing. */
export interface StageRules {
  /**
   * The stages it may come from, among those that movement allows at all.
   * @default all of them
   */
  readonly from?: readonly Stage[] | undefined;
  /** Evidence that must be attached: a kind, or a kind and whether it must have passed. */
  readonly evidence?: readonly (string | EvidenceRule)[] | undefined;
  readonly approvals?: ApprovalRule | undefined;
  /**
   * Days (of 24 hours, all its stays together) it must have been in shadow.
   * @default 0
   */
  readonly shadowDays?: number | undefined;
  /**
   * Whether its bundle must carry a signature that the registry's `trust` accepts for this model and stage.
   * @default false
   */
  readonly signature?: boolean | undefined;
  /**
   * Days (of 24 hours) after entering production during which `reviewProbation` may send it back; 0 for none. Only for
   * production.
   * @default 0
   */
  readonly probationDays?: number | undefined;
}

/** Somebody who is known to the registry. */
export interface Person {
  readonly roles: readonly Role[];
  /**
   * SHA-256 of the public keys the person signs with. When there is one, only signed approvals of the person count, and
   * the person changes nothing without a token or one of the keys.
   */
  readonly keyIds?: readonly string[] | undefined;
  /** SHA-256 of the person's tokens (`createToken`); when there is one, the person must show one of them. */
  readonly tokenHashes?: readonly string[] | undefined;
}

/** The rules of a registry. `{}` allows everything to everybody. */
export interface RegistryPolicy {
  readonly stages?: { readonly [S in GuardedStage]?: StageRules | undefined } | undefined;
  /**
   * Rules that differ for some models, by name or pattern with `*`. What is given replaces the field of the general rule;
   * a name beats a pattern, a longer pattern a shorter one.
   */
  readonly models?: Readonly<Record<string, { readonly [S in GuardedStage]?: StageRules | undefined }>> | undefined;
  /** Who may do what, by name. When nobody is named everybody may do everything. */
  readonly people?: Readonly<Record<string, Person>> | undefined;
}

/** Rules for one model and stage with every default filled in. */
export interface ResolvedRules {
  readonly from: readonly Stage[];
  readonly evidence: readonly { readonly kind: string; readonly passed: boolean }[];
  readonly approvals:
    | { readonly count: number; readonly of: readonly string[] | undefined; readonly trainerCounts: boolean }
    | undefined;
  readonly shadowDays: number;
  readonly signature: boolean;
  readonly probationDays: number;
}

/** What holds until a policy is set. */
export const permissivePolicy: RegistryPolicy = {};

/** The rules that hold for a model and a stage. */
export function resolveRules(policy: RegistryPolicy, modelName: string, stage: Stage): ResolvedRules {
  const guarded = guardedStages.find((candidate) => candidate === stage);
  const layers: (StageRules | undefined)[] =
    guarded === undefined
      ? []
      : [policy.stages?.[guarded], ...matchingModels(policy, modelName).map((map) => map[guarded])];
  const rules: StageRules = Object.assign({}, ...layers);
  return {
    from: rules.from ?? stages,
    evidence: (rules.evidence ?? []).map(toEvidenceNeed),
    approvals:
      rules.approvals === undefined || rules.approvals.count === 0
        ? undefined
        : {
            count: rules.approvals.count,
            of: rules.approvals.of,
            trainerCounts: rules.approvals.trainerCounts ?? true,
          },
    shadowDays: rules.shadowDays ?? 0,
    signature: rules.signature ?? false,
    probationDays: rules.probationDays ?? 0,
  };
}

function toEvidenceNeed(rule: string | EvidenceRule): { kind: string; passed: boolean } {
  return typeof rule === 'string' ? { kind: rule, passed: true } : { kind: rule.kind, passed: rule.passed ?? true };
}

/** The least specific first, so that a later one replaces. The order of JSON's keys says nothing: the record sorts them. */
function matchingModels(policy: RegistryPolicy, modelName: string): NonNullable<RegistryPolicy['stages']>[] {
  const specificity = (pattern: string) => (pattern.includes('*') ? pattern.replaceAll('*', '').length : Infinity);
  return Object.entries(policy.models ?? {})
    .filter(([pattern]) => matches(pattern, modelName))
    .sort(([a], [b]) => (specificity(a) === specificity(b) ? (a < b ? -1 : 1) : specificity(a) - specificity(b)))
    .map(([, map]) => map);
}

/** Whether the parts between the stars occur in the name in their order. Linear, where a regular expression need not be. */
function matches(pattern: string, name: string): boolean {
  const [head = '', ...parts] = pattern.split('*');
  const tail = parts.pop();
  if (tail === undefined) return pattern === name;
  if (!name.startsWith(head) || !name.slice(head.length).endsWith(tail)) return false;
  let rest = name.slice(head.length, name.length - tail.length);
  for (const part of parts) {
    const at = rest.indexOf(part);
    if (at === -1) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}
