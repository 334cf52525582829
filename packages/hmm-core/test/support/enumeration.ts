import type { GaussianHmm, HiddenMarkovModel } from '../../src/index.ts';

/** Everything about one short sequence (NaN = missing), from the table of all K^T paths: slow, and beyond argument. */
export interface Enumeration {
  readonly logLikelihood: number;
  readonly filtered: number[][];
  readonly predicted: number[][];
  readonly smoothed: number[][];
  readonly transitions: number[][];
  readonly bestPath: number[];
  readonly bestLogJoint: number;
}

/** log N(x; mean, covariance) by Gauss-Jordan elimination, sharing no code with the package. */
export function logNormal(x: readonly number[], mean: readonly number[], covariance: readonly (readonly number[])[]) {
  const n = x.length;
  const rows = covariance.map((row, i) => [...row, x[i]! - mean[i]!]);
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) {
    const pivot = rows[i]![i]!;
    logDeterminant += Math.log(pivot);
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = rows[r]![i]! / pivot;
      for (let c = 0; c <= n; c++) rows[r]![c]! -= factor * rows[i]![c]!;
    }
  }
  const quadratic = rows.reduce((sum, row, i) => sum + (row[n]! / row[i]!) * (x[i]! - mean[i]!), 0);
  return -0.5 * (n * Math.log(2 * Math.PI) + logDeterminant + quadratic);
}

/** log density of what is there of x: the columns that are NaN are struck out of mean and covariance. */
export function logMarginal(x: readonly number[], mean: readonly number[], covariance: readonly (readonly number[])[]) {
  const there = x.flatMap((value, d) => (Number.isNaN(value) ? [] : [d]));
  const pick = <T>(values: readonly T[]) => there.map((d) => values[d]!);
  return logNormal(pick(x), pick(mean), pick(covariance).map(pick));
}

/** The covariance of state `k` as a full matrix, whatever the type. */
export function covarianceOf({ covarianceType, covariances, nFeatures: n }: GaussianHmm, k: number): number[][] {
  const at = {
    spherical: (i: number, j: number) => (i === j ? covariances[k]! : 0),
    diag: (i: number, j: number) => (i === j ? covariances[k * n + i]! : 0),
    tied: (i: number, j: number) => covariances[i * n + j]!,
    full: (i: number, j: number) => covariances[(k * n + i) * n + j]!,
  }[covarianceType];
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => at(i, j)));
}

export function enumerate(model: GaussianHmm, x: readonly (readonly number[])[]): Enumeration {
  return enumerateFrom(model, (k, t) => logMarginal(x[t]!, [...model.means.row(k)], covarianceOf(model, k)), x.length);
}

/** The same for any family, from log p(y_t given z_t = k). */
export function enumerateFrom(
  model: Pick<HiddenMarkovModel, 'nStates' | 'initialProbs' | 'transitionMatrix'>,
  logDensityOf: (k: number, t: number) => number,
  nSteps: number,
): Enumeration {
  const K = model.nStates;
  const x = Array.from({ length: nSteps }, (_, t) => t);
  const logDensity = x.map((t) => Array.from({ length: K }, (_, k) => logDensityOf(k, t)));
  const paths = allPaths(K, x.length);
  const logJoint = (path: readonly number[], steps: number) =>
    path.slice(0, steps).reduce((sum, state, t) => {
      const chain = t === 0 ? model.initialProbs[state]! : model.transitionMatrix.get(path[t - 1]!, state);
      return sum + Math.log(chain) + logDensity[t]![state]!;
    }, 0);
  const joints = paths.map((path) => logJoint(path, x.length));
  const best = joints.indexOf(Math.max(...joints));
  const weights = softmax(joints);
  const sumOver = (w: readonly number[], keep: (path: readonly number[]) => boolean) =>
    w.reduce((sum, weight, i) => sum + (keep(paths[i]!) ? weight : 0), 0);
  const states = Array.from({ length: K }, (_, k) => k);
  const filtered = x.map((_, t) => {
    const prefix = softmax(paths.map((path) => logJoint(path, t + 1)));
    return states.map((k) => sumOver(prefix, (path) => path[t] === k));
  });
  return {
    logLikelihood: logSum(joints),
    filtered,
    predicted: x.map((_, t) =>
      states.map((j) =>
        t === 0
          ? model.initialProbs[j]!
          : states.reduce((sum, i) => sum + filtered[t - 1]![i]! * model.transitionMatrix.get(i, j), 0),
      ),
    ),
    smoothed: x.map((_, t) => states.map((k) => sumOver(weights, (path) => path[t] === k))),
    transitions: states.map((i) =>
      states.map((j) =>
        x.slice(1).reduce((sum, _, t) => sum + sumOver(weights, (path) => path[t] === i && path[t + 1] === j), 0),
      ),
    ),
    bestPath: paths[best]!,
    bestLogJoint: joints[best]!,
  };
}

function allPaths(K: number, T: number): number[][] {
  return Array.from({ length: K ** T }, (_, code) =>
    Array.from({ length: T }, (_unused, t) => Math.floor(code / K ** t) % K),
  );
}

function logSum(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

function softmax(values: readonly number[]): number[] {
  const total = logSum(values);
  return values.map((value) => Math.exp(value - total));
}
