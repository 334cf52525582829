// What the dynamic programme chooses from: the states themselves, or points of a grid on the simplex of their shares.
import { GridStepError } from '../errors.ts';
import type { JumpSettings } from './jump-model.ts';

/** Room for the rounding of 1 / gridStep. */
const STEP_TOLERANCE = 1e-9;

/** More points than this make a penalty matrix of over 32 MB and a day of dynamic programming. */
const MAX_CANDIDATES = 2000;

/** C candidates, and what it costs to go from one to another. */
export interface StateSpace {
  readonly nStates: number;
  readonly nCandidates: number;
  /** Shape C x K: the share of each state; each row sums to one. Null where candidate c is state c itself. */
  readonly shares: Float64Array | null;
  /** Shape C x C: row j holds what it costs to come to candidate j, from the cheapest source to the dearest. */
  readonly penalties: Float64Array;
  /** Shape C x C: where each of these comes from. */
  readonly sources: Uint16Array;
  /** Shape C: the state with the largest share, the lowest number among equals. */
  readonly stateOf: Int32Array;
}

/**
 * Discrete: penalty lambda for every change of state. Continuous: lambda (||p - q||_1 / 2)^2 plus the normalising term
 * of the point left. The penalty inside a sparse model is lambda / sqrt(D).
 *
 * Source: Nystrup, Lindstroem, Madsen (2020), Learning hidden Markov models with persistent states by penalizing jumps
 * (discrete); Aydinhan, Kolm, Mulvey, Shu (2024), Identifying patterns in financial markets (continuous, mode penalty);
 * Nystrup, Kolm, Lindstroem (2021), Feature selection in jump models (sparse).
 */
export function createStateSpace(settings: JumpSettings, nFeatures: number): StateSpace {
  const { nStates, gridStep } = settings;
  const lambda = settings.kappaSquared === null ? settings.jumpPenalty : settings.jumpPenalty / Math.sqrt(nFeatures);
  if (gridStep === null) return discreteSpace(nStates, lambda);
  const shares = gridPoints(nStates, Math.round(1 / gridStep));
  return continuousSpace(nStates, shares, lambda, settings.modePenalty === true);
}

function discreteSpace(nStates: number, lambda: number): StateSpace {
  const penaltiesInto = new Float64Array(nStates * nStates).fill(lambda);
  for (let k = 0; k < nStates; k++) penaltiesInto[k * nStates + k] = 0;
  const stateOf = Int32Array.from({ length: nStates }, (_, k) => k);
  return { nStates, nCandidates: nStates, shares: null, stateOf, ...sortSources(penaltiesInto, nStates) };
}

function continuousSpace(K: number, shares: Float64Array, lambda: number, modePenalty: boolean): StateSpace {
  const C = shares.length / K;
  const penaltiesInto = new Float64Array(C * C);
  for (let to = 0; to < C; to++) {
    for (let from = 0; from < C; from++) {
      let distance = 0;
      for (let k = 0; k < K; k++) distance += Math.abs(shares[from * K + k]! - shares[to * K + k]!);
      penaltiesInto[to * C + from] = lambda * (distance / 2) ** 2;
    }
  }
  if (modePenalty) addModePenalties(penaltiesInto, C);
  const stateOf = Int32Array.from({ length: C }, (_, c) => largest(shares, c * K, K));
  return { nStates: K, nCandidates: C, shares, stateOf, ...sortSources(penaltiesInto, C) };
}

/** Each target's sources by what they cost; the lower number first among equals. */
function sortSources(penaltiesInto: Float64Array, C: number): Pick<StateSpace, 'penalties' | 'sources'> {
  const sources = new Uint16Array(C * C);
  const penalties = new Float64Array(C * C);
  const order = Uint16Array.from({ length: C }, (_, i) => i);
  for (let to = 0; to < C; to++) {
    const row = penaltiesInto.subarray(to * C, (to + 1) * C);
    sources.set(
      order.toSorted((a, b) => row[a]! - row[b]! || a - b),
      to * C,
    );
    for (let i = to * C; i < (to + 1) * C; i++) penalties[i] = row[sources[i]!]!;
  }
  return { penalties, sources };
}

/** Adds log sum_q exp(-penalty(p, q)) of each point p left, less that of the first point. */
function addModePenalties(penaltiesInto: Float64Array, C: number): void {
  const terms = new Float64Array(C);
  for (let from = 0; from < C; from++) {
    let sum = 0;
    for (let to = 0; to < C; to++) sum += Math.exp(-penaltiesInto[to * C + from]!);
    // To stay costs nothing, so the sum is at least 1.
    terms[from] = Math.log(sum);
  }
  for (let to = 0; to < C; to++) {
    for (let from = 0; from < C; from++) penaltiesInto[to * C + from]! += terms[from]! - terms[0]!;
  }
}

/** Every vector of K multiples of 1 / n that sums to one, the first share descending: C x K. */
function gridPoints(nStates: number, n: number): Float64Array {
  const points: number[] = [];
  const counts: number[] = [];
  const fill = (left: number): void => {
    if (counts.length === nStates - 1) {
      for (const count of counts) points.push(count / n);
      points.push(left / n);
      return;
    }
    for (let count = left; count >= 0; count--) {
      counts.push(count);
      fill(left - count);
      counts.pop();
    }
  };
  fill(n);
  return Float64Array.from(points);
}

/** @throws GridStepError unless 1 is a whole number of steps and the grid can be searched */
export function checkGridStep(gridStep: number, nStates: number): number {
  const n = Math.round(1 / gridStep);
  if (!(gridStep > 0 && gridStep <= 1) || Math.abs(n * gridStep - 1) > STEP_TOLERANCE) {
    throw new GridStepError('a number that divides 1', gridStep, 'Take 0.05, 0.1, 0.2, 0.25 or 0.5.');
  }
  const candidates = gridSize(nStates, n);
  if (candidates <= MAX_CANDIDATES) return gridStep;
  throw new GridStepError(
    `wide enough for at most ${MAX_CANDIDATES} points (${nStates} states make ${candidates} of it)`,
    gridStep,
    'Take a wider step, or fewer states.',
  );
}

/** (n + K - 1) over (K - 1). */
function gridSize(nStates: number, n: number): number {
  let size = 1;
  for (let k = 1; k < nStates; k++) size = (size * (n + k)) / k;
  return Math.round(size);
}

function largest(values: Float64Array, at: number, length: number): number {
  let best = 0;
  for (let k = 1; k < length; k++) if (values[at + k]! > values[at + best]!) best = k;
  return best;
}
