// The safetensors file: 8 bytes length N (unsigned, little-endian), N bytes of JSON header, then the buffer.
// Specification: https://github.com/huggingface/safetensors (README, "Format").

export const LENGTH_BYTES = 8;

/** Bytes of one number; only F64 is used. */
export const BYTES_PER_VALUE = 8;

/** The key of the header that is no tensor: a map of strings to strings. */
export const METADATA_KEY = '__metadata__';

/**
 * Numbers that a shape holds: the product of its sizes, 1 for a scalar. NaN when a partial product goes beyond 2^53, where
 * it is no longer exact: as in the reader of the specification, a later size of 0 does not make up for it.
 */
export function countValues(shape: readonly number[]): number {
  let product = 1;
  for (const size of shape) {
    product *= size;
    if (product > Number.MAX_SAFE_INTEGER) return Number.NaN;
  }
  return product;
}
