import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { runProgram } from '../../src/program.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const folders: string[] = [];

/** A folder of its own, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'regimekit-cli-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs one command line in this process and returns what it printed. */
export async function runCli(...argv: string[]): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  try {
    const exitCode = await runProgram(argv);
    return { exitCode, stdout, stderr };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

/** Runs a command with `--json` that must succeed, and returns its document. */
export async function runJson<Document = Record<string, unknown>>(...argv: string[]): Promise<Document> {
  const { exitCode, stdout, stderr } = await runCli(...argv, '--json');
  if (exitCode !== 0) throw new Error(`regimekit ${argv.join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`);
  return JSON.parse(stdout) as Document;
}

export interface CliError {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Runs a command with `--json` that must fail, and returns what it says. */
export async function runError(...argv: string[]): Promise<CliError> {
  const { exitCode, stdout } = await runCli(...argv, '--json');
  const { error } = JSON.parse(stdout) as { error?: Omit<CliError, 'exitCode'> };
  if (error === undefined)
    throw new Error(`regimekit ${argv.join(' ')} was to fail and ended with ${exitCode}:\n${stdout}`);
  return { exitCode, ...error };
}

/** Runs `work` with other variables of the environment; undefined removes one. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string | undefined>>,
  work: () => Promise<T>,
): Promise<T> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  try {
    return await work();
  } finally {
    vi.unstubAllEnvs();
  }
}
