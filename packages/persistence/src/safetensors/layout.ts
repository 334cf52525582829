// The safetensors file: 8 bytes length N (unsigned, little-endian), N bytes of JSON header, then the buffer.
// Specification: https://github.com/huggingface/safetensors (README, "Format").

export const LENGTH_BYTES = 8;

/** Bytes of one number; only F64 is used. */
export const BYTES_PER_VALUE = 8;

/** The specification allows 100 MB; a header of ours has a few hundred bytes. */
export const MAX_HEADER_BYTES = 1024 * 1024;

export const MAX_ARRAYS = 64;

/** The key of the header that is no tensor: a map of strings to strings. */
export const METADATA_KEY = '__metadata__';

/** Numbers that a shape holds: the product of its sizes, 1 for a scalar. Not an exact number beyond 2^53. */
export function countValues(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
