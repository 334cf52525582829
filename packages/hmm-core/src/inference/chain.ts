/** The Markov chain on flat buffers, as the recursions read it. */
export interface Chain {
  readonly nStates: number;
  readonly initialProbs: Float64Array;
  /** A_ij = p(next = j given now = i), K x K, row-major. */
  readonly transitionMatrix: Float64Array;
}
