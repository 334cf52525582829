// What the seam costs: the same EM iterations by the Gaussian kernels, by the Gaussian family, and by other families.
//   node --conditions=@regimekit/source bench/families.bench.ts
import { createRandomStream } from '@regimekit/numerics';
import {
  fitGaussianHmm,
  fitHmm,
  gaussian,
  gaussianMixture,
  ObservationMatrix,
  poisson,
  studentT,
  type EmissionFamily,
} from '../src/index.ts';

const ROUNDS = 5;
const [T, D, ITERATIONS] = [4500, 9, 40];
const random = createRandomStream(5);
const rows = ObservationMatrix.from(
  Array.from({ length: T }, (_, t) => Array.from({ length: D }, () => random.normal() * (t % 200 < 100 ? 1 : 2))),
);
const counts = ObservationMatrix.from(
  rows.to2DArray().map((row) => row.map((value) => Math.round(Math.abs(3 * value)))),
);
const options = { nStates: 3, restarts: 1, maxIterations: ITERATIONS, tolerance: -Infinity } as const;
const through =
  (family: EmissionFamily, data = rows) =>
  () =>
    fitHmm(data, { ...options, family });

const workloads: Readonly<Record<string, () => unknown>> = {
  'Gaussian diag, WebAssembly': () => fitGaussianHmm(rows, { ...options, kernel: 'wasm' }),
  'Gaussian diag, TypeScript': () => fitGaussianHmm(rows, { ...options, kernel: 'typescript' }),
  'Gaussian diag, as a family': through(gaussian()),
  'Gaussian full, WebAssembly': () => fitGaussianHmm(rows, { ...options, covarianceType: 'full', kernel: 'wasm' }),
  'Gaussian full, as a family': through(gaussian({ covarianceType: 'full' })),
  'Student t, fixed degrees': through(studentT({ degreesOfFreedom: 5 })),
  'Student t, estimated degrees': through(studentT()),
  'mixture of 2 Gaussians': through(gaussianMixture({ nComponents: 2 })),
  Poisson: through(poisson(), counts),
};

console.log(`${ITERATIONS} EM iterations, K = 3, T = ${T}, D = ${D}; CPU milliseconds, median of ${ROUNDS} rounds\n`);
for (const [name, run] of Object.entries(workloads)) {
  run();
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  const median = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
  console.log(`${name.padEnd(30)} ${median.toFixed(0).padStart(6)}`);
}
