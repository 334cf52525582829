import { flatten, measure, type NestedNumbers } from '../math/nested-numbers.ts';
import { InvalidOptionError } from '../errors.ts';

/** Numbers as hmmlearn's user has them: nested arrays (JSON), or row-major storage with its shape (numpy, npz). */
export type HmmlearnArray = NestedNumbers | { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/** Row-major storage with its shape. */
export interface ShapedNumbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** @throws InvalidOptionError, DimensionMismatchError for what is ragged or does not fill its shape */
export function readArray(value: HmmlearnArray | undefined, name: string): ShapedNumbers {
  if (typeof value !== 'object' || value === null) throw new InvalidOptionError(name, 'given as an array', value);
  if ('shape' in value) return { shape: [...value.shape], data: flatten(value.data, [sizeOf(value.shape)], name) };
  requireNumbers(value, name);
  const shape = measure(value);
  return { shape, data: flatten(value, shape, name) };
}

/** One block of `size` numbers after the other. */
export function blocksOf(data: Float64Array, size: number): Float64Array[] {
  return Array.from({ length: data.length / size }, (_, k) => data.subarray(k * size, (k + 1) * size));
}

/** "3 x 2 x 2", for messages. */
export function describeShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single number' : shape.map((extent) => (extent < 0 ? 'ragged' : extent)).join(' x ');
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}

// JSON may hold texts and nulls where numbers belong.
function requireNumbers(value: unknown, name: string): void {
  if (typeof value === 'number' || ArrayBuffer.isView(value)) return;
  if (typeof value === 'object' && value !== null && 'columns' in value) return;
  if (!Array.isArray(value)) throw new InvalidOptionError(`${name} and all in it`, 'numbers', value);
  for (const inner of value) requireNumbers(inner, name);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
