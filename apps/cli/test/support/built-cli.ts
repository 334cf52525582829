// The built program as its users start it: a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const announce = new URL('announce-sigint.mjs', import.meta.url).href;

export interface ProcessResult {
  /** Exit code, or the name of the signal that ended it. */
  readonly ended: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  /** Settles when the program has taken over Ctrl-C. */
  readonly listens: Promise<unknown>;
  readonly result: Promise<ProcessResult>;
}

/** Starts the built program with pipes, standing in `cwd`. */
export function startCli(argv: readonly string[], cwd: string): RunningCli {
  if (!existsSync(bin)) throw new Error(`${bin} does not exist: build first (turbo does so before it tests).`);
  const child = spawn(process.execPath, ['--import', announce, bin, ...argv], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, REGIMEKIT_HOME: undefined, NODE_OPTIONS: undefined, FORCE_COLOR: undefined },
  });
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const result = once(child, 'close').then(([code, signal]) => ({
    ended: (signal ?? code) as number | string,
    stdout,
    stderr,
  }));
  return { child, listens: once(child, 'message'), result };
}

/** Runs the built program to its end. */
export async function runBuiltCli(argv: readonly string[], cwd: string): Promise<ProcessResult> {
  return startCli(argv, cwd).result;
}
