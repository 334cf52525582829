import { MatrixView, type MatrixInput } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidJsonError } from '../errors.ts';
import { checkJumpModel } from '../model/check-jump-model.ts';
import type { JumpModel } from '../model/jump-model.ts';
import { createStateSpace, type StateSpace } from '../model/state-space.ts';
import { notFinite, readObservations, wrongWidth } from '../observations.ts';
import { sharesInto, type SequenceOptions } from './decode.ts';
import { squared, stateLossesInto } from './losses.ts';
import { smallestIndex, valueStep } from './value-recursion.ts';

/** Where an online filter stands, as plain JSON: it loses no bit on the way through `JSON.stringify`. */
export interface JumpFilterState {
  readonly formatVersion: 1;
  /** Rows seen of this sequence. */
  readonly nSteps: number;
  /** By how much each candidate of the dynamic programme is behind the best; null before the first row. */
  readonly values: readonly number[] | null;
}

/** What was known at one row. */
export interface JumpFilterStep {
  /** The state in which the best path up to this row ends; continuous: the one with the largest share there. */
  readonly state: number;
  /** Shape K, sums to one: the share of each state there. DISCRETE: one 1 and zeros, a decision and not a probability. */
  readonly probabilities: Float64Array;
  /**
   * Shape K, >= 0, zero for `state`: how much higher the objective up to this row is when the row must be in state k
   * (continuous: must have its largest share there). Next to the jump penalty it says how firm the decision is.
   */
  readonly costs: Float64Array;
}

/** A filter that takes one row at a time. */
export interface JumpFilter {
  /**
   * Takes the next row (length D). A row that is refused leaves the filter where it was.
   *
   * @throws DimensionMismatchError, InvalidObservationsError
   */
  update(row: ArrayLike<number>): JumpFilterStep;
  /** Where the filter stands now. */
  state(): JumpFilterState;
  /** Begins a new sequence. */
  reset(): void;
}

/** Where an online filter begins. */
export interface JumpFilterOptions {
  /** Go on from here instead of beginning a sequence. */
  readonly state?: JumpFilterState | undefined;
}

/**
 * Online decoding: the forward value recursion one row at a time. The state of a row follows from the rows up to it and is
 * never revised, so a history of these states is what a live user saw. Equal to {@link filterJumpStates} to the bit.
 *
 * @throws InvalidJsonError when `state` is not one of this model's filters
 *
 * @example
 * ```ts
 * import { createJumpFilter, createJumpModel } from '@regimekit/jump-model';
 *
 * const model = createJumpModel({ jumpPenalty: 2, centers: [[0], [3]] });
 * const filter = createJumpFilter(model);
 * filter.update([0.1]).state; // 0
 * const saved = JSON.stringify(filter.state());
 * createJumpFilter(model, { state: JSON.parse(saved) }).update([2.9]).state; // 1
 * ```
 */
export function createJumpFilter(model: JumpModel, options: JumpFilterOptions = {}): JumpFilter {
  checkJumpModel(model, 'createJumpFilter');
  checkOptions(options, { state: true }, 'createJumpFilter');
  const walker = new FilterWalker(model);
  if (options.state !== undefined) walker.restore(options.state);
  return {
    update(row) {
      checkRow(row, model.nFeatures);
      walker.step(row, 0);
      const { nStates } = model;
      const probabilities = new Float64Array(nStates);
      const costs = new Float64Array(nStates);
      return { state: walker.readInto(probabilities, costs, 0), probabilities, costs };
    },
    state: () => walker.state(),
    reset: () => walker.reset(),
  };
}

/** What was known at each row of a history. */
export interface FilteredJumpStates {
  /** Shape T: {@link JumpFilterStep.state}. */
  readonly states: Int32Array;
  /** Shape T x K: {@link JumpFilterStep.probabilities}. */
  readonly probabilities: MatrixView;
  /** Shape T x K: {@link JumpFilterStep.costs}. */
  readonly costs: MatrixView;
}

/**
 * Online decoding of a whole history: row t is what {@link createJumpFilter} said after row t, to the bit. Each sequence
 * begins afresh.
 *
 * @param observations T x D, in the units of the model's centers
 * @throws InvalidObservationsError, InvalidLengthsError, DimensionMismatchError, InvalidOptionError
 */
