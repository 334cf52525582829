import type { RandomStream } from '@regimekit/numerics';
import { choleskyOf } from '../emissions/gaussian/draw-gaussian.ts';
import { timesTransposed, transpose } from '../math/small-matrix.ts';
import type { Series, Var1 } from './var1.ts';

// Each step doubles the number of lags summed: 2^40 is more than any radius below 1 asks for in double precision.
const MAX_DOUBLINGS = 40;

/**
 * The covariance of y_t in the long run, Gamma = Phi Gamma Phi' + Sigma, as the sum of Phi^l Sigma Phi^l' over all lags,
 * twice as many in each step (Anderson and Moore 1979, section 6.7).
 */
export function stationaryCovariance({ nFeatures: D, coefficients, covariance }: Var1): Float64Array {
  let gamma = covariance.slice();
  let power: Float64Array = coefficients.slice();
  for (let i = 0; i < MAX_DOUBLINGS; i++) {
    // A Gamma A' : timesTransposed(A, Gamma) is A Gamma' = A Gamma.
    const added = timesTransposed(timesTransposed(power, gamma, D), power, D);
    const before = gamma;
    gamma = gamma.map((value, p) => value + (added[p]! + added[(p % D) * D + Math.floor(p / D)]!) / 2);
    if (gamma.every((value, p) => value === before[p])) break;
    power = timesTransposed(power, transpose(power, D), D);
  }
  return gamma;
}

/** Draws sequences of these lengths from a stationary vector autoregression, each from its long run on. */
export function simulateVar1(model: Var1, lengths: readonly number[], random: RandomStream): Series {
  const { nFeatures: D, mean, coefficients, covariance } = model;
  const nSteps = lengths.reduce((sum, length) => sum + length, 0);
  const data = new Float64Array(nSteps * D);
  const shock = choleskyOf(covariance, D);
  const first = choleskyOf(stationaryCovariance(model), D);
  const noise = new Float64Array(D);
  let row = 0;
  for (const length of lengths) {
    for (let t = 0; t < length; t++, row += D) {
      for (let d = 0; d < D; d++) noise[d] = random.normal();
      const factor = t === 0 ? first : shock;
      for (let i = 0; i < D; i++) {
        let value = mean[i]!;
        for (let j = 0; j <= i; j++) value += factor[i * D + j]! * noise[j]!;
        if (t > 0) for (let j = 0; j < D; j++) value += coefficients[i * D + j]! * (data[row - D + j]! - mean[j]!);
        data[row + i] = value;
      }
    }
  }
  return { data, nSteps, nFeatures: D, lengths };
}
