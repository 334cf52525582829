// One workload by one kernel in this process, as JSON: `speed.bench.ts` starts it once for each combination and round.
import {
  baumWelch,
  createGaussianHmm,
  createOnlineFilter,
  forward,
  hmmlearnPriors,
  viterbi,
  type GaussianHmm,
  type KernelChoice,
} from '@regimekit/hmm-core';
import type { MatrixView } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { restartOf, restartTask } from './restart-task.ts';
import { observationsOf, startOf, W1, W2, W3, type Workload } from './workloads.ts';

/** What a process answers: times of single runs in milliseconds, sorted, and a number that shows the work was right. */
export interface RunReport {
  readonly times: readonly number[];
  readonly check: number;
  /** Largest resident memory of the process minus what was there before the first fit, in megabytes. */
  readonly memory: number;
}

/** Until then V8 still compiles (longer on a busy machine), and not what is measured but its first draft would run. */
const WARM_UP = { runs: 2, milliseconds: 1500 };
const NINE_STATES: Workload = { nSteps: 200_000, nFeatures: 4, nStates: 9, covarianceType: 'diag' };

const megabytes = (bytes: number) => bytes / 2 ** 20;
const peak = () => megabytes(process.resourceUsage().maxRSS * 1024);

async function measure(rounds: number, run: () => number | Promise<number>, perRun = 1): Promise<RunReport> {
  const before = megabytes(process.memoryUsage().rss);
  const times: number[] = [];
  let check = 0;
  const start = performance.now();
  for (let runs = 0; runs < WARM_UP.runs || performance.now() - start < WARM_UP.milliseconds; runs++) await run();
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    check = await run();
    times.push((performance.now() - begin) / perRun);
  }
  return { times: times.toSorted((a, b) => a - b), check, memory: peak() - before };
}

function em(workload: Workload, maxIterations: number, rounds: number, kernel: KernelChoice): Promise<RunReport> {
  const data = observationsOf(workload);
  const start = startOf(workload);
  const options = { maxIterations, tolerance: -Infinity, priors: hmmlearnPriors(), kernel };
  return measure(rounds, () => baumWelch(start, data, options).history.at(-1)!);
}

function decode(rows: number, workload: Workload, rounds: number, perRun: number, kernel: KernelChoice) {
  const data = observationsOf({ ...workload, nSteps: rows });
  const start = startOf(workload);
  const again = () => viterbi(start, data, { kernel }).logJointProb;
  return measure(rounds, () => repeat(perRun, again), perRun);
}

function repeat(times: number, run: (i: number) => number): number {
  let last = 0;
  for (let i = 0; i < times; i++) last = run(i);
  return last;
}

function filtered(start: GaussianHmm, data: MatrixView) {
  const filter = createOnlineFilter(start);
  const rows = Array.from({ length: data.rows }, (_, t) => data.row(t));
  return measure(40, () => repeat(rows.length, (t) => filter.update(rows[t]!).logPredictive), rows.length);
}

async function restarts(workers: number, kernel: KernelChoice): Promise<RunReport> {
  const inputs = Array.from({ length: 10 }, (_, restart) => ({ data: observationsOf(W1).data, restart, kernel }));
  const best = (values: number[]) => values.reduce((a, b) => Math.max(a, b));
  if (workers === 1) return measure(9, () => best(inputs.map(restartOf)));
  const pool = createWorkerPool({ size: workers });
  const report = await measure(15, async () => best(await Promise.all(inputs.map((i) => pool.run(restartTask, i)))));
  await pool.close();
  return report;
}

const runs: Record<string, (kernel: KernelChoice) => Promise<RunReport>> = {
  W1: (kernel) => em(W1, 100, 15, kernel),
  W2: (kernel) => em(W2, 10, 7, kernel),
  W3: (kernel) => em(W3, 5, 5, kernel),
  W5: (kernel) => decode(1_000_000, W3, 7, 1, kernel),
  K9: (kernel) => em(NINE_STATES, 5, 5, kernel),
  W6: (kernel) => restarts(1, kernel),
  'W6, 2 workers': (kernel) => restarts(2, kernel),
  'W4, path of 1 row': (kernel) => decode(1, W1, 20, 2000, kernel),
  'W4, path of 252 rows': (kernel) => decode(252, W1, 20, 400, kernel),
  'W4, filter step': () => filtered(startOf(W1), observationsOf(W1)),
  'W4, 252 filtered rows': () => {
    const data = observationsOf({ ...W1, nSteps: 252 });
    const start = createGaussianHmm(startOf(W1));
    return measure(20, () => repeat(400, () => forward(start, data).logLikelihood), 400);
  },
};

const [, , workload, kernel] = process.argv;
process.stdout.write(JSON.stringify(await runs[workload!]!(kernel as KernelChoice)));
