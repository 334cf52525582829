import type { Chain } from './chain.ts';

/** Buffers of the backward recursion that do not grow with T. */
export interface BackwardScratch {
  /** Scaled beta_t, length K. */
  readonly beta: Float64Array;
  /** density_{t+1}(j) beta_{t+1}(j), length K. */
  readonly message: Float64Array;
  /** Expected transitions before the factor A_ij, K x K. */
  readonly pairs: Float64Array;
}

export function createBackwardScratch(nStates: number): BackwardScratch {
  return {
    beta: new Float64Array(nStates),
    message: new Float64Array(nStates),
    pairs: new Float64Array(nStates * nStates),
  };
}

/**
 * Kernel: the backward recursion over all sequences, the mirror of `filterInto` (Rabiner 1989, eq. 23-25, 27 and 37).
 * With the filtered probabilities alpha_t and the scaled densities b_t that `filterInto` left behind:
 *
 *     raw_t(i)   = sum_j A_ij b_{t+1}(j) beta_{t+1}(j)         beta_T = 1
 *     s_t        = sum_i alpha_t(i) raw_t(i),                  beta_t = raw_t / s_t
 *     gamma_t(i) = alpha_t(i) raw_t(i) / s_t                   p(z_t = i given Y)
 *     xi_t(i, j) = alpha_t(i) A_ij b_{t+1}(j) beta_{t+1}(j) / s_t
 *
 * Dividing by s_t instead of the forward scale is the same number in exact arithmetic, and keeps every row of gamma at
 * sum one in floating point.
 *
 * @param probs T x K: filtered on entry, smoothed on return
 * @param transitions K x K: overwritten by sum_t xi_t(i, j), over all sequences
 */
export function smoothInto(
  probs: Float64Array,
  transitions: Float64Array,
  chain: Chain,
  densities: Float64Array,
  lengths: readonly number[],
  { beta, message, pairs }: BackwardScratch,
): void {
  const { nStates, transitionMatrix } = chain;
  pairs.fill(0);
  let end = 0;
  for (const length of lengths) {
    const start = end;
    end += length * nStates;
    beta.fill(1);
    for (let row = end - 2 * nStates; row >= start; row -= nStates) {
      for (let j = 0; j < nStates; j++) message[j] = densities[row + nStates + j]! * beta[j]!;
      let total = 0;
      for (let i = 0, a = 0; i < nStates; i++) {
        let raw = 0;
        for (let j = 0; j < nStates; j++, a++) raw += transitionMatrix[a]! * message[j]!;
        beta[i] = raw;
        total += probs[row + i]! * raw;
      }
      const scale = 1 / total;
      for (let i = 0, a = 0; i < nStates; i++) {
        const weight = probs[row + i]! * scale;
        for (let j = 0; j < nStates; j++, a++) pairs[a]! += weight * message[j]!;
        probs[row + i] = weight * beta[i]!;
        beta[i]! *= scale;
      }
    }
  }
  for (let a = 0; a < pairs.length; a++) transitions[a] = pairs[a]! * transitionMatrix[a]!;
}
