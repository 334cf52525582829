import type { RandomStream } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkWhole } from '../check-options.ts';

/** How blocks are drawn: lengths geometric around a mean, or all the same. */
export type BlockMethod = 'stationary' | 'circular';

export const BLOCK_METHODS: readonly BlockMethod[] = ['stationary', 'circular'];

/**
 * Indices of one resampled series of `n` days, block by block; after the last day a block goes on with the first.
 *
 * - `stationary`: each block begins on any day alike and has a geometric length with mean `blockLength` (Politis and Romano
 *   1994), so the resampled series is stationary;
 * - `circular`: every block has the length `blockLength`, rounded to a whole number (Politis and Romano 1992).
 *
 * @param blockLength - mean length in days, at least 1 (1 draws days one by one)
 * @returns n indices from 0 to n - 1
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { createRandomStream } from '@regimekit/numerics';
 * import { blockIndices } from '@regimekit/evaluation';
 *
 * blockIndices(6, 3, 'circular', createRandomStream(1)); // such as 4, 5, 0, 2, 3, 4
 * ```
 */
export function blockIndices(n: number, blockLength: number, method: BlockMethod, random: RandomStream): Int32Array {
  checkWhole('n', n, 1);
  checkNumber('blockLength', blockLength, { atLeast: 1 });
  checkChoice('method', method, BLOCK_METHODS);
  return blockIndicesInto(new Int32Array(n), n, blockLength, method, random);
}

/** The same without checks or allocation: `out` is filled with indices below `n`. */
export function blockIndicesInto(
  out: Int32Array,
  n: number,
  blockLength: number,
  method: BlockMethod,
  random: RandomStream,
): Int32Array {
  return method === 'circular'
    ? circularInto(out, n, Math.round(blockLength), random)
    : stationaryInto(out, n, 1 - 1 / blockLength, random);
}

function circularInto(out: Int32Array, n: number, length: number, random: RandomStream): Int32Array {
  let t = 0;
  while (t < out.length) {
    let day = random.integer(n);
    const end = Math.min(out.length, t + length);
    while (t < end) {
      out[t++] = day++;
      if (day === n) day = 0;
    }
  }
  return out;
}

/** One draw a block: its whole part is the first day, its fraction (40 bits and more) decides how long the block goes on. */
function stationaryInto(out: Int32Array, n: number, stay: number, random: RandomStream): Int32Array {
  let t = 0;
  while (t < out.length) {
    const drawn = random.uniform() * n;
    let day = Math.floor(drawn);
    const fraction = drawn - day;
    // P(length > k) = stay^k.
    let longer = stay;
    out[t++] = day;
    while (fraction < longer && t < out.length) {
      if (++day === n) day = 0;
      out[t++] = day;
      longer *= stay;
    }
  }
  return out;
}
