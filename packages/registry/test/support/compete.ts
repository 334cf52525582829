// One of several processes that change one registry at once. First contested promotions: each decides on the same state
// as all others and waits for them before it acts. Then whatever comes, as fast as it can.
import { once } from 'node:events';
import { createRandomStream } from '@regimekit/numerics';
import { RegimekitError } from '@regimekit/errors';
import { ModelRegistry, type RegistryLocation } from '../../src/index.ts';
import { meanModel } from './registries.ts';

export interface Competition {
  readonly location: RegistryLocation;
  readonly worker: number;
  readonly rounds: number;
  readonly operations: number;
}

/** What became of an operation. */
export interface Outcome {
  readonly operation: 'register' | 'promote' | 'approve' | 'rollback';
  readonly round?: number;
  /** The version, where it succeeded. */
  readonly version?: string;
  /** Code and kind of the error, where it did not. */
  readonly code?: string;
  readonly kind?: string;
}

const { location, worker, rounds, operations } = JSON.parse(process.argv[2] ?? '') as Competition;
const send = (message: unknown): void => void process.send?.(message);
const registry = await ModelRegistry.open(location, { actor: `worker-${worker}` });

async function attempt(operation: Outcome['operation'], work: () => Promise<string>, round?: number): Promise<void> {
  const which = { operation, ...(round === undefined ? {} : { round }) };
  try {
    send({ ...which, version: await work() } satisfies Outcome);
  } catch (error) {
    const known = RegimekitError.isInstance(error);
    send({
      ...which,
      code: known ? error.code : String(error),
      kind: known ? error.kind : 'unknown',
    } satisfies Outcome);
  }
}

for (let round = 0; round < rounds; round++) {
  const version = `1.0.${worker}`;
  let decided = false;
  const everybody = {
    name: 'everybody has decided',
    run: async () => {
      decided = true;
      await waitForAll(round);
    },
  };
  await attempt(
    'promote',
    async () => (await registry.promote('means', version, { checks: [everybody] })).version,
    round,
  );
  // Whoever the rules have refused before has not waited yet, and the others wait for it.
  if (!decided) await waitForAll(round);
  await waitForAll(round);
}

const random = createRandomStream(1000 + worker);
for (let i = 0; i < operations; i++) {
  const dice = random.uniform();
  if (dice < 0.15) {
    await attempt('register', async () => (await registry.register('means', meanModel(i))).version);
  } else if (dice < 0.55) {
    await attempt('promote', async () => (await registry.promote('means', await anyVersion())).version);
  } else if (dice < 0.8) {
    await attempt(
      'approve',
      async () => (await registry.approve('means', await anyVersion(), { reason: 'fine' })).version,
    );
  } else {
    await attempt('rollback', async () => (await registry.rollback('means')).version);
  }
}
await registry.close();
process.disconnect();

async function anyVersion(): Promise<string> {
  const versions = await registry.list('means');
  return versions[random.integer(versions.length)]!.version;
}

async function waitForAll(round: number): Promise<void> {
  const go = once(process, 'message');
  send({ ready: round });
  await go;
}
