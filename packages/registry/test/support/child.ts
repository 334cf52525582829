// Starts a script of test/support in a process of its own, on the sources.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Everything written so far. */
  output(): string;
  /** Its end: the exit code or the name of the signal, and everything written. */
  readonly ended: Promise<{ readonly code: number | string; readonly output: string }>;
}

/**
 * @param task given to the script as JSON, its first argument
 * @param environment variables beside those of this process
 */
export function startChild(script: URL, task: unknown, environment: Record<string, string> = {}): Child {
  const parameters = ['--conditions=@regimekit/source', fileURLToPath(script), JSON.stringify(task)];
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([code, signal]) => ({ code: (signal ?? code) as number | string, output }));
  return { process: child, output: () => output, ended };
}
