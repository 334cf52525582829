// Does the test against no regimes keep its level of 5 %, and does it find regimes? Counts over many data sets.
//   node --conditions=@regimekit/source bench/no-regimes.bench.ts [CASE...] [--datasets=100] [--seconds=600] [--first=1000]
import { testNoRegimes, type NoRegimesOptions } from '@regimekit/hmm-core';
import { MatrixView } from '@regimekit/numerics';
import { autoregression, threeRegimes } from '../test/support/no-regimes.ts';

interface Case {
  readonly title: string;
  readonly rows: (seed: number) => MatrixView;
  readonly options?: NoRegimesOptions;
}

const g3 = (nSteps: number, nFeatures: number, phi: number) => (seed: number) =>
  autoregression({ nSteps, nFeatures, phi, seed });

const cases: Readonly<Record<string, Case>> = {
  'g3-0': { title: 'no regimes, T 2500, D 9, phi 0', rows: g3(2500, 9, 0) },
  'g3-97': { title: 'no regimes, T 2500, D 9, phi .97', rows: g3(2500, 9, 0.97) },
  'g3-97-raw': {
    title: 'the same, estimate not calibrated',
    rows: g3(2500, 9, 0.97),
    options: { calibrationReplicates: 0 },
  },
  'g3-0-raw': {
    title: 'T 2500, D 9, phi 0, estimate not calibrated',
    rows: g3(2500, 9, 0),
    options: { calibrationReplicates: 0 },
  },
  'small-0': { title: 'no regimes, T 500, D 2, phi 0', rows: g3(500, 2, 0) },
  'small-97': { title: 'no regimes, T 500, D 2, phi .97', rows: g3(500, 2, 0.97) },
  'small-97-raw': {
    title: 'the same, estimate not calibrated',
    rows: g3(500, 2, 0.97),
    options: { calibrationReplicates: 0 },
  },
  'small-97-k3': { title: 'no regimes, T 500, D 2, phi .97, K 3', rows: g3(500, 2, 0.97), options: { nStates: 3 } },
  'wrong-null': {
    title: 'no regimes, T 500, D 2, phi .97, null iid',
    rows: g3(500, 2, 0.97),
    options: { null: 'iid' },
  },
  'iid-null': { title: 'no regimes, T 500, D 2, phi 0, null iid', rows: g3(500, 2, 0), options: { null: 'iid' } },
  'three-2': { title: 'three regimes, T 500, D 2, K 2', rows: (seed) => threeRegimes(500, 2, seed) },
  'three-3': {
    title: 'three regimes, T 500, D 2, K 3',
    rows: (seed) => threeRegimes(500, 2, seed),
    options: { nStates: 3 },
  },
  'both-90': { title: 'three regimes plus memory, phi .9, T 500, D 2', rows: (seed) => regimesAndMemory(0.9, seed) },
  'both-97': { title: 'three regimes plus memory, phi .97, T 500, D 2', rows: (seed) => regimesAndMemory(0.97, seed) },
};

/** The sum of rows from three regimes and of as wide an autoregression without any. */
function regimesAndMemory(phi: number, seed: number): MatrixView {
  const rows = threeRegimes(500, 2, seed);
  const slow = autoregression({ nSteps: 500, nFeatures: 2, phi, seed: seed + 1_000_000 });
  return new MatrixView(
    rows.rows,
    rows.columns,
    rows.data.map((value, p) => value + slow.data[p]!),
  );
}

const value = (name: string, other: number) =>
  Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? other);
const datasets = value('datasets', 100);
const seconds = value('seconds', 600);
const first = value('first', 1000);
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));

// Reject at 5 % means at most 2 of 59 simulated statistics as large: the third ends the matter, so these p-values decide
// as all 59 would.
const decide = { replicates: 59, stopAfter: 3 };

for (const [name, { title, rows, options }] of Object.entries(cases)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const start = performance.now();
  let [done, rejected, scales] = [0, 0, 0];
  while (done < datasets && performance.now() - start < 1000 * seconds) {
    const seed = first + done;
    const test = testNoRegimes(rows(seed), { ...decide, seed, ...options });
    done++;
    if (test.pValue <= 0.05) rejected++;
    scales += test.nullModel.scale;
  }
  const took = ((performance.now() - start) / 1000).toFixed(0);
  const share = ((100 * rejected) / done).toFixed(0);
  console.log(
    `${title.padEnd(48)} rejected ${String(rejected).padStart(3)} of ${done} (${share} %), ` +
      `scale ${(scales / done).toFixed(2)}, ${took} s`,
  );
}
