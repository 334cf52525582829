/** A maximum, and where it is. */
export interface Maximum {
  readonly at: readonly number[];
  readonly value: number;
  readonly steps: number;
}

const STEP = 1e-5;
const MAX_STEPS = 500;
const MAX_HALVINGS = 40;
/** The length of the gradient at which the climb ends. */
const FLAT = 1e-5;

/**
 * Climbs a smooth function by the method of Broyden, Fletcher, Goldfarb and Shanno, with central differences for the
 * gradient: what Hamilton's model was first fitted by, and all that a handful of parameters needs.
 */
export function maximise(f: (x: readonly number[]) => number, start: readonly number[]): Maximum {
  const n = start.length;
  let x = [...start];
  let value = f(x);
  let gradient = gradientOf(f, x);
  let inverse = identity(n);
  let steps = 0;
  for (; steps < MAX_STEPS && length(gradient) > FLAT; steps++) {
    let direction = inverse.map((row) => dot(row, gradient));
    if (dot(direction, gradient) <= 0) {
      inverse = identity(n);
      direction = gradient;
    }
    const found = search(f, x, value, direction, dot(direction, gradient));
    if (found === undefined) break;
    const next = gradientOf(f, found.x);
    const s = found.x.map((v, i) => v - x[i]!);
    // The function is climbed, its negative has the curvature.
    const y = next.map((v, i) => gradient[i]! - v);
    if (dot(s, y) > 0) inverse = update(inverse, s, y);
    ({ x, value } = found);
    gradient = next;
  }
  return { at: x, value, steps };
}

/** Halves the step until it gains a share of what the slope promises. */
function search(f: (x: readonly number[]) => number, x: number[], value: number, direction: number[], slope: number) {
  for (let i = 0, share = 1; i < MAX_HALVINGS; i++, share /= 2) {
    const next = x.map((v, j) => v + share * direction[j]!);
    const there = f(next);
    if (there >= value + 1e-4 * share * slope) return { x: next, value: there };
  }
  return undefined;
}

function gradientOf(f: (x: readonly number[]) => number, x: readonly number[]): number[] {
  return x.map((v, i) => (f(x.with(i, v + STEP)) - f(x.with(i, v - STEP))) / (2 * STEP));
}

function update(H: number[][], s: number[], y: number[]): number[][] {
  const rho = 1 / dot(s, y);
  const Hy = H.map((row) => dot(row, y));
  const yHy = dot(y, Hy);
  return H.map((row, i) =>
    row.map((h, j) => h + rho * ((1 + rho * yHy) * s[i]! * s[j]! - Hy[i]! * s[j]! - s[i]! * Hy[j]!)),
  );
}

function identity(n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => (i === j ? 1 : 0)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, v, i) => sum + v * b[i]!, 0);
}

function length(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}
