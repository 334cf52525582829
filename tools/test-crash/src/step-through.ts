import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A run of the script that was killed at one of its operations, or that ended by itself. */
export interface CrashStep {
  /** What it was killed at: `handle.writeFile /tmp/…/config.json`; undefined when it ended by itself. */
  readonly operation: string | undefined;
  /** Whether the operation had begun: half of the bytes are written, the message was sent. */
  readonly half: boolean;
  /** Whether the script had said that its work is done. */
  readonly acknowledged: boolean;
}

export interface CrashPlan<World> {
  /** Does its work and then prints `acknowledged`. Run with Node, from the sources of every package. */
  readonly script: URL;
  /** Makes the world of one run: everything that the run may change. */
  readonly prepare: () => Promise<{ readonly world: World; readonly args: readonly string[] }>;
  /** Throws when the world is not as it must be after such a run. */
  readonly inspect: (world: World, step: CrashStep) => Promise<void>;
  /**
   * Runs at once.
   * @default 3
   */
  readonly concurrency?: number;
}

export interface CrashReport {
  /** Runs that were killed. */
  readonly kills: number;
  /** Every operation of an undisturbed run, in order. */
  readonly operations: readonly string[];
  /** Runs that were killed after the script had said that it is done. */
  readonly killedAfterAcknowledgement: number;
}

const BYTES = /^(?:handle\.(?:appendFile|writeFile|write)|fs\.(?:writeFile|writeSync)|socket\.write) /u;

/**
 * Kills the script at each of its operations, one run after the other, and shows `inspect` what is left.
 *
 * @throws what `inspect` throws, naming the operation; Error when the script fails by itself or does something else each
 * time, so that not every operation was met
 */
export async function stepThrough<World>(plan: CrashPlan<World>): Promise<CrashReport> {
  const scratch = await mkdtemp(join(tmpdir(), 'regimekit-crash-'));
  try {
    return await stepIn(plan, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function stepIn<World>(plan: CrashPlan<World>, scratch: string): Promise<CrashReport> {
  const operations = await trace(plan, scratch);
  const steps = operations.flatMap((operation, i) => [
    { at: i + 1, half: false },
    ...(BYTES.test(operation) ? [{ at: i + 1, half: true }] : []),
  ]);
  let kills = 0;
  let killedAfterAcknowledgement = 0;
  const queue = steps.values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const { at, half } of queue) {
      if (failed) return;
      try {
        const { signal, acknowledged } = await runOnce(plan, scratch, { at, half, operation: operations[at - 1] });
        if (signal !== 'SIGKILL') throw new Error(`Run ${at} was not killed at ${operations[at - 1]}.`);
        kills += 1;
        if (acknowledged) killedAfterAcknowledgement += 1;
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  // All have ended before anything is thrown: nobody writes into a world that the test removes.
  const ended = await Promise.allSettled(Array.from({ length: plan.concurrency ?? 3 }, work));
  for (const result of ended) if (result.status === 'rejected') throw result.reason as Error;
  // One operation further there is nothing left to be killed at.
  const last = await runOnce(plan, scratch, { at: operations.length + 1, half: false, operation: undefined });
  if (last.signal !== null || !last.acknowledged)
    throw new Error('The script did not end by itself after its last operation.');
  return { kills, operations, killedAfterAcknowledgement };
}

async function trace<World>({ script, prepare, inspect }: CrashPlan<World>, scratch: string): Promise<string[]> {
  const { world, args } = await prepare();
  const path = join(scratch, 'trace.json');
  const { code, acknowledged, errors } = await runChild(script, args, { CRASH_TRACE: path, ...cache(scratch) });
  if (code !== 0 || !acknowledged) throw new Error(`The script failed by itself: ${errors}`);
  await inspect(world, { operation: undefined, half: false, acknowledged });
  return JSON.parse(await readFile(path, 'utf8')) as string[];
}

interface Point {
  readonly at: number;
  readonly half: boolean;
  readonly operation: string | undefined;
}

async function runOnce<World>(
  { script, prepare, inspect }: CrashPlan<World>,
  scratch: string,
  { at, half, operation }: Point,
): Promise<ChildOutcome> {
  const { world, args } = await prepare();
  const env = { CRASH_AT: String(at), CRASH_HALF: half ? '1' : '0', ...cache(scratch) };
  const outcome = await runChild(script, args, env);
  const place = `${half ? 'half way through' : 'before'} operation ${at}, ${operation}`;
  if (outcome.signal === null && outcome.code !== 0) {
    throw new Error(`The script failed by itself ${place}: ${outcome.errors}`);
  }
  try {
    await inspect(world, { operation, half, acknowledged: outcome.acknowledged });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`After a crash ${place}: ${why}`, { cause: error });
  }
  return outcome;
}

/** Compiled once, by the undisturbed run; a run that is killed leaves nothing there. */
function cache(scratch: string): Record<string, string> {
  return { NODE_COMPILE_CACHE: join(scratch, 'compiled') };
}

interface ChildOutcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly acknowledged: boolean;
  readonly errors: string;
}

async function runChild(script: URL, args: readonly string[], env: Record<string, string>): Promise<ChildOutcome> {
  const preload = new URL('./kill-at.ts', import.meta.url).href;
  const flags = ['--conditions=@regimekit/source', '--no-warnings', '--import', preload, fileURLToPath(script)];
  const child = spawn(process.execPath, [...flags, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal, acknowledged: output.includes('acknowledged'), errors });
    });
  });
}
