import type {
  CovarianceType,
  DensityFactors,
  GaussianParameters,
} from '../../emissions/gaussian/covariance-structure.ts';
import { triangleSize } from '../../math/cholesky.ts';
import { roundUp, TILE } from './layout.ts';
import type { MemoryPlan } from './memory.ts';
import type { KernelExports } from './module.ts';

/** Rows whose densities are computed at once. */
export const DENSITY_BLOCK = 512;

/** Log densities of a block of rows, to the bit those of the TypeScript kernels. */
export class LogDensities {
  readonly #exports: KernelExports;
  readonly #D: number;
  readonly #K: number;
  readonly #full: boolean;
  readonly #rowBytes: number;
  readonly #copied: number;
  readonly #tiles: number;
  readonly #zeros: number;
  readonly #factors: number;
  readonly #scratch: number;
  /** Rows [t][K], or K padded, of the last block; a byte address. */
  readonly rows: number;

  /** Plans its memory; `pack` comes after `plan.commit()`. */
  constructor(
    exports: KernelExports,
    plan: MemoryPlan,
    covarianceType: CovarianceType,
    { nStates, nFeatures }: GaussianParameters,
    rowBytes: number,
    largestBlock: number,
  ) {
    const block = roundUp(Math.min(DENSITY_BLOCK, largestBlock));
    this.#exports = exports;
    this.#D = nFeatures;
    this.#K = nStates;
    this.#full = covarianceType === 'full' || covarianceType === 'tied';
    this.#rowBytes = rowBytes;
    this.#copied = plan.doubles(block * nFeatures + 1);
    this.#tiles = plan.doubles(block * nFeatures);
    this.#zeros = plan.doubles(nFeatures + 1);
    const perState = this.#full ? nFeatures + triangleSize(nFeatures) + 1 : 2 * nFeatures + 1;
    this.#factors = plan.doubles(nStates * perState);
    this.#scratch = plan.doubles((nStates + nFeatures) * TILE);
    this.rows = plan.doubles((block * rowBytes) / 8);
  }

  /** @param shared whether the states share one factor */
  pack(memory: Float64Array, parameters: GaussianParameters, factors: DensityFactors, shared: boolean): void {
    memory.fill(0, this.#zeros / 8, this.#zeros / 8 + this.#D + 1);
    if (this.#full) packMatrices(memory, this.#factors / 8, parameters, factors, shared);
    else packScales(memory, this.#factors / 8, parameters, factors);
  }

  /** Writes the densities of `count` rows, at most a block, to `rows`. */
  compute(memory: Float64Array, data: Float64Array, row: number, count: number): void {
    const D = this.#D;
    memory.set(data.subarray(row * D, (row + count) * D), this.#copied / 8);
    const nTiles = roundUp(count) / TILE;
    this.#exports.tilesOf(this.#copied, this.#tiles, nTiles, D, this.#zeros);
    this.#exports.logDensities(
      this.#full ? 1 : 0,
      this.#tiles,
      this.rows,
      nTiles,
      D,
      this.#K,
      this.#factors,
      this.#scratch,
      this.#rowBytes,
    );
  }
}

function packScales(
  memory: Float64Array,
  offset: number,
  { nStates, nFeatures, means }: GaussianParameters,
  { scales, logNorms }: DensityFactors,
): void {
  let to = offset;
  for (let k = 0, p = 0; k < nStates; k++) {
    for (let d = 0; d < nFeatures; d++, p++) {
      memory[to++] = means[p]!;
      memory[to++] = scales[p]!;
    }
    memory[to++] = logNorms[k]!;
  }
}

function packMatrices(
  memory: Float64Array,
  offset: number,
  { nStates, nFeatures, means }: GaussianParameters,
  { scales, logNorms }: DensityFactors,
  shared: boolean,
): void {
  let to = offset;
  for (let k = 0; k < nStates; k++) {
    for (let d = 0; d < nFeatures; d++) memory[to++] = means[k * nFeatures + d]!;
    const factor = shared ? 0 : k * triangleSize(nFeatures);
    for (let i = 0; i < nFeatures; i += 2) {
      const upper = factor + triangleSize(i);
      const lower = upper + i + 1;
      const paired = i + 1 < nFeatures;
      for (let j = 0; j <= i; j++) {
        memory[to++] = scales[upper + j]!;
        if (paired) memory[to++] = scales[lower + j]!;
      }
      if (paired) memory[to++] = scales[lower + i + 1]!;
    }
    memory[to++] = logNorms[k]!;
  }
}
