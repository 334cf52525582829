// Time from Enter to the prompt, of the built program. Build first; turbo does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'regimekit-bench-'));

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

function time(argv: readonly string[], rounds: number): number[] {
  return Array.from({ length: rounds }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [bin, ...argv], { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`regimekit ${argv.join(' ')} ended with ${status}: ${stderr}`);
    return performance.now() - started;
  });
}

const work = [
  { command: 'regimekit --help', argv: ['--help'], rounds: 10, 'target (ms)': 200 },
  { command: 'regimekit predict --help', argv: ['predict', '--help'], rounds: 10, 'target (ms)': 200 },
  { command: 'regimekit demo', argv: ['demo'], rounds: 5, 'target (ms)': 20_000 },
  { command: 'regimekit predict', argv: ['predict', '--home', '.regimekit/demo'], rounds: 5, 'target (ms)': undefined },
];

try {
  console.table(
    work.map(({ command, argv, rounds, ...target }) => {
      const times = time(argv, rounds);
      return {
        command,
        rounds,
        'median (ms)': Math.round(median(times)),
        'worst (ms)': Math.round(Math.max(...times)),
        ...target,
      };
    }),
  );
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
