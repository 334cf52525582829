import { z } from 'zod';
import { InvalidPolicyError } from '../errors.ts';
import { digestSchema } from '../events/event-types.ts';
import { stages } from '../model-version.ts';
import { guardedStages, roles, type RegistryPolicy, type StageRules } from './policy.ts';

const MAX_DAYS = 10_000;

export const evidenceKindSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/u, 'expected 1 to 64 lower-case letters, digits, - and _');
const actorSchema = z.string().refine((name) => name.trim() !== '' && name.length <= 200 && name !== '__proto__', {
  message: 'expected a name of 1 to 200 characters',
});
const days = z.number().nonnegative().max(MAX_DAYS);

const stageRulesSchema = z.strictObject({
  from: z.array(z.enum(stages)).min(1).optional(),
  evidence: z
    .array(z.union([evidenceKindSchema, z.strictObject({ kind: evidenceKindSchema, passed: z.boolean().optional() })]))
    .optional(),
  approvals: z
    .strictObject({
      count: z.int().nonnegative(),
      of: z.array(actorSchema).min(1).optional(),
      trainerCounts: z.boolean().optional(),
    })
    .optional(),
  shadowDays: days.optional(),
  signature: z.boolean().optional(),
  probationDays: days.optional(),
});

const stageMapSchema = z.strictObject({
  shadow: stageRulesSchema.omit({ probationDays: true, shadowDays: true }).optional(),
  production: stageRulesSchema.optional(),
});

const personSchema = z.strictObject({
  roles: z.array(z.enum(roles)).min(1, 'expected at least one role'),
  keyIds: z.array(digestSchema).optional(),
  tokenHashes: z.array(digestSchema).optional(),
});

/** What is expected of the keys of a record; zod says no more than that one is invalid. */
const keysOf = (expected: string) => (issue: { code?: string | undefined }) =>
  issue.code === 'invalid_key' ? `expected ${expected}` : undefined;

const modelPatternSchema = z.string().regex(/^[a-z0-9*][a-z0-9_*-]{0,63}$/u);

const policySchema = z.strictObject({
  stages: stageMapSchema.optional(),
  models: z
    .record(modelPatternSchema, stageMapSchema, { error: keysOf("a model's name, with * for any part") })
    .optional(),
  people: z.record(actorSchema, personSchema, { error: keysOf('a name of 1 to 200 characters') }).optional(),
});

/**
 * A policy as data, checked: every field known, every number possible, and nobody locked out.
 *
 * @throws InvalidPolicyError naming every field that is wrong
 */
export function parsePolicy(value: unknown): RegistryPolicy {
  const parsed = policySchema.safeParse(value);
  if (!parsed.success) throw new InvalidPolicyError(z.prettifyError(parsed.error), parsed.error);
  // Fields that are there and undefined are dropped: they mean nothing, and JSON does not know them.
  const policy = JSON.parse(JSON.stringify(parsed.data)) as RegistryPolicy;
  const problems = findContradictions(policy);
  if (problems.length > 0) throw new InvalidPolicyError(problems.join('\n'));
  return policy;
}

/** What no version could ever meet, and what would leave nobody who could change it. */
function findContradictions(policy: RegistryPolicy): string[] {
  const problems: string[] = [];
  const people = policy.people === undefined ? undefined : Object.entries(policy.people);
  if (people !== undefined && !people.some(([, person]) => person.roles.includes('operator'))) {
    problems.push('people: nobody is an operator, so nobody could move a version or change the policy again');
  }
  const approvers = people?.filter(([, person]) => person.roles.includes('approver')).map(([name]) => name);
  for (const [where, { approvals }] of allRules(policy)) {
    if (approvals === undefined) continue;
    const named = approvals.of === undefined ? undefined : [...new Set(approvals.of)];
    const stranger = approvers && named?.find((name) => !approvers.includes(name));
    if (stranger !== undefined) problems.push(`${where}.approvals.of: '${stranger}' is not an approver`);
    const able = named ?? approvers;
    if (able !== undefined && approvals.count > able.length) {
      problems.push(`${where}.approvals: ${approvals.count} are asked of ${able.length} who could give one`);
    }
  }
  return problems;
}

function allRules({ stages: general = {}, models = {} }: RegistryPolicy): [string, StageRules][] {
  const maps = Object.entries(models).map(([model, map]) => [`models.${model}`, map] as const);
  return [['stages', general] as const, ...maps].flatMap(([where, map]) =>
    guardedStages.flatMap((stage): [string, StageRules][] => {
      const rules = map[stage];
      return rules === undefined ? [] : [[`${where}.${stage}`, rules]];
    }),
  );
}
