import type { EmissionData, EmissionFamily, ParameterLayout } from '../emissions/emission-family.ts';
import { logDensitiesInto, observedPart } from '../emissions/evaluate.ts';
import { findMisfit, sizeOf } from '../emissions/parameter-layout.ts';
import { smoothInto } from '../inference/backward.ts';
import { filterInto } from '../inference/forward.ts';
import { createWorkspace, type Workspace } from '../kernels/typescript/workspace.ts';
import type { Constraints } from './constraints.ts';
import type { IterationValue } from './convergence.ts';
import type { Defect } from './degeneracy.ts';
import { climb, type EmLoopSettings, type EmOutcome, type EmProblem } from './em-loop.ts';
import type { HmmState } from './hmm-parameters.ts';
import { maximiseChainInto, type ChainPriors } from './maximisation.ts';
import { logChainPrior } from './priors.ts';
import { tieInitialProbs } from './stationary-start.ts';

/** Everything one EM run of any family is told. Plain data but for the callback. */
export interface FamilyEmSettings extends EmLoopSettings {
  readonly priors: ChainPriors;
  /** Smallest variance of each feature, or undefined for none. */
  readonly floor: Float64Array | undefined;
  readonly constraints: Constraints<HmmParameterName>;
}

/** A block of parameters of a model of any family. */
export type HmmParameterName = 'initialProbs' | 'transitionMatrix' | 'emissions';

/** The EM loop of a model of any family. `start` must be a model's parameters; its chain is written to. */
export function maximiseFamily(
  start: HmmState,
  settings: FamilyEmSettings,
  family: EmissionFamily,
  data: EmissionData,
): EmOutcome<HmmState> {
  return climb<HmmState>(new FamilyEm(start, settings, family, data), start, settings);
}

/** EM through the seam: the same recursions, with the densities and the M step of the family. */
class FamilyEm implements EmProblem<HmmState> {
  readonly kernel = 'typescript';
  readonly #settings: FamilyEmSettings;
  readonly #family: EmissionFamily;
  readonly #data: EmissionData;
  readonly #layout: ParameterLayout;
  readonly #workspace: Workspace;
  readonly #total = { emptyStates: 0, varianceFloor: 0, transitionRows: 0, initialProbs: 0 };
  #atEnd = { varianceFloor: 0, bounds: 0 };
  // A start below the floor may stand higher than any parameters above it.
  #comparable = false;

  constructor(start: HmmState, settings: FamilyEmSettings, family: EmissionFamily, data: EmissionData) {
    this.#settings = settings;
    this.#family = family;
    this.#data = data;
    this.#layout = family.layout(data.nFeatures);
    this.#workspace = createWorkspace(data.nSteps, start.nStates);
    if (settings.constraints.stationaryStart) tieInitialProbs(start);
  }

  evaluate(state: HmmState): IterationValue {
    const { densities, probs, predicted } = this.#workspace;
    logDensitiesInto(densities, this.#family, this.#data, state.emissions, state.nStates);
    const logLikelihood = filterInto(probs, predicted, 0, state, densities, this.#data.lengths);
    return { logLikelihood, objective: logLikelihood + logChainPrior(state, this.#settings.priors) };
  }

  maximise(current: HmmState) {
    const { priors, constraints, floor } = this.#settings;
    const { densities, probs, scratch } = this.#workspace;
    const { nStates } = current;
    const transitions = new Float64Array(nStates * nStates);
    smoothInto(probs, transitions, current, densities, this.#data.lengths, scratch);
    const chain = {
      nStates,
      initialProbs: new Float64Array(nStates),
      transitionMatrix: new Float64Array(nStates * nStates),
    };
    const counts = { initial: sumOfFirstRows(probs, this.#data.lengths, nStates), transitions };
    const kept = maximiseChainInto(chain, counts, current, priors, constraints);
    const repairs = { emptyStates: 0, varianceFloor: 0, bounds: 0 };
    const emissions = constraints.fixed.includes('emissions')
      ? current.emissions
      : this.#estimate(current, probs, { varianceFloor: floor, repairs });
    this.#count(repairs, kept);
    const defect = findDefect(emissions, this.#layout);
    return defect === undefined ? { next: { ...chain, emissions } } : { defect };
  }

  #estimate(
    current: HmmState,
    probs: Float64Array,
    settings: Parameters<NonNullable<EmissionFamily['estimate']>>[2],
  ): HmmState['emissions'] {
    const seen = observedPart(this.#family, this.#data, probs, current.nStates);
    const statistics = this.#family.accumulate!(seen.data, seen.weights, current.emissions, current.nStates);
    return this.#family.estimate!(statistics, current.emissions, settings);
  }

  #count(
    { emptyStates, varianceFloor, bounds }: { emptyStates: number; varianceFloor: number; bounds: number },
    { transitionRows, initialProbs, droppedTerm }: ReturnType<typeof maximiseChainInto>,
  ): void {
    const total = this.#total;
    total.emptyStates += emptyStates;
    total.varianceFloor += varianceFloor;
    total.transitionRows += transitionRows;
    total.initialProbs += initialProbs;
    const first = this.#atEnd.varianceFloor === 0;
    this.#atEnd = { varianceFloor, bounds };
    this.#comparable = emptyStates === 0 && !droppedTerm && !(first && varianceFloor > 0);
  }

  comparable() {
    return this.#comparable;
  }

  repairs() {
    const { varianceFloor: varianceFloorAtEnd, bounds } = this.#atEnd;
    return { ...this.#total, varianceFloorAtEnd, ...(bounds === 0 ? {} : { boundsAtEnd: bounds }) };
  }
}

/** sum over the sequences of p(first state = k given the sequence). */
function sumOfFirstRows(probs: Float64Array, lengths: readonly number[], nStates: number): Float64Array {
  const sum = new Float64Array(nStates);
  let first = 0;
  for (const length of lengths) {
    for (let k = 0; k < nStates; k++) sum[k]! += probs[first + k]!;
    first += length * nStates;
  }
  return sum;
}

/** Why estimated parameters are those of no model. */
function findDefect(parameters: HmmState['emissions'], layout: ParameterLayout): Defect | undefined {
  for (const [name, block] of Object.entries(layout)) {
    const values = parameters[name]!;
    const misfit = findMisfit(values, block);
    if (misfit === undefined) continue;
    const state = block.shared ? {} : { state: Math.floor(misfit.at / Math.max(sizeOf(block.shape), 1)) };
    const finite = values.every(Number.isFinite);
    const cause = finite && block.domain === 'covariance' ? 'singular_covariance' : 'collapsed_variance';
    return { cause: finite ? cause : 'overflow', ...state };
  }
  return undefined;
}
