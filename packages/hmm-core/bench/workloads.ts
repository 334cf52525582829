import { createGaussianHmm, type GaussianHmm } from '@regimekit/hmm-core';
import { MatrixView } from '@regimekit/numerics';

// The workloads of the speed comparison with other implementations, reproducible bit for bit up to the last digit of libm:
//
//     u(seed, i)  = (output i of mulberry32(seed) + 0.5) / 2^32
//     g(seed, n)  = sqrt(-2 ln u(seed, 2n)) cos(2 pi u(seed, 2n + 1))
//     z_0 = 0, z_t = (z_{t-1} + [u(7, t) < 0.02]) mod K
//     mu_kd = 1.5 sin(1 + 3k + 1.7d)
//     x_td  = mu[z_t]_d + (0.6 + 0.4 z_t) (e_td + e_{t,d-1} / 2), e_td = g(8, t D + d)

export interface Workload {
  readonly nSteps: number;
  readonly nFeatures: number;
  readonly nStates: number;
  readonly covarianceType: 'full' | 'diag';
}

export const W1: Workload = { nSteps: 2500, nFeatures: 9, nStates: 3, covarianceType: 'full' };
export const W2: Workload = { nSteps: 100_000, nFeatures: 9, nStates: 3, covarianceType: 'full' };
export const W3: Workload = { nSteps: 1_000_000, nFeatures: 4, nStates: 4, covarianceType: 'diag' };

function mulberry32(seed: number, i: number): number {
  const s = (seed + Math.imul(i + 1, 0x6d2b79f5)) | 0;
  let z = Math.imul(s ^ (s >>> 15), s | 1);
  z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
  return (z ^ (z >>> 14)) >>> 0;
}

export const uniform = (seed: number, i: number) => (mulberry32(seed, i) + 0.5) / 2 ** 32;
const normal = (seed: number, n: number) =>
  Math.sqrt(-2 * Math.log(uniform(seed, 2 * n))) * Math.cos(2 * Math.PI * uniform(seed, 2 * n + 1));
const mean = (k: number, d: number) => 1.5 * Math.sin(1 + 3 * k + 1.7 * d);

export function observationsOf({ nSteps, nFeatures, nStates }: Workload): MatrixView {
  const view = MatrixView.zeros(nSteps, nFeatures);
  for (let t = 0, z = 0, p = 0; t < nSteps; t++) {
    if (t > 0 && uniform(7, t) < 0.02) z = (z + 1) % nStates;
    let before = 0;
    for (let d = 0; d < nFeatures; d++, p++) {
      const e = normal(8, p);
      view.data[p] = mean(z, d) + (0.6 + 0.4 * z) * (e + 0.5 * before);
      before = e;
    }
  }
  return view;
}

export function startOf({ nFeatures, nStates, covarianceType }: Workload): GaussianHmm {
  const states = Array.from({ length: nStates }, (_, k) => k);
  const features = Array.from({ length: nFeatures }, (_, d) => d);
  return createGaussianHmm({
    covarianceType,
    initialProbs: states.map(() => 1 / nStates),
    transitionMatrix: states.map((i) => states.map((j) => (i === j ? 0.9 : 0.1 / (nStates - 1)))),
    means: states.map((k) => features.map((d) => mean(k, d) + 0.3)),
    covariances: states.map(() =>
      covarianceType === 'diag' ? features.map(() => 2) : features.map((i) => features.map((j) => (i === j ? 2 : 0))),
    ),
  });
}
