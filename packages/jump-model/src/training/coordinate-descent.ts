import { bestPathInto, createPathWorkspace } from '../inference/best-path.ts';
import { historyLossesInto } from '../inference/losses.ts';
import type { StateSpace } from '../model/state-space.ts';
import type { ObservedSequences } from '../observations.ts';
import { centersInto } from './centers.ts';

export interface DescentSettings {
  readonly maxIterations: number;
  /** Stop when an iteration lowers the objective by no more than this. */
  readonly tolerance: number;
}

/** Where one descent ended: plain data, so that it can come from a worker. */
export interface DescentOutcome {
  /** K x D. */
  readonly centers: Float64Array;
  /** Shape T: the candidate of each row. */
  readonly path: Uint16Array;
  /** Entry i is the objective of the best path for the centers after i iterations. */
  readonly history: number[];
  readonly objective: number;
  readonly iterations: number;
  readonly stopReason: 'converged' | 'max_iterations';
  /** States without a row (or a share of one) at the end; they kept the center they had. */
  readonly emptyStates: number;
}

/**
 * Coordinate descent: the best path for given centers, the best centers for that path, and so on until the path stays.
 * Neither step can raise the objective.
 *
 * @param start K x D, copied
 * @param squaredWeights length D, the factor of each squared distance
 */
export function coordinateDescent(
  { data, nSteps, nFeatures, lengths }: ObservedSequences,
  space: StateSpace,
  squaredWeights: Float64Array,
  start: Float64Array,
  { maxIterations, tolerance }: DescentSettings,
): DescentOutcome {
  const K = space.nStates;
  const workspace = createPathWorkspace(nSteps, space);
  const buffers = { centers: start.slice(), mass: new Float64Array(K), sums: new Float64Array(K * nFeatures) };
  let path = new Uint16Array(nSteps);
  let before = new Uint16Array(nSteps);
  const search = (): number => {
    historyLossesInto(workspace.losses, data, buffers.centers, squaredWeights);
    return bestPathInto(path, workspace, lengths, space);
  };

  const history = [search()];
  let iterations = 0;
  let isConverged = false;
  while (!isConverged && iterations < maxIterations) {
    centersInto(buffers, path, data, nFeatures, space);
    [path, before] = [before, path];
    history.push(search());
    iterations++;
    const gain = history[iterations - 1]! - history[iterations]!;
    isConverged = gain <= tolerance || isSame(path, before);
  }
  centersInto(buffers, path, data, nFeatures, space);
  return {
    centers: buffers.centers,
    path,
    history,
    objective: history.at(-1)!,
    iterations,
    stopReason: isConverged ? 'converged' : 'max_iterations',
    emptyStates: buffers.mass.filter((mass) => mass === 0).length,
  };
}

function isSame(a: Uint16Array, b: Uint16Array): boolean {
  for (let t = 0; t < a.length; t++) if (a[t] !== b[t]) return false;
  return true;
}
