import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunReport } from './speed-run.ts';

/** Where the native reference may lie: beside the repository, or where the environment says. */
const SOURCE =
  process.env.REGIMEKIT_NATIVE ?? new URL('../../../../shared/reference/native/em.cpp', import.meta.url).pathname;

/** The vectors that WebAssembly SIMD has: two doubles, no fused multiply-add. */
const FLAGS = ['-O3', '-msse4.2', '-DLANES=2', '-std=c++17'];

/** Compiles the native reference; undefined where there is no compiler or no source. */
export function buildNative(): string | undefined {
  if (!existsSync(SOURCE)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'regimekit-native-'));
  // One workload more, for a number of states without a kernel of its own.
  const nine = 'if (want("K9")) fit<9, 4, false>("K9", 200000, 5, 5);';
  const source = readFileSync(SOURCE, 'utf8').replace('  if (want("W3"))', `  ${nine}\n  if (want("W3"))`);
  writeFileSync(join(folder, 'em.cpp'), source);
  try {
    execFileSync('g++', [...FLAGS, join(folder, 'em.cpp'), '-o', join(folder, 'em')]);
  } catch {
    return undefined;
  }
  return join(folder, 'em');
}

/** Names that the reference gives to its lines, by ours. */
const NAMES: Readonly<Record<string, readonly [argument: string, line: string]>> = {
  'W4, path of 1 row': ['W4', 'W4 predict 1x9'],
  'W4, path of 252 rows': ['W4', 'W4 predict 252x9'],
  'W4, filter step': ['W4', 'W4 predict_proba 1x9'],
  'W4, 252 filtered rows': ['W4', 'W4 predict_proba 252x9'],
  'W6, 2 workers': ['W6', 'W6'],
};

export function runNative(binary: string, workload: string): RunReport {
  const [argument, name] = NAMES[workload] ?? [workload, workload];
  return parseNative(execFileSync(binary, [argument], { encoding: 'utf8' }), name);
}

export function parseNative(output: string, name: string): RunReport {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  const found = lines.map((line) => JSON.parse(line) as NativeLine).find(({ workload }) => workload === name);
  if (found === undefined) throw new Error(`The native reference says nothing of '${name}'.`);
  const scale = found.unit === 's' ? 1000 : 0.001;
  return { times: [found.wall_min * scale, found.wall_median * scale], check: found.check, memory: Number.NaN };
}

interface NativeLine {
  readonly workload: string;
  readonly unit: string;
  readonly wall_min: number;
  readonly wall_median: number;
  readonly check: number;
}
