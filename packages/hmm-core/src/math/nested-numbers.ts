import type { MatrixInput } from '@regimekit/numerics';
import { DimensionMismatchError } from '../errors.ts';

/** Numbers in whatever shape the caller has them: a number, flat or nested arrays, matrices, or arrays of matrices. */
export type NestedNumbers = number | ArrayLike<number> | MatrixInput | readonly NestedNumbers[];

interface MatrixLike {
  readonly rows: number;
  readonly columns: number;
  readonly data?: unknown;
  get?(i: number, j: number): number;
}

/**
 * Copies nested numbers of exactly `shape` into one flat row-major array; an array that is flat already passes when it
 * holds the right count.
 *
 * @throws DimensionMismatchError naming both shapes
 */
export function flatten(value: NestedNumbers, shape: readonly number[], name: string): Float64Array {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const numbers = collect(value);
  const received = numbers.shape;
  const flat = received.length === 1 && received[0] === size;
  if (!flat && !sameShape(received, shape)) throw shapeError(name, shape, received);
  return Float64Array.from(numbers.values, withoutNegativeZero);
}

/** The extents of nested numbers, outermost first; -1 where rows differ in length. */
export function measure(value: NestedNumbers): readonly number[] {
  return collect(value).shape;
}

/**
 * Spreads nested numbers over `shape` by the rule of numpy: shapes are compared from the last extent, and an extent that
 * is missing or 1 is repeated.
 *
 * @throws DimensionMismatchError when the shapes do not go together
 */
export function broadcast(value: NestedNumbers, shape: readonly number[], name: string): Float64Array {
  const { values, shape: received } = collect(value);
  const missing = shape.length - received.length;
  const fits = missing >= 0 && received.every((extent, i) => extent === 1 || extent === shape[i + missing]);
  if (!fits) throw shapeError(name, shape, received);
  const size = shape.reduce((product, extent) => product * extent, 1);
  return Float64Array.from({ length: size }, (_, index) => {
    let rest = index;
    let source = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= missing; axis--) {
      const position = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      const extent = received[axis - missing]!;
      if (extent !== 1) source += position * stride;
      stride *= extent;
    }
    return withoutNegativeZero(values[source]!);
  });
}

/** Nested arrays of `shape` from flat row-major storage. */
export function nest(flat: ArrayLike<number>, shape: readonly number[]): NestedArray {
  const [extent = 0, ...inner] = shape;
  if (inner.length === 0) return Array.from({ length: extent }, (_, i) => flat[i]!);
  const size = inner.reduce((product, n) => product * n, 1);
  const whole = Float64Array.from(flat);
  return Array.from({ length: extent }, (_, i) => nest(whole.subarray(i * size, (i + 1) * size), inner));
}

/** Nested arrays of numbers, of any depth. */
export type NestedArray = (number | NestedArray)[];

function collect(value: NestedNumbers): { values: number[]; shape: number[] } {
  if (typeof value === 'number') return { values: [value], shape: [] };
  if (isMatrixLike(value)) return { values: matrixValues(value), shape: [value.rows, value.columns] };
  const parts = Array.from(value as ArrayLike<NestedNumbers>, collect);
  const inner = parts[0]?.shape ?? [];
  const ragged = parts.some((part) => !sameShape(part.shape, inner));
  // -1 marks a ragged extent, which no expected shape can equal.
  return { values: parts.flatMap((part) => part.values), shape: [parts.length, ...(ragged ? [-1] : inner)] };
}

function isMatrixLike(value: object): value is MatrixLike {
  return 'rows' in value && 'columns' in value;
}

// A structured clone of a MatrixView has kept its data and lost its methods.
function matrixValues(matrix: MatrixLike): number[] {
  if (matrix.data instanceof Float64Array) return Array.from(matrix.data);
  return Array.from({ length: matrix.rows * matrix.columns }, (_, i) =>
    matrix.get!(Math.floor(i / matrix.columns), i % matrix.columns),
  );
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}

// JSON has no negative zero; without it a model survives the round trip bit for bit.
function withoutNegativeZero(value: number): number {
  return value + 0;
}

function shapeError(name: string, expected: readonly number[], received: readonly number[]): DimensionMismatchError {
  const describe = (shape: readonly number[]) =>
    shape.length === 0 ? 'a number' : shape.map((extent) => (extent < 0 ? 'ragged' : extent)).join(' x ');
  return new DimensionMismatchError(`${name} must be ${describe(expected)}, received ${describe(received)}.`, {
    code: 'SHAPE_MISMATCH',
    details: { name, expected, received },
  });
}
