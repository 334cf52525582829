import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { DensityFactors } from '../emissions/gaussian/covariance-structure.ts';
import type { Constraints } from './constraints.ts';
import { findDegeneracy } from './degeneracy.ts';
import type { Parameters } from './parameters.ts';
import { Squarem } from './squarem.ts';
import { tieInitialProbs } from './stationary-start.ts';

/**
 * Puts extrapolations between the steps of EM, and takes one back that gained too little: what EM itself had arrived at
 * then goes on in its place. So the objective rises as surely as without.
 */
export class Accelerator {
  readonly #scheme: Squarem;
  readonly #floor: Float64Array | undefined;
  readonly #constraints: Constraints;
  // What EM had arrived at, while an extrapolation is on trial.
  #fallback: Parameters | undefined;
  #tried = 0;
  #refused = 0;

  constructor(start: Parameters, floor: Float64Array | undefined, constraints: Constraints) {
    this.#scheme = new Squarem(start);
    this.#floor = floor;
    this.#constraints = constraints;
  }

  /**
   * Replaces the result of the last M step by an extrapolation when the cycle is complete. Returns false when `factors`
   * no longer belong to `next`.
   *
   * @param before the parameters that the M step began at
   */
  extrapolateInto(next: Parameters, before: Parameters, factors: DensityFactors): boolean {
    if (this.#scheme.isEmpty) this.#scheme.push(before);
    const trial = this.#scheme.push(next);
    if (trial === undefined) return true;
    if (!isModel(trial)) return true;
    if (this.#constraints.stationaryStart) tieInitialProbs(trial);
    if (this.#floor !== undefined) covarianceStructures[trial.covarianceType].raiseToFloor(trial, this.#floor);
    if (findDegeneracy(trial, factors) !== undefined) return false;
    this.#fallback = copyOf(next);
    this.#tried++;
    copyInto(next, trial);
    return true;
  }

  /**
   * The parameters to go back to when an extrapolation is on trial and did not gain; else undefined, and a trial is over.
   *
   * @param gain over the last step, less what would count as converged
   */
  takeBack(gain: number): Parameters | undefined {
    const fallback = this.#fallback;
    this.#fallback = undefined;
    if (fallback === undefined || gain > 0) return undefined;
    this.#refused++;
    return fallback;
  }

  total(): { tried: number; refused: number } {
    return { tried: this.#tried, refused: this.#refused };
  }
}

const arrays = ['initialProbs', 'transitionMatrix', 'means', 'covariances'] as const;

// A long step may overflow.
function isModel(parameters: Parameters): boolean {
  return arrays.every((name) => parameters[name].every(Number.isFinite));
}

function copyInto(to: Parameters, from: Parameters): void {
  for (const name of arrays) to[name].set(from[name]);
}

function copyOf(parameters: Parameters): Parameters {
  const { initialProbs, transitionMatrix, means, covariances } = parameters;
  return {
    ...parameters,
    initialProbs: initialProbs.slice(),
    transitionMatrix: transitionMatrix.slice(),
    means: means.slice(),
    covariances: covariances.slice(),
  };
}
