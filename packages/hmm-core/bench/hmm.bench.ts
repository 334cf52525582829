// How long the workloads of workloads.ts take, and what a fit keeps in memory. Run: pnpm bench [name...]
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  baumWelch,
  createGaussianHmm,
  createOnlineFilter,
  forward,
  hmmlearnPriors,
  viterbi,
  type GaussianHmm,
} from '@regimekit/hmm-core';
import type { MatrixView } from '@regimekit/numerics';
import { observationsOf, startOf, uniform, W1, W2, W3, type Workload } from './workloads.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Line {
  readonly what: string;
  readonly median: string;
  readonly best: string;
  readonly unit: string;
  /** hmmlearn 0.3.3, its log and its scaling implementation, measured once on two cores of an AMD EPYC (Zen 4). */
  readonly hmmlearn: string;
  readonly note: string;
}

/** Median and best of several rounds, each divided by `per` and given in `scale` of a millisecond. */
function time(
  what: string,
  rounds: number,
  unit: string,
  scale: number,
  hmmlearn: string,
  run: () => string | void,
): Line {
  let note = run() ?? '';
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    note = run() ?? '';
    return (performance.now() - begin) * scale;
  }).toSorted((a, b) => a - b);
  const show = (value: number) => value.toPrecision(3);
  return { what, median: show(times[rounds >> 1]!), best: show(times[0]!), unit, hmmlearn, note };
}

const fit = (start: GaussianHmm, data: MatrixView, maxIterations: number) =>
  baumWelch(start, data, { maxIterations, tolerance: -Infinity, priors: hmmlearnPriors() });

function em(workload: Workload, iterations: number) {
  const data = observationsOf(workload);
  const start = startOf(workload);
  return () => `log-likelihood ${fit(start, data, iterations).history.at(-1)!.toFixed(6)}`;
}

function w6(): () => void {
  const data = observationsOf(W1);
  const starts = Array.from({ length: 10 }, (_, r) => {
    const means = [0, 1, 2].map((k) => data.row(Math.floor(uniform(900 + r, k) * W1.nSteps)));
    return createGaussianHmm({ ...startOf(W1), means });
  });
  return () => {
    for (const start of starts) fit(start, data, 50);
  };
}

function onlineSteps(): () => void {
  const data = observationsOf(W1);
  const filter = createOnlineFilter(startOf(W1), { initialProbs: 'stationary' });
  return () => {
    for (let t = 0; t < W1.nSteps; t++) filter.update(data.row(t));
  };
}

const head = (rows: number) => observationsOf({ ...W1, nSteps: rows });

/** Heap that 1,000 iterations leave behind, and bytes of array buffers a fit holds per row. */
function memory(nSteps: number): Line {
  const data = observationsOf({ ...W3, nSteps });
  const start = startOf(W3);
  fit(start, data, 2);
  collectGarbage();
  const before = process.memoryUsage();
  let during = 0;
  const result = baumWelch(start, data, {
    maxIterations: nSteps > 20_000 ? 5 : 1000,
    tolerance: -Infinity,
    onProgress: ({ iteration }) => {
      if (iteration !== 3) return;
      collectGarbage();
      during = process.memoryUsage().arrayBuffers - before.arrayBuffers;
    },
  });
  collectGarbage();
  const grown = process.memoryUsage().heapUsed - before.heapUsed;
  return {
    what: `memory, T = ${nSteps.toLocaleString('en')}, ${result.iterations} iterations`,
    median: (during / nSteps).toFixed(1),
    best: '',
    unit: 'bytes/row',
    hmmlearn: '',
    note: `heap grown by ${(grown / 1024).toFixed(0)} KiB (report and model)`,
  };
}

const cases: Record<string, () => Line> = {
  W1: () => time('W1: EM, T=2,500 D=9 K=3 full, per iteration', 15, 'us', 10, '2930 / 2120', em(W1, 100)),
  W2: () => time('W2: EM, T=100,000 D=9 K=3 full, 10 iterations', 5, 'ms', 1, '1055 / 800', em(W2, 10)),
  W3: () => time('W3: EM, T=1,000,000 D=4 K=4 diag, 5 iterations', 3, 'ms', 1, '4130 / 1460', em(W3, 5)),
  W6: () => time('W6: 10 restarts of 50 iterations of W1', 5, 'ms', 1, '1456 / 1070', w6()),
  step: () => time('W4: online filter, one row', 25, 'us', 1000 / W1.nSteps, '154 / 140', onlineSteps()),
  filter252: () => {
    const data = head(252);
    return time('W4: forward, 252 rows', 200, 'us', 1000, '259 / 200', () => void forward(startOf252, data));
  },
  viterbi252: () => {
    const data = head(252);
    return time('W4: viterbi, 252 rows', 200, 'us', 1000, '175 / -', () => void viterbi(startOf252, data));
  },
  filter10000: () => {
    const data = head(10_000);
    return time('forward, 10,000 rows', 30, 'ms', 1, '', () => void forward(startOf252, data));
  },
  W5: () => {
    const data = observationsOf(W3);
    return time('W5: viterbi, T=1,000,000 D=4 K=4 diag', 5, 'ms', 1, '155 / -', () => void viterbi(startOf(W3), data));
  },
  memory5000: () => memory(5000),
  memory20000: () => memory(20_000),
  memory1000000: () => memory(1_000_000),
};
const startOf252 = startOf(W1);

const asked = process.argv.slice(2);
console.table(
  Object.entries(cases)
    .filter(([name]) => asked.length === 0 || asked.includes(name))
    .map(([, run]) => run()),
);
