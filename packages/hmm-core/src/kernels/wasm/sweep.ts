import type { ObservedSequences } from '../../observations.ts';
import { BLOCK, roundUp, TILE, type Layout, type Sequence } from './layout.ts';
import type { KernelExports, Recursions } from './module.ts';

/** What a sweep works on. */
export interface SweepParts {
  readonly exports: KernelExports;
  readonly recursions: Recursions;
  readonly layout: Layout;
  readonly memory: Float64Array;
  readonly observed: ObservedSequences;
  readonly nStates: number;
  readonly full: boolean;
}

/** The way of alpha and beta through one sequence, block by block. Addresses are bytes, rows count from the first tile. */
export class Sweep {
  /** Whether beta comes from the back while alpha comes from the front. */
  fromBothEnds = true;
  readonly #exports: KernelExports;
  readonly #recursions: Recursions;
  readonly #layout: Layout;
  readonly #memory: Float64Array;
  readonly #K: number;
  readonly #D: number;
  readonly #full: boolean;

  constructor({ exports, recursions, layout, memory, observed, nStates, full }: SweepParts) {
    this.#exports = exports;
    this.#recursions = recursions;
    this.#layout = layout;
    this.#memory = memory;
    this.#K = nStates;
    this.#D = observed.nFeatures;
    this.#full = full;
  }

  /** Runs alpha and beta up to where they meet. Returns the sum of the largest log densities. */
  approach(sequence: Sequence, initialProbs: Float64Array): number {
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

  /** Takes alpha and beta from where they met to the other end, and sums up the posteriors on the way. */
  cross(sequence: Sequence, initial: Float64Array): void {
    const { rowBytes, densities, messages, alpha, beta, betaAtMeeting, blockAlpha, blockBeta } = this.#layout;
    const { length, row, index } = sequence;
    const meeting = this.#meeting(sequence);
    const b = densities + row * rowBytes;
    const stored = messages + row * rowBytes;
    this.copyRow(alpha, stored + (meeting - 1) * rowBytes);
    this.copyRow(beta, betaAtMeeting + index * rowBytes);
    for (let a = meeting, z = meeting; a < length || z > 0;) {
      const a2 = Math.min(a + BLOCK, length);
      const z2 = Math.max(0, roundUp(z - BLOCK));
      this.copyRow(blockAlpha - rowBytes, alpha);
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
    return this.fromBothEnds ? split : length;
  }

  /** Rows from `row` (a multiple of 8). Returns the sum of their largest log densities. */
  #densities(row: number, count: number): number {
    if (count === 0) return 0;
    const { x, densities, rowBytes, factors, tileScratch } = this.#layout;
    const D = this.#D;
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
    this.copyRow(messages + row * rowBytes, alpha);
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
    const D = this.#D;
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
    const z = this.overlap(alpha, beta);
    for (let k = 0; k < this.#K; k++) {
      const value = (memory[alpha / 8 + k]! * memory[beta / 8 + k]!) / z;
      memory[gamma / 8 + k * TILE] = value;
      initial[k]! += value;
    }
    const smallest = (pairSums + (this.#K + 1) * rowBytes) / 8;
    if (z < memory[smallest]!) memory[smallest] = memory[smallest + 1] = z;
  }

  /** sum_k alpha(k) beta(k). */
  overlap(alpha: number, beta: number): number {
    let sum = 0;
    for (let k = 0; k < this.#K; k++) sum += this.#memory[alpha / 8 + k]! * this.#memory[beta / 8 + k]!;
    return sum;
  }

  copyRow(to: number, from: number): void {
    this.#memory.copyWithin(to / 8, from / 8, (from + this.#layout.rowBytes) / 8);
  }
}
