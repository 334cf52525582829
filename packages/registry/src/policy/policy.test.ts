import { describe, expect, it } from 'vitest';
import { InvalidPolicyError } from '../errors.ts';
import { resolveRules, type RegistryPolicy } from './policy.ts';
import { parsePolicy } from './parse-policy.ts';

describe('parsePolicy(value)', () => {
  it('takes a policy as it is, and drops fields that are undefined', () => {
    const policy: RegistryPolicy = {
      stages: {
        shadow: { evidence: ['validation'] },
        production: {
          from: ['shadow'],
          evidence: ['validation', { kind: 'shadow', passed: false }],
          approvals: { count: 1, of: ['amy'], trainerCounts: false },
          shadowDays: 20,
          signature: true,
          probationDays: 10.5,
        },
      },
      models: { 'test-*': { production: { approvals: { count: 0 } } } },
      people: { amy: { roles: ['approver', 'operator'], keyIds: ['a'.repeat(64)] } },
    };
    expect(parsePolicy(policy)).toEqual(policy);
    expect(parsePolicy({ stages: undefined })).toEqual({});
    expect(Object.keys(parsePolicy({ stages: undefined }))).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a field that does not exist', { stages: { production: { approvals: { cuont: 1 } } } }, /cuont/u],
    ['rules for a stage that has none', { stages: { archive: {} } }, /archive/u],
    ['a probation in shadow', { stages: { shadow: { probationDays: 1 } } }, /probationDays/u],
    ['a negative number of days', { stages: { production: { shadowDays: -1 } } }, /shadowDays/u],
    ['a number that is none', { stages: { production: { shadowDays: Number.NaN } } }, /shadowDays/u],
    ['half an approval', { stages: { production: { approvals: { count: 0.5 } } } }, /count/u],
    ['an unknown role', { people: { amy: { roles: ['admin'] } } }, /roles/u],
    ['a person without a role', { people: { amy: { roles: [] } } }, /at least one role/u],
    ['a person without a name', { people: { ' ': { roles: ['operator'] } } }, /name of 1 to 200/u],
    ['a token instead of its hash', { people: { amy: { roles: ['operator'], tokenHashes: ['rk_abc'] } } }, /64/u],
    ['a kind that is none', { stages: { production: { evidence: ['Back Test'] } } }, /lower-case/u],
    ['a model that is none', { models: { 'Means!': {} } }, /model's name/u],
    ['nobody who could change it again', { people: { amy: { roles: ['approver'] } } }, /nobody is an operator/u],
    [
      'more approvals than people who could give one',
      { people: { olga: { roles: ['operator', 'approver'] } }, stages: { production: { approvals: { count: 2 } } } },
      /stages\.production\.approvals: 2 are asked of 1/u,
    ],
    [
      'more approvals than it names',
      { stages: { shadow: { approvals: { count: 2, of: ['a', 'a'] } } } },
      /2 are asked of 1/u,
    ],
    [
      'an approver who is none',
      {
        people: { olga: { roles: ['operator'] } },
        models: { m: { production: { approvals: { count: 1, of: ['olga'] } } } },
      },
      /models\.m\.production\.approvals\.of: 'olga' is not an approver/u,
    ],
    ['no object', null, /object/u],
  ])('refuses %s', (_what, value, problem) => {
    expect(() => parsePolicy(value)).toThrow(InvalidPolicyError);
    expect(() => parsePolicy(value)).toThrow(problem);
    expect(() => parsePolicy(value)).toThrow(expect.objectContaining({ kind: 'input', code: 'INVALID_POLICY' }));
  });

  it('names every problem at once', () => {
    const value = { stages: { production: { shadowDays: -1, signature: 'yes' } }, peple: {} };
    for (const field of [/shadowDays/u, /signature/u, /peple/u]) expect(() => parsePolicy(value)).toThrow(field);
  });

  it('takes no name out of the prototype', () => {
    const value = JSON.parse('{"people":{"__proto__":{"roles":["operator"]},"a":{"roles":["operator"]}}}') as unknown;
    expect(Object.keys(parsePolicy(value).people ?? {})).toEqual(['a']);
  });
});

describe('resolveRules(policy, modelName, stage)', () => {
  const policy: RegistryPolicy = {
    stages: { production: { shadowDays: 20, evidence: ['validation'], approvals: { count: 2 } } },
    models: {
      '*': { production: { shadowDays: 10 } },
      'spx-*': { production: { shadowDays: 5, approvals: { count: 0 } } },
      'spx-daily': { production: { shadowDays: 1 }, shadow: { signature: true } },
    },
  };

  it('asks for nothing where nothing is said', () => {
    for (const stage of ['staging', 'archive', 'shadow', 'production'] as const) {
      expect(resolveRules({}, 'm', stage)).toEqual({
        from: ['staging', 'shadow', 'production', 'archive'],
        evidence: [],
        approvals: undefined,
        shadowDays: 0,
        signature: false,
        probationDays: 0,
      });
    }
  });

  it('fills in what a rule leaves open', () => {
    const { evidence, approvals } = resolveRules(policy, 'other', 'production');
    expect(evidence).toEqual([{ kind: 'validation', passed: true }]);
    expect(approvals).toEqual({ count: 2, of: undefined, trainerCounts: true });
  });

  it('lets a name beat a pattern and a longer pattern a shorter one, field by field', () => {
    expect(resolveRules(policy, 'other', 'production')).toMatchObject({ shadowDays: 10 });
    expect(resolveRules(policy, 'spx-weekly', 'production')).toMatchObject({ shadowDays: 5, approvals: undefined });
    expect(resolveRules(policy, 'spx-daily', 'production')).toMatchObject({
      shadowDays: 1,
      approvals: undefined,
      evidence: [{ kind: 'validation', passed: true }],
    });
    expect(resolveRules(policy, 'spx-daily', 'shadow').signature).toBe(true);
    expect(resolveRules(policy, 'spx-weekly', 'shadow').signature).toBe(false);
  });

  it.each([
    ['a*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*c', 'acb', false],
    ['ab*bc', 'abc', false],
    ['*b*b*', 'abb', true],
    ['*b*b*', 'ab', false],
    ['a', 'ab', false],
  ])('matches %s with %s: %s', (pattern, name, fits) => {
    const rules = resolveRules({ models: { [pattern]: { shadow: { signature: true } } } }, name, 'shadow');
    expect(rules.signature).toBe(fits);
  });

  it('is quick whatever the pattern', () => {
    const models = { [`${'*a'.repeat(31)}b`]: { shadow: { signature: true } } };
    expect(resolveRules({ models }, 'a'.repeat(64), 'shadow').signature).toBe(false);
  });
});
