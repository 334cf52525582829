import type { CovarianceType, DensityFactors } from '../emissions/gaussian/covariance-structure.ts';
import type { Parameters } from '../training/parameters.ts';
import type { SufficientStatistics } from '../training/sufficient-statistics.ts';

/**
 * Which implementation of the inner loops to use.
 *
 * - `auto`: WebAssembly where it exists and the data is long enough to gain by it, TypeScript otherwise
 * - `wasm`: WebAssembly with 128-bit SIMD; an error where that is missing
 * - `typescript`: everywhere the same
 *
 * Both agree to rounding (1e-12), not to the bit. Where values are missing TypeScript computes, whichever is named.
 */
export type KernelChoice = 'auto' | 'wasm' | 'typescript';

/** What computed a result. */
export type KernelName = 'wasm-simd' | 'typescript';

/** The E step over one set of observations: loads them once, then serves any number of iterations and restarts. */
export interface EStepKernel {
  readonly name: KernelName;
  /**
   * The half of an E step that the likelihood needs. Returns log p(Y).
   *
   * @param factors of these parameters; both are read again by `gather` and must not change in between
   */
  evaluate(parameters: Parameters, factors: DensityFactors): number;
  /** The other half: what the M step needs of the parameters evaluated last. Once for each `evaluate`. */
  gather(statistics: SufficientStatistics): void;
  /** Gives the memory back. The kernel must not be used afterwards. */
  release(): void;
}

/** What a kernel is made for. */
export interface KernelShape {
  readonly covarianceType: CovarianceType;
  readonly nStates: number;
}
