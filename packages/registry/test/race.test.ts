// Eight processes change one registry at once: nothing is lost, nothing happens twice, and of those who decide on the same
// state one acts.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkChain, type RegistryEvent } from '../src/events/registry-event.ts';
import type { RegistryLocation } from '../src/index.ts';
import { contextOf } from '../src/registry-internals.ts';
import type { Competition, Outcome } from './support/compete.ts';
import { places } from './support/places.ts';
import { meanModel, openRegistry } from './support/registries.ts';

const COMPETE = fileURLToPath(new URL('./support/compete.ts', import.meta.url));
const PROCESSES = 8;
const ROUNDS = 8;
const OPERATIONS = 500 / PROCESSES - ROUNDS;
const TOTAL = PROCESSES * (ROUNDS + Math.ceil(OPERATIONS));

/** What the registry may answer to an operation that came too late; all else is a defect. */
const REFUSALS = new Set(['REGISTRY_CHANGED', 'PROMOTION_REJECTED', 'NOTHING_TO_ROLL_BACK']);

/** Runs one process; keeps what it reports and when it waits. */
function start(competition: Competition, onReady: () => void) {
  const child = fork(COMPETE, [JSON.stringify(competition)], { execArgv: ['--conditions=@regimekit/source'] });
  const outcomes: Outcome[] = [];
  child.on('message', (message: Outcome | { ready: number }) => {
    if ('ready' in message) onReady();
    else outcomes.push(message);
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, outcomes, ended };
}

async function compete(location: RegistryLocation): Promise<{ worker: number; outcomes: Outcome[] }[]> {
  let waiting = 0;
  const children: ChildProcess[] = [];
  const onReady = (): void => {
    waiting += 1;
    if (waiting < PROCESSES) return;
    waiting = 0;
    for (const child of children) child.send('go');
  };
  const processes = Array.from({ length: PROCESSES }, (_, worker) =>
    start({ location, worker, rounds: ROUNDS, operations: Math.ceil(OPERATIONS) }, onReady),
  );
  children.push(...processes.map(({ child }) => child));
  for (const { ended } of processes) expect(await ended).toBe(0);
  return processes.map(({ outcomes }, worker) => ({ worker, outcomes }));
}

const successTypes: Readonly<Record<Outcome['operation'], RegistryEvent['type']>> = {
  register: 'registered',
  promote: 'promoted',
  approve: 'approved',
  rollback: 'restored',
};

describe.each(places)(`${PROCESSES} processes on $title`, ({ missing, locate }) => {
  it.skipIf(missing)(`${TOTAL} operations: one winner each, no lost update, the chain intact`, async () => {
    const location = await locate();
    const registry = await openRegistry(location);
    for (let i = 0; i < PROCESSES; i++) await registry.register('means', meanModel(i));
    const results = await compete(location);

    const all = results.flatMap(({ worker, outcomes }) => outcomes.map((outcome) => ({ worker, ...outcome })));
    expect(all).toHaveLength(TOTAL);
    const refused = all.filter(({ code }) => code !== undefined);
    expect(refused.filter(({ code }) => !REFUSALS.has(code!))).toEqual([]);
    for (let round = 0; round < ROUNDS; round++) {
      const contest = all.filter((outcome) => outcome.round === round);
      expect(contest).toHaveLength(PROCESSES);
      expect(contest.filter(({ version }) => version !== undefined)).toHaveLength(1);
      const late = contest.filter(({ code }) => code === 'REGISTRY_CHANGED');
      // Whoever is in production already is refused by the rules, not by the others.
      expect(late.length).toBeGreaterThanOrEqual(PROCESSES - 2);
    }

    // What was reported as done is on record, by whom it was done, and nothing else is.
    const events = await contextOf(registry).store.read({ fresh: true });
    checkChain(events);
    const recorded = events
      .filter(({ actor, type }) => actor.startsWith('worker-') && Object.values(successTypes).includes(type))
      .map(({ actor, type, version }) => `${actor} ${type} ${version}`);
    const reported = all
      .filter(({ version }) => version !== undefined)
      .map(({ worker, operation, version }) => `worker-${worker} ${successTypes[operation]} ${version}`);
    expect(recorded.sort()).toEqual(reported.sort());
    expect(reported.length).toBeGreaterThan(TOTAL / 3);

    const versions = await registry.list('means');
    expect(versions.filter(({ stage }) => stage === 'production')).toHaveLength(1);
    expect(new Set(versions.map(({ version }) => version)).size).toBe(versions.length);
    await registry.verify();
  });
});
