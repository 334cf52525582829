import type { GaussianHmm } from '../../src/index.ts';
import { covarianceOf, logMarginal } from './enumeration.ts';

/** Every path of the states with its probability (NaN = missing): K^T lines, slow, and beyond argument. */
export interface PathTable {
  readonly paths: readonly (readonly number[])[];
  /** p(path given Y). */
  readonly probs: readonly number[];
  readonly logLikelihood: number;
  /** Sum of the probabilities of the paths that pass the test. */
  readonly mass: (holds: (path: readonly number[]) => boolean) => number;
}

export function pathTable(model: GaussianHmm, x: readonly (readonly number[])[]): PathTable {
  const K = model.nStates;
  const paths = Array.from({ length: K ** x.length }, (_, code) => x.map((_row, t) => Math.floor(code / K ** t) % K));
  const density = x.map((row) =>
    Array.from({ length: K }, (_, k) => Math.exp(logMarginal(row, [...model.means.row(k)], covarianceOf(model, k)))),
  );
  const joints = paths.map((path) =>
    path.reduce((product, state, t) => {
      const chain = t === 0 ? model.initialProbs[state]! : model.transitionMatrix.get(path[t - 1]!, state);
      return product * chain * density[t]![state]!;
    }, 1),
  );
  const total = joints.reduce((sum, joint) => sum + joint, 0);
  const probs = joints.map((joint) => joint / total);
  return {
    paths,
    probs,
    logLikelihood: Math.log(total),
    mass: (holds) => probs.reduce((sum, prob, i) => sum + (holds(paths[i]!) ? prob : 0), 0),
  };
}
