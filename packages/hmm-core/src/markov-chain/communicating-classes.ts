import type { MatrixView } from '@regimekit/numerics';

/** The states of a chain by where they lead; a transition of exactly zero does not exist. */
export interface ChainStructure {
  /** Closed classes: states that reach each other and nothing else. At least one; each in ascending order. */
  readonly recurrent: readonly (readonly number[])[];
  /** States that the chain leaves for ever. */
  readonly transient: readonly number[];
}

/** Splits the states into closed classes and transient states. Source: Norris (1997), Markov Chains, section 1.2. */
export function communicatingClasses(A: MatrixView): ChainStructure {
  const K = A.rows;
  const reaches = reachability(A);
  const recurrent: number[][] = [];
  const transient: number[] = [];
  for (let i = 0; i < K; i++) {
    const reached = Array.from({ length: K }, (_, j) => j).filter((j) => reaches[i * K + j]);
    if (reached.some((j) => !reaches[j * K + i])) transient.push(i);
    else if (reached[0] === i) recurrent.push(reached);
  }
  return { recurrent, transient };
}

/** Whether state j can be reached from i in any number of steps, zero included: Warshall's transitive closure, K x K. */
function reachability(A: MatrixView): Uint8Array {
  const K = A.rows;
  const reaches = Uint8Array.from(A.data, (a) => (a > 0 ? 1 : 0));
  for (let i = 0; i < K; i++) reaches[i * K + i] = 1;
  for (let via = 0; via < K; via++) {
    for (let i = 0; i < K; i++) {
      if (!reaches[i * K + via]) continue;
      for (let j = 0; j < K; j++) reaches[i * K + j]! |= reaches[via * K + j]!;
    }
  }
  return reaches;
}
