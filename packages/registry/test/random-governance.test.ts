// Random sequences of everything people can do to a model, by people who may and people who may not, against a book of
// rules of one page that knows nothing of events.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type ModelRegistry,
  PermissionDeniedError,
  type RegistryPolicy,
  RegistryChangedError,
  type Role,
  type Stage,
} from '../src/index.ts';
import { meanModel } from './support/registries.ts';
import { DAY, RuleBook, type BookPolicy, type Outcome, type Step } from './support/rule-book.ts';
import { newTeam, type Team } from './support/team.ts';

const SEED = 20240309;
const people: Readonly<Record<string, readonly Role[]>> = {
  tom: ['trainer'],
  cleo: ['trainer', 'approver'],
  amy: ['approver'],
  bob: ['approver'],
  olga: ['operator'],
  vic: ['viewer'],
};
const actors = [...Object.keys(people), 'eve'];

const open: BookPolicy = {
  people: undefined,
  shadowNeeds: [],
  needs: [],
  fromShadowOnly: false,
  approvals: 0,
  trainerCounts: true,
  shadowDays: 0,
  probationDays: 0,
};
const policies: readonly BookPolicy[] = [
  open,
  { ...open, fromShadowOnly: true, probationDays: 2 },
  { ...open, people, needs: ['validation'], probationDays: 1 },
  { ...open, people, approvals: 1, trainerCounts: false, probationDays: 3 },
  {
    people,
    shadowNeeds: ['validation'],
    needs: ['validation', 'backtest'],
    fromShadowOnly: true,
    approvals: 2,
    trainerCounts: true,
    shadowDays: 2,
    probationDays: 2,
  },
];

function toPolicy(policy: BookPolicy): RegistryPolicy {
  const { approvals, trainerCounts, shadowDays, probationDays } = policy;
  return {
    stages: {
      shadow: { evidence: policy.shadowNeeds },
      production: {
        evidence: policy.needs,
        approvals: { count: approvals, trainerCounts },
        shadowDays,
        probationDays,
        ...(policy.fromShadowOnly ? { from: ['shadow'] } : {}),
      },
    },
    ...(policy.people === undefined
      ? {}
      : { people: Object.fromEntries(Object.entries(policy.people).map(([name, roles]) => [name, { roles }])) }),
  };
}

const pick = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('register' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('attach' as const),
      pick,
      kind: fc.constantFrom('validation', 'backtest'),
      passed: fc.integer({ min: 0, max: 3 }).map((value) => value > 0),
      document: fc.nat(1),
    }),
  },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('approve' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), pick }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('promote' as const),
      pick,
      to: fc.constantFrom<Stage>('production', 'production', 'production', 'shadow', 'shadow', 'archive', 'staging'),
      fails: fc.integer({ min: 0, max: 7 }).map((value) => value === 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rollback' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('review' as const), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('alias' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('policy' as const), pick: fc.nat(policies.length - 1) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const) }) },
);
/** Mostly somebody who may, or little would ever happen. */
const deed = fc.record({
  step,
  actor: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...actors) },
  ),
  able: fc.nat(3),
});

const able: Partial<Record<Step['do'], readonly string[]>> = {
  register: ['tom', 'cleo'],
  attach: ['tom', 'cleo'],
  approve: ['amy', 'bob', 'cleo', 'tom'],
  withdraw: ['amy', 'bob', 'cleo'],
};

function perform(registry: ModelRegistry, team: Team, what: Step, count: number): Promise<unknown> {
  const version = 'pick' in what ? `1.0.${what.pick % Math.max(1, count)}` : '';
  const checks = 'fails' in what && what.fails ? [{ name: 'no', run: () => Promise.reject(new Error('no')) }] : [];
  switch (what.do) {
    case 'register':
      return registry.register('m', meanModel(count));
    case 'attach': {
      const { kind, passed, document } = what;
      return registry.attachEvidence('m', version, { kind, passed, document: { document } });
    }
    case 'approve':
      return registry.approve('m', version);
    case 'withdraw':
      return registry.withdrawApproval('m', version);
    case 'promote':
      return registry.promote('m', version, { to: what.to, checks });
    case 'rollback':
      return registry.rollback('m');
    case 'review':
      return registry.reviewProbation('m', { checks });
    case 'alias':
      return registry.setAlias('m', 'champion', version);
    case 'policy':
      return registry.setPolicy(toPolicy(policies[what.pick % policies.length]!));
    default:
      team.pass(1);
      return Promise.resolve();
  }
}

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof RegistryChangedError) throw error; // Nobody else is here.
    return error instanceof PermissionDeniedError ? 'denied' : 'refused';
  }
}

it(`random deeds of random people go as the rules say (seed ${SEED})`, async () => {
  const counts = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.nat(policies.length - 1),
      fc.array(deed, { minLength: 60, maxLength: 140 }),
      async (first, deeds) => {
        const team = await newTeam();
        const book = new RuleBook(policies, team.clock().getTime());
        const setFirst = { step: { do: 'policy', pick: first }, actor: 'olga', able: 0 } as const;
        for (const { step: what, actor: given, able: choice } of [setFirst, ...deeds]) {
          const who = able[what.do] ?? ['olga'];
          const actor = given ?? who[choice % who.length]!;
          const count = book.pages.length;
          const expected = book.apply(actor, what);
          const received = await outcomeOf(perform(await team.as(actor), team, what, count));
          expect({ actor, what, outcome: received }).toEqual({ actor, what, outcome: expected });
          const key = `${what.do} ${received}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        await compare(team, book);
      },
    ),
    { seed: SEED, numRuns: 60, endOnFailure: true },
  );
  // The sequences reach what they are for; else the comparison would say little.
  for (const key of ['promote', 'approve', 'review', 'rollback', 'withdraw'].flatMap((what) => [
    `${what} done`,
    `${what} refused`,
    `${what} denied`,
  ])) {
    expect({ key, often: (counts.get(key) ?? 0) >= (key === 'approve refused' ? 0 : 5) }).toEqual({ key, often: true });
  }
});

/** Every version, what serves, and what served at every instant. */
async function compare(team: Team, book: RuleBook): Promise<void> {
  const registry = await team.as('vic');
  await registry.verify();
  if (book.pages.length === 0) return;
  const versions = (await registry.list('m')).reverse();
  expect(versions.map(({ stage, probation }) => [stage, probation?.status])).toEqual(
    book.pages.map(({ stage, probation }) => [stage, probation?.status]),
  );
  expect(versions.filter(({ stage }) => stage === 'production').map(({ version }) => version)).toEqual(
    book.production === undefined ? [] : [`1.0.${book.production}`],
  );
  expect(versions.flatMap(({ aliases, version }) => (aliases.length > 0 ? [version] : []))).toEqual(
    book.champion === undefined ? [] : [`1.0.${book.champion}`],
  );
  for (const [instant, serving] of book.served) {
    for (const later of [0, DAY - 1]) {
      const answer = await registry.asOf('m', new Date(Math.min(instant + later, book.now)).toISOString());
      expect(answer.serving ? answer.version : undefined).toBe(serving === undefined ? undefined : `1.0.${serving}`);
    }
  }
}
