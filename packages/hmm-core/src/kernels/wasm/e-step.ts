import type { DensityFactors } from '../../emissions/emission-family.ts';
import { triangleSize } from '../../math/cholesky.ts';
import type { ObservedSequences } from '../../observations.ts';
import type { Parameters } from '../../training/parameters.ts';
import type { SufficientStatistics } from '../../training/sufficient-statistics.ts';
import type { EStepKernel, KernelShape } from '../kernel.ts';
import { createTypescriptEStep } from '../typescript/e-step.ts';
import { collectDiagonal, collectFull } from './collect.ts';
import { BLOCK, planLayout, roundUp, sequencesOf, TILE, type Layout, type Sequence } from './layout.ts';
import { centreOf, loadTiles } from './load-tiles.ts';
import type { WasmInstance } from './host.ts';
import { giveBack, recursionsFor, takeInstance, type KernelExports, type Recursions } from './module.ts';
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
  readonly #exports: KernelExports;
  readonly #recursions: Recursions;
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
  #fromBothEnds = true;
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
    this.#exports = this.#instance.exports as unknown as KernelExports;
    this.#recursions = recursionsFor(this.#exports, nStates);
    this.#layout = planLayout(this.#exports, observed, this.#sequences, nStates, this.#full);
    this.#memory = new Float64Array(this.#layout.buffer);
    this.#exponents = new BigInt64Array(this.#layout.buffer, this.#layout.track, 1);
    this.#centre = centreOf(observed);
    loadTiles(this.#exports, this.#layout, observed, this.#sequences, this.#centre);
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
    this.#fromBothEnds = packTransitions(this.#memory, this.#layout, parameters) >= POSITIVE;
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
      total += this.#approach(sequence, initialProbs);
      const exponents = Number(this.#exponents[0]) - EXPONENT_BIAS * (sequence.length - 1);
      total += Math.log(this.#overlap(alpha, beta)) + exponents * Math.LN2;
      this.#copyRow(betaAtMeeting + sequence.index * this.#layout.rowBytes, beta);
    }
    return this.#memory[track / 8 + 2]! >= UNDERFLOW ? total : Number.NaN;
  }

  /** Runs alpha and beta up to where they meet. Returns the sum of the largest log densities. */
  #approach(sequence: Sequence, initialProbs: Float64Array): number {
    const { rowBytes, densities, messages, beta } = this.#layout;
    const { length, row } = sequence;
    const meeting = this.#meeting(sequence);
    const b = densities + row * rowBytes;
    const out = messages + row * rowBytes;
    this.#memory.fill(1, beta / 8, beta / 8 + this.#K);
    this.#memory.fill(0, beta / 8 + this.#K, (beta + rowBytes) / 8);
    let maxima = 0;
    for (let a = 0, z = length; a < meeting || z > meeting;) {
      const a2 = Math.min(a + BLOCK, meeting);
      const z2 = Math.max(meeting, roundUp(z - BLOCK));
      maxima += this.#densities(row + a, a2 - a) + this.#densities(row + z2, z - z2);
      if (a === 0) this.#firstRow(row, initialProbs);
      const from = Math.max(a, 1);
      const last = (z - 1) * rowBytes;
      this.#advance(a2 - from, b + from * rowBytes, out + from * rowBytes, z - z2, b + last, out + last);
      a = a2;
      z = z2;
    }
    return maxima;
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
    for (const sequence of this.#sequences) this.#cross(sequence, initial);

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

  /** Takes alpha and beta from where they met to the other end, and sums up the posteriors on the way. */
  #cross(sequence: Sequence, initial: Float64Array): void {
    const { rowBytes, densities, messages, alpha, beta, betaAtMeeting, blockAlpha, blockBeta } = this.#layout;
    const { length, row, index } = sequence;
    const meeting = this.#meeting(sequence);
    const b = densities + row * rowBytes;
    const stored = messages + row * rowBytes;
    this.#copyRow(alpha, stored + (meeting - 1) * rowBytes);
    this.#copyRow(beta, betaAtMeeting + index * rowBytes);
    for (let a = meeting, z = meeting; a < length || z > 0;) {
      const a2 = Math.min(a + BLOCK, length);
      const z2 = Math.max(0, roundUp(z - BLOCK));
      this.#copyRow(blockAlpha - rowBytes, alpha);
      const last = z - 1;
      this.#advance(
        a2 - a,
        b + a * rowBytes,
        blockAlpha,
        z - z2,
        b + last * rowBytes,
        blockBeta + (last - z2) * rowBytes,
      );
      if (a2 > a) this.#sumUp(row + a, a2 - a, 0, blockAlpha, stored + a * rowBytes);
      if (z > z2) {
        const skip = z2 === 0 ? 1 : 0;
        if (skip === 1) this.#firstPosterior(stored, blockBeta, initial);
        this.#sumUp(row + z2, z - z2, skip, stored + z2 * rowBytes, blockBeta);
      }
      a = a2;
      z = z2;
    }
  }

  #meeting({ split, length }: Sequence): number {
    return this.#fromBothEnds ? split : length;
  }

  /** Rows from `row` (a multiple of 8). Returns the sum of their largest log densities. */
  #densities(row: number, count: number): number {
    if (count === 0) return 0;
    const { x, densities, rowBytes, factors, tileScratch } = this.#layout;
    const D = this.#observed.nFeatures;
    const nTiles = roundUp(count) / TILE;
    return this.#exports.densities(
      this.#full ? 1 : 0,
      x + row * D * 8,
      densities + row * rowBytes,
      nTiles,
      count - (nTiles - 1) * TILE,
      D,
      this.#K,
      factors,
      tileScratch,
    );
  }

  /** alpha_0(k) = pi_k b_0(k). */
  #firstRow(row: number, initialProbs: Float64Array): void {
    const { alpha, densities, messages, rowBytes, track } = this.#layout;
    const memory = this.#memory;
    const b = (densities + row * rowBytes) / 8;
    let sum = 0;
    for (let k = 0; k < this.#K; k++) {
      memory[alpha / 8 + k] = initialProbs[k]! * memory[b + k]!;
      sum += memory[alpha / 8 + k]!;
    }
    memory.fill(0, alpha / 8 + this.#K, (alpha + rowBytes) / 8);
    this.#copyRow(messages + row * rowBytes, alpha);
    if (!(sum >= memory[track / 8 + 2]!)) memory[track / 8 + 2] = memory[track / 8 + 3] = sum;
  }

  /** alpha over the next `nA` rows and beta over the last `nE`. */
  #advance(nA: number, bA: number, outA: number, nE: number, bE: number, outE: number): void {
    const { track, transition, transposed, alpha, beta, rowBytes } = this.#layout;
    const { bothWays, forward, backward } = this.#recursions;
    const K = this.#K;
    const both = Math.min(nA, nE);
    if (both > 0) bothWays(both, K, track, transition, alpha, bA, outA, transposed, beta, bE, outE);
    const done = both * rowBytes;
    if (nA > both) forward(nA - both, K, track, transition, alpha, bA + done, outA + done);
    if (nE > both) backward(nE - both, K, track, transposed, beta, bE - done, outE - done);
  }

  /** Posteriors and moments of a block; the first `skip` rows of gamma are there already and have no transition. */
  #sumUp(row: number, count: number, skip: number, alpha: number, beta: number): void {
    const { densities, gamma, pairSums, momentSums, x, rowBytes } = this.#layout;
    const D = this.#observed.nFeatures;
    const K = this.#K;
    const done = skip * rowBytes;
    const b = densities + row * rowBytes + done;
    this.#recursions.posteriors(count - skip, K, alpha + done, beta + done, b, gamma + skip * 8, pairSums);
    const nTiles = roundUp(count) / TILE;
    for (let lane = count; lane < nTiles * TILE; lane++) {
      const tile = gamma / 8 + (nTiles - 1) * K * TILE + (lane % TILE);
      for (let k = 0; k < K; k++) this.#memory[tile + k * TILE] = 0;
    }
    const momentsInto = this.#full ? this.#exports.momentsFull : this.#exports.momentsDiagonal;
    momentsInto(x + row * D * 8, gamma, nTiles, D, K, momentSums);
  }

  /** gamma_0, which no transition leads to. */
  #firstPosterior(alpha: number, beta: number, initial: Float64Array): void {
    const { gamma, pairSums, rowBytes } = this.#layout;
    const memory = this.#memory;
    const z = this.#overlap(alpha, beta);
    for (let k = 0; k < this.#K; k++) {
      const value = (memory[alpha / 8 + k]! * memory[beta / 8 + k]!) / z;
      memory[gamma / 8 + k * TILE] = value;
      initial[k]! += value;
    }
    const smallest = (pairSums + (this.#K + 1) * rowBytes) / 8;
    if (z < memory[smallest]!) memory[smallest] = memory[smallest + 1] = z;
  }

  #overlap(alpha: number, beta: number): number {
    let sum = 0;
    for (let k = 0; k < this.#K; k++) sum += this.#memory[alpha / 8 + k]! * this.#memory[beta / 8 + k]!;
    return sum;
  }

  #copyRow(to: number, from: number): void {
    this.#memory.copyWithin(to / 8, from / 8, (from + this.#layout.rowBytes) / 8);
  }
}
