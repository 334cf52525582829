// What missing values cost: an EM iteration, the forward recursion and an online step on W1, complete and with gaps.
// Run: node --conditions=@regimekit/source bench/missing.bench.ts
import { baumWelch, createOnlineFilter, forward } from '@regimekit/hmm-core';
import type { MatrixView } from '@regimekit/numerics';
import { observationsOf, startOf, uniform, W1 } from './workloads.ts';

const options = { missing: 'marginalise' } as const;
const ROUNDS = 15;
const ITERATIONS = 20;

function without(isMissing: (t: number, d: number) => boolean): MatrixView {
  const view = observationsOf(W1);
  view.data.forEach((_, p) => {
    if (isMissing(Math.floor(p / W1.nFeatures), p % W1.nFeatures)) view.data[p] = Number.NaN;
  });
  return view;
}

function median(run: () => void): number {
  run();
  const times = Array.from({ length: ROUNDS }, () => {
    const begin = performance.now();
    run();
    return performance.now() - begin;
  }).toSorted((a, b) => a - b);
  return times[ROUNDS >> 1]!;
}

const datasets: Record<string, MatrixView> = {
  complete: observationsOf(W1),
  'two columns begin at half (2 patterns)': without((t, d) => d < 2 && t < W1.nSteps / 2),
  'every seventh row empty (2 patterns)': without((t) => t % 7 === 0),
  'a tenth at random': without((t, d) => uniform(11, t * W1.nFeatures + d) < 0.1),
  'a half at random': without((t, d) => uniform(12, t * W1.nFeatures + d) < 0.5),
};
const start = startOf(W1);

console.table(
  Object.entries(datasets).map(([data, x]) => {
    const em = median(() => void baumWelch(start, x, { ...options, maxIterations: ITERATIONS, tolerance: -Infinity }));
    const filter = createOnlineFilter(start, options);
    const step = median(() => {
      for (let t = 0; t < x.rows; t++) filter.update(x.row(t));
    });
    return {
      data,
      patterns: new Set(x.to2DArray().map((row) => row.map(Number.isNaN).join())).size,
      'EM iteration, us': ((1000 * em) / ITERATIONS).toFixed(0),
      'forward, us': (1000 * median(() => void forward(start, x, options))).toFixed(0),
      'online step, us': ((1000 * step) / x.rows).toFixed(2),
    };
  }),
);
