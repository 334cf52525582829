import { ModelRegistry, type OpenRegistryOptions, type RegistryPolicy } from '../../src/index.ts';
import { openRegistryStore } from '../../src/stores/open-registry-store.ts';
import type { RegistryStore } from '../../src/stores/registry-store.ts';

const DAY = 86_400_000;

/** People who share one registry, and a clock that only moves when it is told to. */
export interface Team {
  readonly store: RegistryStore;
  readonly clock: () => Date;
  /** The registry as somebody opens it. */
  as(actor: string, options?: OpenRegistryOptions): Promise<ModelRegistry>;
  pass(days: number): void;
}

export async function newTeam(policy?: RegistryPolicy, start = '2024-01-02T08:00:00.000Z'): Promise<Team> {
  let now = Date.parse(start);
  const clock = () => new Date(now);
  const store = await openRegistryStore({ kind: 'memory' }, { clock });
  const team: Team = {
    store,
    clock,
    as: (actor, options = {}) => ModelRegistry.openOn(store, { actor, clock, ...options }),
    pass: (days) => {
      now += days * DAY;
    },
  };
  if (policy !== undefined) await (await team.as('founder')).setPolicy(policy);
  return team;
}

/** The people of most tests: one per role, and two more approvers. */
export const people = {
  vic: { roles: ['viewer'] },
  tom: { roles: ['trainer'] },
  amy: { roles: ['approver'] },
  bob: { roles: ['approver'] },
  cleo: { roles: ['approver', 'trainer'] },
  olga: { roles: ['operator'] },
} as const satisfies RegistryPolicy['people'];
