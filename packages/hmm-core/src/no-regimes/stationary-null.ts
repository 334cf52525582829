import { createRandomStream } from '@regimekit/numerics';
import { spectralRadius } from '../math/small-matrix.ts';
import { simulateVar1 } from './simulate-var1.ts';
import { fitVar1, residualCovarianceAt, type NullKind, type Series, type Var1 } from './var1.ts';

/** The largest modulus of an eigenvalue that a null is simulated with: beyond it lies a unit root, which has no long run. */
export const LARGEST_RADIUS = 0.999;

// Halvings of the interval in which the scale is sought: to within 0.1 % of it.
const HALVINGS = 10;

/** The null that the bootstrap draws from, and how it came from the estimate. */
export interface StationaryNull {
  readonly model: Var1;
  /** Largest modulus of an eigenvalue of Phi, as least squares estimates it; 1 is a unit root, above it an explosion. */
  readonly estimatedRadius: number;
  /** The same of the null that is simulated. */
  readonly radius: number;
  /** What the estimated Phi was multiplied by: 1 leaves it, 0 makes the null one of independent rows. */
  readonly scale: number;
  /**
   * - `none`: the estimate itself
   * - `calibrated`: scaled until simulated series are as predictable as the data
   * - `drawn_to_boundary`: the scale that this asks for would leave the stationary region; it ends at `LARGEST_RADIUS`
   */
  readonly treatment: 'none' | 'calibrated' | 'drawn_to_boundary';
}

/**
 * Makes the estimate a law that can be simulated and that makes series as predictable as the data.
 *
 * The estimate itself does not. With D x D coefficients it has taken up noise, and a series drawn from it is predictable
 * by that noise too, and once more by its own when it is fitted again; close to a unit root least squares also takes slow
 * series for faster ones (Nicholls and Pope 1988). The HMM gains nothing from the former, so a test against such a null
 * would reject it when it is true. The coefficients are therefore multiplied by the s for which the simulated mean of
 * the gain in log-likelihood of an autoregression over independent rows is the gain in the data, an estimate by indirect
 * inference (Gourieroux, Monfort and Renault 1993) along one line. The same random numbers serve every s.
 *
 * @param replicates simulated series for each s; 0 leaves the estimate
 */
export function stationaryNull(series: Series, kind: NullKind, seed: number, replicates: number): StationaryNull {
  const { nFeatures: D, lengths } = series;
  const mean = columnMeans(series);
  const { coefficients, covariance } = fitVar1(series, kind);
  if (kind === 'iid') {
    const model = { nFeatures: D, mean, coefficients, covariance };
    return { model, estimatedRadius: 0, radius: 0, scale: 1, treatment: 'none' };
  }
  const estimatedRadius = spectralRadius(coefficients, D);
  const scaled = (scale: number): Var1 => {
    const next = coefficients.map((value) => scale * value);
    return { nFeatures: D, mean, coefficients: next, covariance: residualCovarianceAt(series, next) };
  };
  const report = (scale: number, treatment: StationaryNull['treatment']): StationaryNull => {
    return { model: scaled(scale), estimatedRadius, radius: scale * estimatedRadius, scale, treatment };
  };
  const largest = estimatedRadius > 0 ? LARGEST_RADIUS / estimatedRadius : 1;
  if (replicates === 0) return largest >= 1 ? report(1, 'none') : report(largest, 'drawn_to_boundary');
  const observed = predictability(series);
  const simulated = (scale: number) => meanPredictability(scaled(scale), lengths, seed, replicates);
  if (simulated(0) >= observed) return report(0, 'calibrated');
  // A larger scale than this cannot be meant: it is where a small estimate would have to be taken for a large one.
  let [low, high] = [0, Math.min(largest, 2)];
  if (simulated(high) <= observed) return report(high, high === largest ? 'drawn_to_boundary' : 'calibrated');
  // The search begins where the estimate is.
  for (let i = 0, scale = Math.min(1, (low + high) / 2); i < HALVINGS; i++, scale = (low + high) / 2) {
    if (simulated(scale) < observed) low = scale;
    else high = scale;
  }
  return report((low + high) / 2, 'calibrated');
}

/** What an autoregression gains over independent rows: n log (|S_yy / n| / |Sigma|), twice the log-likelihood ratio. */
function predictability(series: Series): number {
  return 2 * (fitVar1(series, 'var1').logLikelihood - fitVar1(series, 'iid').logLikelihood);
}

function meanPredictability(model: Var1, lengths: readonly number[], seed: number, replicates: number): number {
  const random = createRandomStream(seed);
  let sum = 0;
  for (let b = 0; b < replicates; b++) sum += predictability(simulateVar1(model, lengths, random));
  return sum / replicates;
}

function columnMeans({ data, nSteps, nFeatures: D }: Series): Float64Array {
  const means = new Float64Array(D);
  for (let p = 0; p < data.length; p++) means[p % D]! += data[p]! / nSteps;
  return means;
}
