// The rules of a registry on the terminal.
import { roles, type EvidenceRule, type RegistryPolicy, type StageRules } from '@regimekit/registry';
import { bold, dim, table } from '../../../frame/terminal.ts';
import { counted } from '../../../frame/words.ts';

export function policyPage(policy: RegistryPolicy): string {
  const rules = [
    ...stageLines('', policy.stages ?? {}),
    ...Object.entries(policy.models ?? {}).flatMap(([pattern, stages]) => stageLines(`${pattern}: `, stages)),
  ];
  return [
    bold('What the stages ask for'),
    ...(rules.length === 0 ? [dim('Nothing: every version may enter every stage.')] : rules),
    '',
    bold('Who may do what'),
    policy.people === undefined ? dim('Everybody may do everything: nobody is named.') : peopleTable(policy.people),
  ].join('\n');
}

export function peopleTable(people: NonNullable<RegistryPolicy['people']>): string {
  return table(
    ['name', ...roles, 'keys', 'tokens'],
    Object.entries(people)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, person]) => [
        name,
        ...roles.map((role) => (person.roles.includes(role) ? 'yes' : 'no')),
        person.keyIds?.map((id) => id.slice(0, 12)).join(', ') ?? '-',
        String(person.tokenHashes?.length ?? '-'),
      ]),
  );
}

function stageLines(whose: string, stages: NonNullable<RegistryPolicy['stages']>): string[] {
  return Object.entries(stages).map(([stage, rules]) => `${whose}${stage.padEnd(11)} ${describe(rules ?? {})}`);
}

function describe({ from, evidence, approvals, shadowDays, signature, probationDays }: StageRules): string {
  const parts = [
    ...(from === undefined ? [] : [`only from ${from.join(' or ')}`]),
    ...(evidence ?? []).map(describeEvidence),
    ...(approvals === undefined ? [] : [describeApprovals(approvals)]),
    ...(shadowDays === undefined ? [] : [`${counted(shadowDays, 'day')} in shadow`]),
    ...(signature === true ? ['a trusted signature'] : []),
    ...(probationDays === undefined ? [] : [`then a probation of ${counted(probationDays, 'day')}`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}

function describeEvidence(rule: string | EvidenceRule): string {
  const { kind, passed = true } = typeof rule === 'string' ? { kind: rule } : rule;
  return passed ? `a ${kind} that passed` : `a ${kind}`;
}

function describeApprovals({ count, of, trainerCounts = true }: NonNullable<StageRules['approvals']>): string {
  const whose = of === undefined ? '' : ` of ${of.join(', ')}`;
  return `${counted(count, 'approval')}${whose}${trainerCounts ? '' : ', not by who trained it'}`;
}
