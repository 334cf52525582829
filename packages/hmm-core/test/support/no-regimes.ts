// Data of evaluation.md, G3: no regimes, with or without memory; and a simulation with three.
import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { createGaussianHmm, sample } from '../../src/index.ts';

export interface NoRegimesData {
  readonly nSteps: number;
  readonly nFeatures: number;
  /** Autocorrelation of every feature. */
  readonly phi: number;
  readonly seed: number;
  /** Of any two features. */
  readonly correlation?: number;
}

/** y_t = phi y_{t-1} + sqrt(1 - phi^2) e_t with unit variances, from its long run on. */
export function autoregression({ nSteps, nFeatures: D, phi, seed, correlation = 0.4 }: NoRegimesData): MatrixView {
  const random = createRandomStream(seed);
  const rows = MatrixView.zeros(nSteps, D);
  const [common, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  for (let t = 0; t < nSteps; t++) {
    const shared = common * random.normal();
    for (let d = 0; d < D; d++) {
      const shock = shared + own * random.normal();
      rows.data[t * D + d] = t === 0 ? shock : phi * rows.get(t - 1, d) + Math.sqrt(1 - phi * phi) * shock;
    }
  }
  return rows;
}

/** Three regimes that last 50, 25 and 25 rows, with means and spreads of their own. */
export function threeRegimes(nSteps: number, nFeatures: number, seed: number): MatrixView {
  const of = (value: number) => Array.from({ length: nFeatures }, () => value);
  const model = createGaussianHmm({
    covarianceType: 'diag',
    initialProbs: [0.5, 0.25, 0.25],
    transitionMatrix: [
      [0.98, 0.01, 0.01],
      [0.02, 0.96, 0.02],
      [0.02, 0.02, 0.96],
    ],
    means: [of(0), of(0.8), of(-1)],
    covariances: [of(1), of(0.6), of(2.2)],
  });
  return sample(model, nSteps, { seed }).observations;
}
