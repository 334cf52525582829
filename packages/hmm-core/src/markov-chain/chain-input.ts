import { MatrixView, type MatrixInput } from '@regimekit/numerics';
import { DimensionMismatchError, InvalidOptionError } from '../errors.ts';
import { checkProbabilities } from '../math/simplex.ts';

/**
 * A transition matrix as K x K view.
 *
 * @throws DimensionMismatchError unless square and not empty; InvalidProbabilitiesError unless its rows are distributions
 */
export function checkTransitionMatrix(transitionMatrix: MatrixInput): MatrixView {
  requireArray('transitionMatrix', transitionMatrix);
  const A = MatrixView.from(transitionMatrix);
  if (A.rows === 0 || A.rows !== A.columns) {
    throw new DimensionMismatchError(`transitionMatrix must be K x K with K >= 1, received ${A.rows} x ${A.columns}.`, {
      code: 'SHAPE_MISMATCH',
      details: { name: 'transitionMatrix', rows: A.rows, columns: A.columns },
    });
  }
  checkProbabilities(A.data, A.rows, A.columns, 'transitionMatrix');
  return A;
}

/**
 * The state probabilities as flat array of length K.
 *
 * @throws DimensionMismatchError or InvalidProbabilitiesError unless they are a distribution over K states
 */
export function checkStateProbs(probs: ArrayLike<number>, nStates: number): Float64Array {
  requireArray('probs', probs);
  if (probs.length !== nStates) {
    throw new DimensionMismatchError(
      `probs must have one entry for each of ${nStates} states, received ${probs.length}.`,
      {
        code: 'SHAPE_MISMATCH',
        details: { name: 'probs', expected: nStates, received: probs.length },
      },
    );
  }
  checkProbabilities(probs, 1, nStates, 'probs');
  return Float64Array.from(probs);
}

function requireArray(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw new InvalidOptionError(name, 'given as an array', value);
}
