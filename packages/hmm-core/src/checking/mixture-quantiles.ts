import type { MatrixView } from '@regimekit/numerics';
import type { EmissionData, Emissions } from '../emissions/emission-family.ts';
import { mixRows, stateCdf } from './predictive-cdf.ts';

/** Doublings until a bracket surely holds any quantile of doubles. */
const MOST_DOUBLINGS = 1100;
/** Halvings until the two ends of any bracket are neighbours. */
const MOST_HALVINGS = 2200;

/**
 * Quantiles of one feature of mixtures, by bisection on their distribution function: all rows and probabilities at once.
 *
 * @param weights - steps x K
 * @param ahead - for each step its row, with position and covariates
 * @returns steps x Q; of a discrete feature the smallest whole number y with F(y) >= p, else to the last digit but few
 */
export function mixtureQuantiles(
  emissions: Emissions,
  weights: MatrixView,
  d: number,
  probabilities: readonly number[],
  ahead: readonly EmissionData[],
): Float64Array {
  const Q = probabilities.length;
  const n = ahead.length * Q;
  const K = weights.columns;
  const all = Float64Array.from({ length: n * K }, (_, at) => weights.get(Math.floor(at / K / Q), at % K));
  const cdf = (points: Float64Array) => mixRows(stateCdf(emissions, rowsAt(points, ahead, d, Q), d, K), all, K);
  const isDiscrete = emissions.family.isDiscrete?.(d) ?? false;
  const [low, high] = bracket(cdf, n, (i) => probabilities[i % Q]!);
  for (let round = 0; round < MOST_HALVINGS; round++) {
    const middle = low.map((a, i) => middleOf(a, high[i]!, isDiscrete));
    if (middle.every((m, i) => m <= low[i]! || m >= high[i]!)) break;
    const values = cdf(middle);
    for (let i = 0; i < n; i++) {
      if (values[i]! < probabilities[i % Q]!) low[i] = middle[i]!;
      else high[i] = middle[i]!;
    }
  }
  return high;
}

/** F(low) < p <= F(high), each found by doubling; both whole numbers. */
function bracket(cdf: (points: Float64Array) => Float64Array, n: number, p: (i: number) => number) {
  const low = new Float64Array(n).fill(-1);
  const high = new Float64Array(n).fill(1);
  for (let round = 0; round < MOST_DOUBLINGS; round++) {
    const [below, above] = [cdf(low), cdf(high)];
    let sought = false;
    for (let i = 0; i < n; i++) {
      if (below[i]! >= p(i) && low[i]! > -Number.MAX_VALUE)
        [low[i], sought] = [Math.max(2 * low[i]!, -Number.MAX_VALUE), true];
      if (above[i]! < p(i) && high[i]! < Number.MAX_VALUE)
        [high[i], sought] = [Math.min(2 * high[i]!, Number.MAX_VALUE), true];
    }
    if (!sought) break;
  }
  return [low, high] as const;
}

function middleOf(low: number, high: number, isDiscrete: boolean): number {
  const middle = low / 2 + high / 2;
  return isDiscrete ? Math.floor(middle) : middle;
}

/** A row for each step and probability, feature d at its point. New data each time: families keep what they made of it. */
function rowsAt(points: Float64Array, ahead: readonly EmissionData[], d: number, Q: number): EmissionData {
  const { nFeatures, nCovariates } = ahead[0]!;
  const rows = new Float64Array(points.length * nFeatures);
  const covariates = new Float64Array(points.length * nCovariates);
  for (const [i, point] of points.entries()) {
    rows[i * nFeatures + d] = point;
    covariates.set(ahead[Math.floor(i / Q)]!.covariates, i * nCovariates);
  }
  return {
    rows,
    positions: Int32Array.from(points, (_, i) => ahead[Math.floor(i / Q)]!.positions[0]!),
    nSteps: points.length,
    nFeatures,
    lengths: [points.length],
    covariates,
    nCovariates,
  };
}
