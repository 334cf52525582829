// node --conditions=@regimekit/source bench/batch-filter.bench.ts
import { createBatchFilter, createOnlineFilter, type GaussianHmm } from '@regimekit/hmm-core';
import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { startOf, W1, type Workload } from './workloads.ts';

const ROUNDS = 21;
const random = createRandomStream(1);

/** Median over rounds of the time of one call, in nanoseconds. */
function measure(call: () => unknown, calls: number): number {
  for (let i = 0; i < calls; i++) call();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    return ((performance.now() - start) * 1e6) / calls;
  });
  return rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

function rowsOf(nSeries: number, nFeatures: number): MatrixView {
  const view = MatrixView.zeros(nSeries, nFeatures);
  for (let i = 0; i < view.data.length; i++) view.data[i] = random.normal();
  return view;
}

/** Nanoseconds per filter step: all series in one call, half of them present, and a filter for each. */
function compare(model: GaussianHmm, nSeries: number) {
  const rows = rowsOf(nSeries, model.nFeatures);
  const calls = Math.max(1, Math.round(100_000 / nSeries));
  const batch = createBatchFilter(model, { nSeries });
  const present = Uint8Array.from({ length: nSeries }, (_, n) => n % 2);
  const single = Array.from({ length: nSeries }, () => createOnlineFilter(model));
  const each = Array.from({ length: nSeries }, (_, n) => rows.row(n));
  return {
    series: nSeries,
    'one call': Math.round(measure(() => batch.update(rows), calls) / nSeries),
    'half present': Math.round(measure(() => batch.update(rows, { present }), calls) / (nSeries / 2)),
    'a filter each': Math.round(measure(() => single.forEach((filter, n) => filter.update(each[n]!)), calls) / nSeries),
  };
}

const workloads: readonly Workload[] = [
  { ...W1, covarianceType: 'diag' },
  W1,
  { ...W1, nStates: 2, nFeatures: 1, covarianceType: 'diag' },
];
const table = workloads.flatMap((workload) => {
  const { nStates, nFeatures, covarianceType } = workload;
  return [1, 100, 1000, 10_000].map((nSeries) => ({
    K: nStates,
    D: nFeatures,
    covarianceType,
    ...compare(startOf(workload), nSeries),
  }));
});
console.log('Nanoseconds per filter step');
console.table(table);
