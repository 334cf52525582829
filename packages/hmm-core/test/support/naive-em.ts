import type { GaussianHmm, GaussianHmmParameters } from '../../src/index.ts';
import { covarianceOf, logMarginal } from './enumeration.ts';

/** Prior settings as single numbers, which is enough to see each of them at work. */
export interface NaivePriors {
  readonly means: number;
  readonly meansWeight: number;
  /** On the diagonal only. */
  readonly covariances: number;
  readonly covariancesWeight: number;
}

type Rows = readonly (readonly number[])[];

/**
 * One EM iteration with missing values from the textbook: unscaled forward and backward variables, every row by itself,
 * its conditional mean and covariance from a linear system solved anew. Shares nothing with the package but the model.
 */
export function naiveEmStep(
  model: GaussianHmm,
  x: Rows,
  lengths: readonly number[],
  priors: NaivePriors,
  { conditionalCovariance = true } = {},
): GaussianHmmParameters {
  const { nStates: K, nFeatures: D, covarianceType } = model;
  const states = range(K);
  const mean = states.map((k) => [...model.means.row(k)]);
  const sigma = states.map((k) => covarianceOf(model, k));
  const { gamma, initial, transitions } = smooth(model, x, lengths);

  // E[x] and E[x x'] of each row in each state.
  const expected = x.map((row) => states.map((k) => complete(row, mean[k]!, sigma[k]!)));
  const weight = states.map((k) => total(gamma.map((row) => row[k]!)));
  const newMeans = states.map((k) =>
    range(D).map((d) => {
      const sum = total(x.map((_, t) => gamma[t]![k]! * expected[t]![k]!.value[d]!));
      return (priors.meansWeight * priors.means + sum) / (priors.meansWeight + weight[k]!);
    }),
  );
  const scatter = states.map((k) =>
    range(D).map((i) =>
      range(D).map((j) => {
        const [mi, mj] = [newMeans[k]![i]!, newMeans[k]![j]!];
        const pull = priors.meansWeight * (mi - priors.means) * (mj - priors.means);
        const spread = x.map((_, t) => {
          const { value, covariance } = expected[t]![k]!;
          const extra = conditionalCovariance ? covariance[i]![j]! : 0;
          return gamma[t]![k]! * ((value[i]! - mi) * (value[j]! - mj) + extra);
        });
        return pull + total(spread);
      }),
    ),
  );
  const strength = (by: number) => Math.max(priors.covariancesWeight - by, 0);
  const onDiagonal = (i: number, j: number) => (i === j ? priors.covariances : 0);
  const variances = states.map((k) =>
    range(D).map((d) => (priors.covariances + scatter[k]![d]![d]!) / (strength(1) + weight[k]!)),
  );
  const covariances = {
    diag: () => variances,
    spherical: () => variances.map((row) => total(row) / D),
    full: () =>
      scatter.map((c, k) =>
        c.map((row, i) => row.map((value, j) => (onDiagonal(i, j) + value) / (strength(D) + weight[k]!))),
      ),
    tied: () =>
      range(D).map((i) =>
        range(D).map((j) => (onDiagonal(i, j) + total(scatter.map((c) => c[i]![j]!))) / (strength(D) + total(weight))),
      ),
  }[covarianceType]();
  return {
    covarianceType,
    initialProbs: initial.map((value) => value / total(initial)),
    transitionMatrix: transitions.map((row) => row.map((value) => value / total(row))),
    means: newMeans,
    covariances,
  };
}

// Rabiner's alpha and beta as they stand in the formulas, in doubles: short sequences only.
function smooth(model: GaussianHmm, x: Rows, lengths: readonly number[]) {
  const states = range(model.nStates);
  const A = model.transitionMatrix.to2DArray();
  const gamma: number[][] = [];
  const initial = states.map(() => 0);
  const transitions = states.map(() => states.map(() => 0));
  let start = 0;
  for (const length of lengths) {
    const rows = x.slice(start, start + length);
    start += length;
    const b = rows.map((row) =>
      states.map((k) => Math.exp(logMarginal(row, [...model.means.row(k)], covarianceOf(model, k)))),
    );
    const alpha: number[][] = [];
    for (const [t] of rows.entries()) {
      const predicted = states.map((j) =>
        t === 0 ? model.initialProbs[j]! : total(states.map((i) => alpha[t - 1]![i]! * A[i]![j]!)),
      );
      alpha.push(predicted.map((p, k) => p * b[t]![k]!));
    }
    const beta = rows.map(() => states.map(() => 1));
    for (let t = length - 2; t >= 0; t--) {
      beta[t] = states.map((i) => total(states.map((j) => A[i]![j]! * b[t + 1]![j]! * beta[t + 1]![j]!)));
    }
    const likelihood = total(alpha[length - 1]!);
    for (const [t] of rows.entries()) {
      gamma.push(states.map((k) => (alpha[t]![k]! * beta[t]![k]!) / likelihood));
      if (t === 0) for (const k of states) initial[k]! += gamma.at(-1)![k]!;
      if (t === length - 1) continue;
      for (const i of states) {
        for (const j of states) {
          transitions[i]![j]! += (alpha[t]![i]! * A[i]![j]! * b[t + 1]![j]! * beta[t + 1]![j]!) / likelihood;
        }
      }
    }
  }
  return { gamma, initial, transitions };
}

/** E[x | what is there] and Cov[x | what is there], zero where x is there. */
function complete(x: readonly number[], mean: readonly number[], sigma: Rows) {
  const there = range(x.length).filter((d) => !Number.isNaN(x[d]));
  const block = there.map((i) => there.map((j) => sigma[i]![j]!));
  const slopes = sigma.map((row) =>
    solve(
      block,
      there.map((j) => row[j]!),
    ),
  );
  const value = x.map((v, d) =>
    Number.isNaN(v) ? mean[d]! + total(there.map((j, c) => slopes[d]![c]! * (x[j]! - mean[j]!))) : v,
  );
  const covariance = x.map((vi, i) =>
    x.map((vj, j) =>
      Number.isNaN(vi) && Number.isNaN(vj)
        ? sigma[i]![j]! - total(there.map((o, c) => slopes[i]![c]! * sigma[o]![j]!))
        : 0,
    ),
  );
  return { value, covariance };
}

/** Gauss-Jordan without pivoting, which a positive definite matrix does not need. */
function solve(matrix: Rows, right: readonly number[]): number[] {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = rows[r]![i]! / rows[i]![i]!;
      for (let c = i; c <= n; c++) rows[r]![c]! -= factor * rows[i]![c]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
