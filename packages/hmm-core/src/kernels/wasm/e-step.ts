import type { DensityFactors } from '../../emissions/gaussian/covariance-structure.ts';
import { triangleSize } from '../../math/cholesky.ts';
import type { ObservedSequences } from '../../observations.ts';
import type { Parameters } from '../../training/parameters.ts';
import type { SufficientStatistics } from '../../training/sufficient-statistics.ts';
import type { EStepKernel, KernelShape } from '../kernel.ts';
import { createTypescriptEStep } from '../typescript/e-step.ts';
import { collectDiagonal, collectFull } from './collect.ts';
import { planLayout, sequencesOf, type Layout, type Sequence } from './layout.ts';
import { centreOf, loadTiles } from './load-tiles.ts';
import type { WasmInstance } from './host.ts';
import { giveBack, recursionsFor, takeInstance, type KernelExports } from './module.ts';
import { Sweep } from './sweep.ts';
import { packDiagonal, packFull, packTransitions } from './pack.ts';

/** Above this no state is ever out of reach, and no message can underflow, whatever the data. */
const POSITIVE = 2 ** -128;
/** A row sum below this may have lost its digits to underflow. */
const UNDERFLOW = 2 ** -500;
const EXPONENT_BIAS = 1023;

/**
 * The E step in WebAssembly. Two ways through a sequence:
 *
 * - From both ends. Phase 1 (`evaluate`) runs alpha from the front and beta from the back, each to the middle, where they
 *   give the likelihood. Phase 2 (`gather`) lets them go on through each other's half, block by block: there both
 *   messages are known, and with them the posteriors. Every step is done once, and two chains hide each other's latency.
 * - One way, when transition probabilities are zero or nearly so: phase 1 runs alpha over everything. Then alpha alone says
 *   which states can be reached, and the row sums tell whether anything that matters underflowed.
 *
 * What the kernels cannot do to full precision (a row that only unreachable states explain, states hundreds of standard
 * deviations from the centre) they detect, and the exact twin does that iteration.
 */
export class WasmEStep implements EStepKernel {
  readonly name = 'wasm-simd';
  readonly #observed: ObservedSequences;
  readonly #sequences: readonly Sequence[];
  readonly #instance: WasmInstance;
  readonly #sweep: Sweep;
  readonly #layout: Layout;
  readonly #memory: Float64Array;
  readonly #exponents: BigInt64Array;
  readonly #centre: Float64Array;
  readonly #shape: KernelShape;
  readonly #K: number;
  readonly #full: boolean;
  /** Distance between the packed factors of two states; 0 when they share one. */
  readonly #factorStride: number;
  #current: Parameters | undefined;
  #factors: DensityFactors | undefined;
  #twin: EStepKernel | undefined;
  #useTwin = false;

  /** @param observed without missing values */
  constructor(observed: ObservedSequences, shape: KernelShape) {
    const { covarianceType, nStates } = shape;
    this.#shape = shape;
    this.#observed = observed;
    this.#K = nStates;
    this.#full = covarianceType === 'full' || covarianceType === 'tied';
    this.#factorStride = covarianceType === 'tied' ? 0 : triangleSize(observed.nFeatures);
    this.#sequences = sequencesOf(observed.lengths);
    this.#instance = takeInstance();
    const exports = this.#instance.exports as unknown as KernelExports;
    const layout = planLayout(exports, observed, this.#sequences, nStates, this.#full);
    this.#layout = layout;
    this.#memory = new Float64Array(layout.buffer);
    this.#exponents = new BigInt64Array(layout.buffer, layout.track, 1);
    const recursions = recursionsFor(exports, nStates);
    this.#sweep = new Sweep({ exports, recursions, layout, memory: this.#memory, observed, nStates, full: this.#full });
    this.#centre = centreOf(observed);
    loadTiles(exports, layout, observed, this.#sequences, this.#centre);
  }

  evaluate(parameters: Parameters, factors: DensityFactors): number {
    this.#current = parameters;
    this.#factors = factors;
    const value = this.#pack(parameters, factors) ? this.#logLikelihood(parameters) : Number.NaN;
    this.#useTwin = !Number.isFinite(value);
    return this.#useTwin ? this.#evaluateTwin() : value;
  }

  gather(statistics: SufficientStatistics): void {
    if (!this.#useTwin && this.#gather(statistics)) return;
    if (!this.#useTwin) this.#evaluateTwin();
    this.#twin!.gather(statistics);
  }

  release(): void {
    giveBack(this.#instance);
  }

  #evaluateTwin(): number {
    this.#twin ??= createTypescriptEStep(this.#observed, this.#shape);
    return this.#twin.evaluate(this.#current!, this.#factors!);
  }

  #pack(parameters: Parameters, factors: DensityFactors): boolean {
    this.#sweep.fromBothEnds = packTransitions(this.#memory, this.#layout, parameters) >= POSITIVE;
    return this.#full
      ? packFull(this.#memory, this.#layout, parameters, factors, this.#centre, this.#factorStride)
      : packDiagonal(this.#memory, this.#layout, parameters, factors, this.#centre);
  }

  /** Phase 1. Returns log p(Y), or what is not finite when these kernels cannot tell. */
  #logLikelihood({ initialProbs }: Parameters): number {
    const { track, alpha, beta, betaAtMeeting } = this.#layout;
    this.#memory[track / 8 + 2] = Infinity;
    this.#memory[track / 8 + 3] = Infinity;
    let total = 0;
    for (const sequence of this.#sequences) {
      this.#exponents.fill(0n);
      total += this.#sweep.approach(sequence, initialProbs);
      const exponents = Number(this.#exponents[0]) - EXPONENT_BIAS * (sequence.length - 1);
      total += Math.log(this.#sweep.overlap(alpha, beta)) + exponents * Math.LN2;
      this.#sweep.copyRow(betaAtMeeting + sequence.index * this.#layout.rowBytes, beta);
    }
    return this.#memory[track / 8 + 2]! >= UNDERFLOW ? total : Number.NaN;
  }

  /** Phase 2. Returns whether the statistics are good to full precision. */
  #gather({ initial, transitions, moments }: SufficientStatistics): boolean {
    const { pairSums, momentSums, momentStride, rowBytes } = this.#layout;
    const K = this.#K;
    const memory = this.#memory;
    const row = rowBytes / 8;
    const gammaSums = pairSums / 8 + K * row;
    memory.fill(0, pairSums / 8, gammaSums + row);
    memory.fill(Infinity, gammaSums + row, gammaSums + row + 2);
    memory.fill(0, momentSums / 8, momentSums / 8 + 2 * K * momentStride);
    initial.fill(0);
    for (const sequence of this.#sequences) this.#sweep.cross(sequence, initial);

    let weight = 0;
    const { transitionMatrix } = this.#current!;
    for (let i = 0; i < K; i++) {
      moments.weights[i] = memory[gammaSums + i]! + initial[i]!;
      weight += moments.weights[i]!;
      for (let j = 0; j < K; j++) {
        transitions[i * K + j] = memory[pairSums / 8 + i * row + j]! * transitionMatrix[i * K + j]!;
      }
    }
    const collect = this.#full ? collectFull : collectDiagonal;
    collect(moments, memory, this.#layout, this.#current!, this.#centre);
    return memory[gammaSums + row]! >= UNDERFLOW && Number.isFinite(weight);
  }
}
