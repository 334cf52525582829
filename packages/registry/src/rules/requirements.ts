// What a version needs to enter a stage, requirement by requirement. Pure: facts in, a table out.
import { assessApprovals, type ApprovalFlaw, type AssessedApproval } from '../approvals/assess-approvals.ts';
import { findTrainers, type Trainer } from '../approvals/find-trainers.ts';
import { newestByKind } from '../evidence/digest-evidence.ts';
import type { Stage } from '../model-version.ts';
import { holdersOf } from '../people/authorize.ts';
import type { RegistryPolicy, ResolvedRules } from '../policy/policy.ts';
import { shadowTime, type VersionRecord } from '../state/version-record.ts';
import { findObstacle } from './moves.ts';

/** What a requirement is about. */
export type RequirementRule = 'movement' | 'evidence' | 'approvals' | 'shadow_days' | 'signature' | 'permission';

/** One line of the table. The texts are whole phrases without a full stop. */
export interface Requirement {
  readonly rule: RequirementRule;
  /** What is asked for: '2 approvals of bea, cal'. */
  readonly needed: string;
  /** What there is: '1: bea; dan does not count (stale)'. */
  readonly found: string;
  readonly met: boolean;
  /** What to do, where it is not met. */
  readonly remedy: string | undefined;
}

/** Everything that the rules look at. */
export interface MoveFacts {
  readonly record: VersionRecord;
  readonly to: Stage;
  readonly policy: RegistryPolicy;
  readonly rules: ResolvedRules;
  readonly now: Date;
  /** What is wrong with the signature of the bundle; looked at only where the rules ask for one. */
  readonly signatureProblem: string | undefined;
}

const DAY = 86_400_000;

const flaws: Readonly<Record<Exclude<ApprovalFlaw, 'trainer'>, string>> = {
  stale: 'stale, given on other evidence',
  not_named: 'not among them',
  no_role: 'may not approve',
  unsigned: 'not signed',
  bad_signature: 'its signature does not hold',
};

/** Every requirement of a move, met or not; the way it goes first. */
export function listRequirements(facts: MoveFacts): Requirement[] {
  const { rules } = facts;
  return [
    movement(facts),
    ...rules.evidence.map((need) => evidence(facts, need)),
    ...(rules.approvals === undefined ? [] : [approvals(facts, rules.approvals)]),
    ...(rules.shadowDays === 0 ? [] : [shadowDays(facts)]),
    ...(rules.signature ? [signature(facts)] : []),
  ];
}

function movement({ record, to, rules }: MoveFacts): Requirement {
  const obstacle = findObstacle(record, to, rules.from);
  return {
    rule: 'movement',
    needed: `a way from ${record.stage} to ${to}`,
    found: obstacle ?? 'open',
    met: obstacle === undefined,
    remedy: obstacle === undefined ? undefined : 'Move another version, or this one to another stage',
  };
}

function evidence({ record }: MoveFacts, { kind, passed }: ResolvedRules['evidence'][number]): Requirement {
  const newest = newestByKind(record.evidence).get(kind);
  const met = newest !== undefined && (newest.passed || !passed);
  const verdict = newest?.passed === true ? 'passed' : 'did not pass';
  return {
    rule: 'evidence',
    needed: `evidence of kind '${kind}'${passed ? ' that passed' : ''}`,
    found: newest === undefined ? 'none is attached' : `${newest.digest.slice(0, 12)} of ${newest.at} ${verdict}`,
    met,
    remedy: met
      ? undefined
      : `Attach it: attachEvidence('${record.name}', '${record.version}', { kind: '${kind}', passed, document })`,
  };
}

function approvals({ record, policy }: MoveFacts, rule: NonNullable<ResolvedRules['approvals']>): Requirement {
  const assessed = assessApprovals(record, policy, rule);
  const counting = assessed.filter(({ flaw }) => flaw === undefined).map(({ approver }) => approver);
  const met = counting.length >= rule.count;
  const trainers = findTrainers(record);
  const excluded = rule.trainerCounts ? [] : trainers;
  const able = (rule.of ?? holdersOf(policy, ['approver'])).filter(
    (name) => !counting.includes(name) && !excluded.some((trainer) => trainer.name === name),
  );
  const whose = rule.of === undefined ? '' : ` of ${rule.of.join(', ')}`;
  const who = excluded.map(({ name, part }) => `${name}, who ${part}`).join(', and ');
  const whom = excluded.length === 0 ? '' : ` by others than ${who}`;
  return {
    rule: 'approvals',
    needed: `${rule.count} approval${rule.count === 1 ? '' : 's'}${whose}${whom}`,
    found: [
      counting.length === 0 ? 'none that counts' : `${counting.length}: ${counting.join(', ')}`,
      ...assessed.flatMap((approval) => describeFlaw(approval, trainers)),
    ].join('; '),
    met,
    remedy: met
      ? undefined
      : `Ask ${able.length === 0 ? 'somebody' : able.join(' or ')} for ${rule.count - counting.length} more: approve('${record.name}', '${record.version}')`,
  };
}

/** Nothing where it counts. */
function describeFlaw({ approver, flaw }: AssessedApproval, trainers: readonly Trainer[]): string[] {
  if (flaw === undefined) return [];
  const why = flaw === 'trainer' ? trainers.find(({ name }) => name === approver)!.part : flaws[flaw];
  return [`${approver} does not count (${why})`];
}

function shadowDays({ record, rules, now }: MoveFacts): Requirement {
  const milliseconds = shadowTime(record, now);
  const met = milliseconds >= rules.shadowDays * DAY;
  const missing = rules.shadowDays * DAY - milliseconds;
  return {
    rule: 'shadow_days',
    needed: `${rules.shadowDays} days in shadow`,
    // Rounded down, so that it never reads as enough when it is not.
    found: `${Math.floor((milliseconds / DAY) * 10) / 10}`,
    met,
    remedy: met ? undefined : shadowRemedy(record, new Date(now.getTime() + missing)),
  };
}

function shadowRemedy({ stage, name, version }: VersionRecord, enough: Date): string {
  return stage === 'shadow'
    ? `Wait until ${enough.toISOString()}`
    : `Put it there first: promote('${name}', '${version}', { to: 'shadow' })`;
}

function signature({ record, signatureProblem }: MoveFacts): Requirement {
  const met = signatureProblem === undefined;
  return {
    rule: 'signature',
    needed: 'a signature of the bundle by a trusted key',
    found: signatureProblem ?? 'there',
    met,
    remedy: met ? undefined : `Have it signed: sign('${record.name}', '${record.version}', { key })`,
  };
}

/** Why a move is refused: every requirement that is not met, as sentences. */
export function describeUnmet(requirements: readonly Requirement[]): string {
  return requirements
    .filter(({ met }) => !met)
    .map(({ rule, needed, found }) => (rule === 'movement' ? `${found}.` : `It needs ${needed}: ${found}.`))
    .join(' ');
}
