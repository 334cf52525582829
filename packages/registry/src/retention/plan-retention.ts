// What goes, what stays, and why. Pure: events, a policy and an instant in, a table out.
import type { RegistryEvent } from '../events/registry-event.ts';
import type { Stage } from '../model-version.ts';
import { foldEvents, type ModelState } from '../state/model-state.ts';
import type { VersionRecord } from '../state/version-record.ts';
import { resolveRetention, type ResolvedRetention, type RetentionPolicy } from './retention-policy.ts';

/** What is to become of one version. */
export interface RetentionDecision {
  readonly name: string;
  readonly version: string;
  readonly stage: Stage;
  /** `gone`: it was collected before. */
  readonly action: 'keep' | 'collect' | 'gone';
  /** Every reason to keep it; or, in one phrase, why it may go. */
  readonly reasons: readonly string[];
}

const DAY = 86_400_000;

/**
 * Decides about every version in the events: models by their first event, versions in the order of their registration.
 *
 * Never collected, whatever the policy says: what is in production or shadow, what an alias points to, what waits in
 * staging with an approval, and, unless `formerProduction` allows it, everything that ever was in production.
 *
 * @param now ages are counted up to it
 * @throws InvalidOptionError when the policy is none; ChainBrokenError when the events cannot have happened
 *
 * @example
 * ```ts
 * import { planRetention } from '@regimekit/registry';
 *
 * planRetention([], { keepLast: 3 }, new Date('2024-06-01')); // [], since nothing was registered
 * ```
 */
export function planRetention(
  events: readonly RegistryEvent[],
  policy: RetentionPolicy,
  now: Date,
): RetentionDecision[] {
  const rules = resolveRetention(policy);
  const production = findProductionTimes(events);
  return [...foldEvents(events).values()].flatMap((model) => {
    const facts = gather(model, { rules, now, production: production.get(model.name) ?? new Map() });
    return [...model.versions.values()].map((record) => decide(record, facts));
  });
}

/** What the decisions about one model look at. */
interface ModelFacts {
  readonly model: ModelState;
  readonly rules: ResolvedRetention;
  readonly now: Date;
  /** When each version that was in production left it last; undefined while it is there. */
  readonly production: ReadonlyMap<string, string | undefined>;
  readonly newest: ReadonlySet<string>;
  readonly newestOfStage: ReadonlySet<string>;
  /** What a rollback could return to, the latest last. */
  readonly waysBack: readonly string[];
}

function gather(model: ModelState, known: Pick<ModelFacts, 'rules' | 'now' | 'production'>): ModelFacts {
  const present = [...model.versions.values()].filter(({ collectedAt }) => collectedAt === undefined);
  const newestIn = (stage: 'staging' | 'archive') =>
    last(
      present.filter((record) => record.stage === stage).sort((a, b) => a.stageEvent - b.stageEvent),
      known.rules.stages[stage].keepLast,
    );
  const names = (records: readonly VersionRecord[]) => records.map(({ version }) => version);
  return {
    ...known,
    model,
    newest: new Set(names(last(present, known.rules.keepLast))),
    newestOfStage: new Set(names([...newestIn('staging'), ...newestIn('archive')])),
    // A version can stand there twice; the later place counts.
    waysBack: model.trail.filter(
      (version, index) =>
        model.trail.lastIndexOf(version) === index && model.versions.get(version)?.collectedAt === undefined,
    ),
  };
}

function decide(record: VersionRecord, facts: ModelFacts): RetentionDecision {
  const { name, version, stage, collectedAt } = record;
  if (collectedAt !== undefined) {
    return { name, version, stage, action: 'gone', reasons: [`it was collected on ${collectedAt}`] };
  }
  const reasons = [...heldByUse(record, facts), ...heldByProduction(record, facts), ...heldByAge(record, facts)];
  if (reasons.length > 0) return { name, version, stage, action: 'keep', reasons };
  return { name, version, stage, action: 'collect', reasons: [whyItGoes(record, facts)] };
}

function heldByUse({ version, stage, approvals, stageSince }: VersionRecord, { model }: ModelFacts): string[] {
  const reasons: string[] = [];
  if (stage === 'production' || stage === 'shadow') reasons.push(`it is in ${stage} since ${stageSince}`);
  for (const [alias, target] of model.aliases) {
    if (target === version) reasons.push(`the alias '${alias}' points to it`);
  }
  if (stage === 'staging' && approvals.length > 0) {
    reasons.push(`it waits with the approval of ${approvals.map(({ approver }) => approver).join(', ')}`);
  }
  return reasons;
}

function heldByProduction({ version }: VersionRecord, facts: ModelFacts): string[] {
  const { production, waysBack, rules, now } = facts;
  if (!production.has(version)) return [];
  const left = production.get(version);
  const { formerProduction } = rules;
  if (left === undefined) return []; // It is there now, which holds it already.
  if (formerProduction === undefined) return [`it was in production until ${left}`];
  const reasons: string[] = [];
  const age = ageInDays(left, now);
  if (age < formerProduction.days) reasons.push(`it was in production until ${describeAge(age)} ago`);
  if (last(waysBack, formerProduction.rollbacks).includes(version)) reasons.push('a rollback could return to it');
  return reasons;
}

function heldByAge({ version, stage, createdAt, stageSince }: VersionRecord, facts: ModelFacts): string[] {
  const { rules, newest, newestOfStage, now } = facts;
  const reasons: string[] = [];
  if (newest.has(version)) reasons.push(`it is one of the newest ${rules.keepLast}`);
  const age = ageInDays(createdAt, now);
  if (age < rules.keepDays) reasons.push(`it was registered ${describeAge(age)} ago`);
  if (stage !== 'staging' && stage !== 'archive') return reasons;
  const { keepLast, keepDays } = rules.stages[stage];
  if (newestOfStage.has(version)) reasons.push(`it is one of the newest ${keepLast} in ${stage}`);
  const stay = ageInDays(stageSince, now);
  if (stay < keepDays) reasons.push(`it entered ${stage} ${describeAge(stay)} ago`);
  return reasons;
}

function whyItGoes({ version, stage, createdAt, stageSince }: VersionRecord, facts: ModelFacts): string {
  const { rules, production, now } = facts;
  const parts = [
    `registered ${describeAge(ageInDays(createdAt, now))} ago`,
    `not one of the newest ${rules.keepLast}`,
    `in ${stage} for ${describeAge(ageInDays(stageSince, now))}`,
  ];
  const left = production.get(version);
  parts.push(left === undefined ? 'never in production' : `out of production for ${describeAge(ageInDays(left, now))}`);
  return parts.join(', ');
}

/** By model and version: the instant at which it left production last, or undefined while it is there. */
function findProductionTimes(events: readonly RegistryEvent[]): Map<string, Map<string, string | undefined>> {
  const models = new Map<string, Map<string, string | undefined>>();
  for (const { type, modelName, version, from, to, at } of events) {
    if (type === 'promotion_rejected' || from === to) continue;
    const times = models.get(modelName) ?? new Map<string, string | undefined>();
    models.set(modelName, times);
    if (to === 'production') times.set(version, undefined);
    else if (from === 'production') times.set(version, at);
  }
  return models;
}

function last<T>(items: readonly T[], count: number): T[] {
  return count === 0 ? [] : items.slice(-count);
}

/** Never negative: a clock that was behind makes nothing older. */
function ageInDays(since: string, now: Date): number {
  return Math.max(0, now.getTime() - Date.parse(since)) / DAY;
}

function describeAge(age: number): string {
  const whole = Math.floor(age);
  return `${whole} day${whole === 1 ? '' : 's'}`;
}
