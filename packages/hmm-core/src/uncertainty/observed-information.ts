import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** How much the log-likelihood falls at one step: small beside 1/2, large beside its rounding. */
const TARGET_FALL = 1e-3;
/** Steps of the search for a step. */
const MOST_TRIES = 40;

/** Second derivatives at a point. */
export interface ObservedInformation {
  /** The coordinates in which the function bends; the others are flat. */
  readonly active: readonly number[];
  readonly flat: readonly number[];
  /** Of each active coordinate. */
  readonly steps: Float64Array;
  /** First derivatives by the active coordinates. */
  readonly gradient: Float64Array;
  /** Minus the second derivatives, P x P. */
  readonly information: Matrix;
}

/**
 * Minus the matrix of second derivatives of `f` at `point`, by central differences. The step of each coordinate is sought:
 * one at which f falls by about a thousandth, so that units and curvature do not matter.
 *
 * @param candidates the coordinates to move and how far at the most; one along which f has not fallen by then is flat
 */
export function observedInformation(
  f: (point: Float64Array) => number,
  point: Float64Array,
  candidates: readonly { readonly i: number; readonly largest: number }[],
): ObservedInformation {
  const middle = f(point);
  const moved = (...moves: readonly (readonly [number, number])[]): number => {
    const next = point.slice();
    for (const [i, by] of moves) next[i]! += by;
    return f(next);
  };
  const found = candidates.map(({ i, largest }) => {
    return { i, ...findStep((by) => moved([i, by]), middle, Math.abs(point[i]!), largest) };
  });
  const bending = found.filter(({ step }) => step > 0);
  const P = bending.length;
  const information = Matrix.zeros(P, P);
  for (const [a, one] of bending.entries()) {
    information.set(a, a, -(one.up + one.down - 2 * middle) / one.step ** 2);
    for (let b = 0; b < a; b++) {
      const other = bending[b]!;
      const corners =
        moved([one.i, one.step], [other.i, other.step]) + moved([one.i, -one.step], [other.i, -other.step]);
      const mixed = corners + 2 * middle - one.up - one.down - other.up - other.down;
      const value = -mixed / (2 * one.step * other.step);
      information.set(a, b, value);
      information.set(b, a, value);
    }
  }
  return {
    active: bending.map(({ i }) => i),
    flat: found.filter(({ step }) => step === 0).map(({ i }) => i),
    steps: Float64Array.from(bending, ({ step }) => step),
    gradient: Float64Array.from(bending, ({ up, down, step }) => (up - down) / (2 * step)),
    information,
  };
}

interface Step {
  /** 0 where the function is flat as far as one may go. */
  readonly step: number;
  readonly up: number;
  readonly down: number;
}

function findStep(at: (by: number) => number, middle: number, size: number, largest: number): Step {
  let step = 1e-3 * Math.max(size, 1e-3);
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const [up, down] = [at(step), at(-step)];
    const fall = middle - (up + down) / 2;
    if (fall > TARGET_FALL / 2 && fall < 2 * TARGET_FALL) return { step, up, down };
    if (!(fall > 0) && step >= largest) break;
    // Infinite: far too large a step. No fall at all: far too small, or a point that is no maximum.
    const factor = Number.isFinite(fall) ? (fall > 0 ? Math.sqrt(TARGET_FALL / fall) : 10) : 0.1;
    const next = Math.min(step * Math.min(Math.max(factor, 1e-3), 10), largest);
    if (next === step) break;
    step = next;
  }
  return { step: 0, up: middle, down: middle };
}

/** Below it the information is singular to the precision of its differences, in units in which its diagonal is one. */
const SMALLEST_EIGENVALUE = 1e-6;

/** An information turned into a covariance, or the direction in which it cannot be. */
export type InvertedInformation =
  | { readonly covariance: Matrix; readonly smallest: number }
  | { readonly covariance: null; readonly smallest: number; readonly direction: readonly number[] };

/** The inverse, by eigenvalues of the matrix scaled to a diagonal of ones. */
export function invertInformation(information: Matrix): InvertedInformation {
  const P = information.rows;
  if (P === 0) return { covariance: Matrix.zeros(0, 0), smallest: 1 };
  const scale = Array.from({ length: P }, (_, i) => Math.sqrt(Math.abs(information.get(i, i))));
  const scaled = Matrix.zeros(P, P);
  for (let i = 0; i < P; i++) {
    for (let j = 0; j < P; j++) scaled.set(i, j, information.get(i, j) / (scale[i]! * scale[j]!));
  }
  const { realEigenvalues, eigenvectorMatrix: V } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const smallest = Math.min(...realEigenvalues);
  if (!(smallest > SMALLEST_EIGENVALUE)) {
    const direction = V.getColumn(realEigenvalues.indexOf(smallest));
    return { covariance: null, smallest, direction };
  }
  const covariance = Matrix.zeros(P, P);
  for (let i = 0; i < P; i++) {
    for (let j = 0; j < P; j++) {
      let sum = 0;
      for (let e = 0; e < P; e++) sum += (V.get(i, e) * V.get(j, e)) / realEigenvalues[e]!;
      covariance.set(i, j, sum / (scale[i]! * scale[j]!));
    }
  }
  return { covariance, smallest };
}
