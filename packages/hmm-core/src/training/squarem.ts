import { triangleSize } from '../math/cholesky.ts';
import { normaliseInto } from '../math/simplex.ts';
import { createParameters, type Parameters } from './parameters.ts';

/**
 * Squared extrapolation of EM (SQUAREM, scheme S3 of Varadhan and Roland 2008): from three neighbours t0, t1 = EM(t0),
 * t2 = EM(t1), with r = t1 - t0 and v = (t2 - t1) - r,
 *
 *     t' = t0 + 2 s r + s^2 v,    s = max(|r| / |v|, 1)
 *
 * which is t2 for s = 1. The points are written in coordinates where every number is allowed and units play no part: square
 * roots of probabilities (not logs: one that dies out would fall for ever, and its fall decide the step), means in units
 * of a spread, logs of variances or of the diagonal of a Cholesky factor.
 *
 * Source: Varadhan and Roland (2008), Simple and globally convergent methods for accelerating the convergence of any EM
 * algorithm, Scandinavian Journal of Statistics 35, 335-353.
 */
export class Squarem {
  readonly #units: Float64Array;
  #points: Float64Array[] = [];

  /** @param start whose variances say what a unit of each feature is */
  constructor(start: Parameters) {
    this.#units = unitsOf(start);
  }

  /** Whether a new cycle begins. */
  get isEmpty(): boolean {
    return this.#points.length === 0;
  }

  /** Takes the next neighbour. The third of a cycle ends it and gives the extrapolation, when there is one. */
  push(parameters: Parameters): Parameters | undefined {
    this.#points.push(encode(parameters, this.#units));
    if (this.#points.length < 3) return undefined;
    const [t0, t1, t2] = this.#points as [Float64Array, Float64Array, Float64Array];
    this.#points = [];
    const point = extrapolate(t0, t1, t2);
    return point && decode(point, parameters, this.#units);
  }
}

// Beyond this the way back by halves would be long; the next cycle goes on from here.
const LONGEST_STEP = 64;

function extrapolate(t0: Float64Array, t1: Float64Array, t2: Float64Array): Float64Array | undefined {
  let rr = 0;
  let vv = 0;
  for (let p = 0; p < t0.length; p++) {
    const r = t1[p]! - t0[p]!;
    const v = t2[p]! - t1[p]! - r;
    rr += r * r;
    vv += v * v;
  }
  const step = Math.min(Math.sqrt(rr / vv), LONGEST_STEP);
  // At most 1 is what EM does by itself.
  if (!(step > 1)) return undefined;
  return t0.map((origin, p) => {
    const r = t1[p]! - origin;
    const v = t2[p]! - t1[p]! - r;
    return origin + 2 * step * r + step * step * v;
  });
}

/** A standard deviation of each feature, averaged over the states. */
function unitsOf({ covarianceType, covariances, nStates: K, nFeatures: D }: Parameters): Float64Array {
  const variance = {
    spherical: (k: number) => covariances[k]!,
    diag: (k: number, d: number) => covariances[k * D + d]!,
    tied: (_k: number, d: number) => covariances[d * D + d]!,
    full: (k: number, d: number) => covariances[(k * D + d) * D + d]!,
  }[covarianceType];
  return Float64Array.from({ length: D }, (_, d) => {
    let sum = 0;
    for (let k = 0; k < K; k++) sum += variance(k, d);
    return Math.sqrt(sum / K);
  });
}

function encode(parameters: Parameters, units: Float64Array): Float64Array {
  const { initialProbs, transitionMatrix, means, covariances, covarianceType, nFeatures: D } = parameters;
  const matrices = covarianceType === 'tied' || covarianceType === 'full';
  return Float64Array.from([
    ...initialProbs.map(Math.sqrt),
    ...transitionMatrix.map(Math.sqrt),
    ...means.map((value, p) => value / units[p % D]!),
    ...(matrices ? encodeMatrices(covariances, units) : covariances.map(Math.log)),
  ]);
}

function decode(point: Float64Array, like: Parameters, units: Float64Array): Parameters {
  const { covarianceType, nStates: K, nFeatures: D } = like;
  const parameters = createParameters(covarianceType, K, D);
  const { initialProbs, transitionMatrix, means, covariances } = parameters;
  let at = 0;
  const take = (n: number) => point.subarray(at, (at += n));
  squaresInto(initialProbs, 0, take(K));
  for (let i = 0; i < K; i++) squaresInto(transitionMatrix, i * K, take(K));
  means.set(take(K * D).map((value, p) => value * units[p % D]!));
  const matrices = covarianceType === 'tied' || covarianceType === 'full';
  if (matrices) decodeMatrices(covariances, point.subarray(at), units);
  else covariances.set(point.subarray(at).map(Math.exp));
  return parameters;
}

// A zero that all three points share stays one.
function squaresInto(out: Float64Array, offset: number, roots: Float64Array): void {
  for (let k = 0; k < roots.length; k++) out[offset + k] = roots[k]! ** 2;
  normaliseInto(out, offset, roots.length);
}

/** Packed Cholesky factors of the matrices in units of the features, the diagonal as logarithms. */
function encodeMatrices(covariances: Float64Array, units: Float64Array): Float64Array {
  const D = units.length;
  const packed = new Float64Array((covariances.length / (D * D)) * triangleSize(D));
  for (let offset = 0, base = 0; offset < covariances.length; offset += D * D, base += triangleSize(D)) {
    for (let i = 0; i < D; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = covariances[offset + i * D + j]! / (units[i]! * units[j]!);
        for (let m = 0; m < j; m++) sum -= packed[base + triangleSize(i) + m]! * packed[base + triangleSize(j) + m]!;
        packed[base + triangleSize(i) + j] = i === j ? Math.sqrt(sum) : sum / packed[base + triangleSize(j) + j]!;
      }
    }
    for (let i = 0; i < D; i++) packed[base + triangleSize(i) + i] = Math.log(packed[base + triangleSize(i) + i]!);
  }
  return packed;
}

function decodeMatrices(covariances: Float64Array, packed: Float64Array, units: Float64Array): void {
  const D = units.length;
  const factor = packed.slice();
  for (let offset = 0, base = 0; offset < covariances.length; offset += D * D, base += triangleSize(D)) {
    for (let i = 0; i < D; i++) factor[base + triangleSize(i) + i] = Math.exp(packed[base + triangleSize(i) + i]!);
    for (let i = 0; i < D; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let m = 0; m <= j; m++) sum += factor[base + triangleSize(i) + m]! * factor[base + triangleSize(j) + m]!;
        const value = sum * units[i]! * units[j]!;
        covariances[offset + i * D + j] = value;
        covariances[offset + j * D + i] = value;
      }
    }
  }
}
