// The workloads W1 to W6 by each kernel and by the native reference (two lanes), a process for each, in turns.
//
//     pnpm bench:speed [--rounds=5] [workload...]
//
// REGIMEKIT_NATIVE names em.cpp where it does not lie beside the repository. docs/performance.md has the results.
import { execFile, execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { promisify } from 'node:util';
import { buildNative, parseNative, runNative } from './native.ts';
import type { RunReport } from './speed-run.ts';

const WORKLOADS = ['W1', 'W2', 'W3', 'W5', 'K9', 'W6', 'W6, 2 workers'];
const SHORT = ['W4, path of 1 row', 'W4, path of 252 rows', 'W4, filter step', 'W4, 252 filtered rows'];
const KERNELS = ['wasm', 'typescript'] as const;

const options = process.argv.slice(2);
const rounds = Number(options.find((option) => option.startsWith('--rounds='))?.slice(9) ?? 3);
const asked = options.filter((option) => !option.startsWith('--'));
const workloads = [...WORKLOADS, ...SHORT].filter((name) => asked.length === 0 || asked.includes(name));
const native = buildNative();

const script = new URL('./speed-run.ts', import.meta.url).pathname;
const run = (workload: string, kernel: string) =>
  JSON.parse(
    execFileSync(process.execPath, [...process.execArgv, script, workload, kernel], { encoding: 'utf8' }),
  ) as RunReport;

/** Everything one variant showed in all its processes. */
interface Summary {
  readonly best: number;
  readonly median: number;
  readonly check: number;
  readonly memory: number;
}

function summarise(reports: readonly RunReport[]): Summary {
  const medians = reports.map(({ times }) => times[times.length >> 1]!).toSorted((a, b) => a - b);
  return {
    best: Math.min(...reports.map(({ times }) => times[0]!)),
    median: medians[medians.length >> 1]!,
    check: reports[0]!.check,
    memory: Math.max(...reports.map(({ memory }) => memory)),
  };
}

const milliseconds = (value: number) =>
  value < 1 ? `${(value * 1000).toPrecision(3)} us` : `${value.toPrecision(4)} ms`;

function race(workload: string): void {
  const reports: Record<string, RunReport[]> = { wasm: [], typescript: [], native: [] };
  for (let round = 0; round < rounds; round++) {
    if (native !== undefined) reports.native!.push(runNative(native, workload));
    for (const kernel of KERNELS) {
      // The twin is slow: one round of its many runs is enough.
      if (kernel === 'wasm' || round === 0) reports[kernel]!.push(run(workload, kernel));
    }
  }
  const limit = native === undefined ? undefined : summarise(reports.native!);
  const lines = Object.entries(reports)
    .filter(([, all]) => all.length > 0)
    .map(([name, all]) => {
      const { best, median, check, memory } = summarise(all);
      return {
        workload,
        kernel: name,
        best: milliseconds(best),
        median: milliseconds(median),
        'best / native': limit === undefined ? '' : (best / limit.best).toFixed(2),
        'median / native': limit === undefined ? '' : (median / limit.median).toFixed(2),
        check: check.toPrecision(12),
        'MB beyond data': Number.isNaN(memory) ? '' : memory.toFixed(0),
      };
    });
  console.table(lines);
}

/** What a second core gives two native processes side by side: their common speed over that of one. */
async function nativeScaling(binary: string): Promise<number> {
  const one = runNative(binary, 'W6').times[0]!;
  const side = promisify(execFile);
  const both = await Promise.all([side(binary, ['W6']), side(binary, ['W6'])]);
  const times = both.map(({ stdout }) => parseNative(stdout, 'W6').times[0]!);
  return times.reduce((sum, time) => sum + one / time, 0);
}

console.log(`node ${process.version}, load ${loadavg()[0]!.toFixed(1)}, ${rounds} rounds`);
for (const workload of workloads) race(workload);
if (native !== undefined && workloads.includes('W6')) {
  const ratios: { native: number; pool: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const scaling = await nativeScaling(native);
    ratios.push({ native: scaling, pool: run('W6', 'wasm').times[0]! / run('W6, 2 workers', 'wasm').times[0]! });
  }
  const best = (of: 'native' | 'pool') => Math.max(...ratios.map((ratio) => ratio[of]));
  console.log(
    `two cores: native x${best('native').toFixed(2)}, pool x${best('pool').toFixed(2)}, ` +
      `${((100 * best('pool')) / best('native')).toFixed(0)} %`,
  );
}
console.log(`load ${loadavg()[0]!.toFixed(1)}`);