export function filterJumpStates(
  model: JumpModel,
  observations: MatrixInput,
  options: SequenceOptions = {},
): FilteredJumpStates {
  checkJumpModel(model, 'filterJumpStates');
  checkOptions(options, { lengths: true }, 'filterJumpStates');
  const { data, nSteps, lengths } = readObservations(observations, options.lengths, model.nFeatures);
  const { nStates: K, nFeatures: D } = model;
  const walker = new FilterWalker(model);
  const states = new Int32Array(nSteps);
  const probabilities = MatrixView.zeros(nSteps, K);
  const costs = MatrixView.zeros(nSteps, K);
  let t = 0;
  for (const length of lengths) {
    walker.reset();
    for (const end = t + length; t < end; t++) {
      walker.step(data, t * D);
      states[t] = walker.readInto(probabilities.data, costs.data, t * K);
    }
  }
  return { states, probabilities, costs };
}

/** The recursion itself, shared by the batch and the online filter. */
class FilterWalker {
  readonly #space: StateSpace;
  readonly #centers: Float64Array;
  readonly #squaredWeights: Float64Array;
  readonly #losses: Float64Array;
  #present: Float64Array;
  #spare: Float64Array;
  #nSteps = 0;

  constructor(model: JumpModel) {
    this.#space = createStateSpace(model, model.nFeatures);
    this.#centers = model.centers.data;
    this.#squaredWeights = squared(model.featureWeights);
    this.#losses = new Float64Array(model.nStates);
    this.#present = new Float64Array(this.#space.nCandidates);
    this.#spare = new Float64Array(this.#space.nCandidates);
  }

  step(data: ArrayLike<number>, at: number): void {
    stateLossesInto(this.#losses, 0, data, at, this.#centers, this.#squaredWeights);
    valueStep(this.#spare, this.#nSteps === 0 ? null : this.#present, this.#losses, 0, this.#space, null, 0);
    [this.#present, this.#spare] = [this.#spare, this.#present];
    this.#nSteps++;
  }

  /** Writes shares and costs of the present row (K each, from `at` on) and returns its state. */
  readInto(probabilities: Float64Array, costs: Float64Array, at: number): number {
    const { nStates: K, stateOf } = this.#space;
    const candidate = smallestIndex(this.#present);
    sharesInto(probabilities, at, candidate, this.#space);
    costs.fill(Infinity, at, at + K);
    for (const [c, value] of this.#present.entries()) {
      const k = at + stateOf[c]!;
      if (value < costs[k]!) costs[k] = value;
    }
    return stateOf[candidate]!;
  }

  reset(): void {
    this.#nSteps = 0;
  }

  state(): JumpFilterState {
    return { formatVersion: 1, nSteps: this.#nSteps, values: this.#nSteps === 0 ? null : Array.from(this.#present) };
  }

  /** @throws InvalidJsonError */
  restore(state: JumpFilterState): void {
    const { formatVersion, nSteps, values } = (state ?? {}) as Partial<JumpFilterState>;
    if (formatVersion !== 1) throw notOurs(`expected format version 1, received ${String(formatVersion)}`);
    if (!Number.isSafeInteger(nSteps) || nSteps! < 0)
      throw notOurs(`expected a count of rows, received ${String(nSteps)}`);
    this.#nSteps = nSteps!;
    if (nSteps === 0) return;
    const C = this.#space.nCandidates;
    if (!Array.isArray(values) || values.length !== C) {
      throw notOurs(`expected ${C} values, received ${values?.length ?? 'none'}`);
    }
    const isUsable = values.every((value) => Number.isFinite(value) && value >= 0) && values.includes(0);
    if (!isUsable) throw notOurs('expected values of at least 0, the smallest exactly 0');
    this.#present.set(values);
  }
}

function checkRow(row: ArrayLike<number>, nFeatures: number): void {
  if (row?.length !== nFeatures) throw wrongWidth(nFeatures, row?.length ?? 0);
  for (let d = 0; d < nFeatures; d++) if (!Number.isFinite(row[d])) throw notFinite(0, d, row[d]);
}

function notOurs(why: string): InvalidJsonError {
  return new InvalidJsonError(`This filter state does not belong to the model: ${why}.`, {
    code: 'INVALID_FILTER_STATE',
    hint: 'Give what filter.state() returned for the same model, or leave it out to begin a new sequence.',
  });
}
