import type { MatrixView } from '@regimekit/numerics';

/**
 * 128 bits over the first `rows` rows of a matrix, bit by bit, and the borders of its sequences: MurmurHash3 (x86, 128
 * bits; Appleby 2011) in hexadecimal. Two histories that differ share it with a chance of about 1e-38 for a pair; it is
 * no defence against somebody who builds such a pair on purpose.
 *
 * Why not SHA-256: in plain JavaScript it takes longer than to filter the same rows again. In memory only: the digest
 * depends on the order of bytes of the machine.
 */
export function historyDigest({ data, columns }: MatrixView, rows: number, lengths: readonly number[]): string {
  const numbers = rows * columns;
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * numbers);
  const h = mixWords(words, Uint32Array.of(columns, rows, lengths.length, 0x9e3779b9));
  // One history in one sequence is the common case, and `rows` says it already.
  const state = lengths.length > 1 ? mixWords(padded(lengths), h) : h;
  return Array.from(finalise(state, 8 * numbers), (word) => word.toString(16).padStart(8, '0')).join('');
}

const [C1, C2, C3, C4] = [0x239b961b, 0xab0e9789 | 0, 0x38b34ae5, 0xa1e38b93 | 0];

/** Kernel: takes the words in, four at a time; missing ones at the end count as 0 (the number of rows tells them apart). */
function mixWords(words: Uint32Array, h: Uint32Array): Uint32Array {
  let [h1, h2, h3, h4] = [h[0]! | 0, h[1]! | 0, h[2]! | 0, h[3]! | 0];
  const n = words.length;
  for (let i = 0; i < n; i += 4) {
    h1 ^= Math.imul(rotate(Math.imul(words[i]!, C1), 15), C2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(words[i + 1]!, C2), 16), C3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(i + 2 < n ? words[i + 2]! : 0, C3), 17), C4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(i + 3 < n ? words[i + 3]! : 0, C4), 18), C1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  return Uint32Array.of(h1, h2, h3, h4);
}

function finalise(h: Uint32Array, bytes: number): Uint32Array {
  const tied = addUp(h.map((word) => word ^ bytes));
  return addUp(tied.map(avalanche));
}

/** Makes each word depend on all four. */
function addUp([h1, h2, h3, h4]: Uint32Array): Uint32Array {
  const first = h1! + h2! + h3! + h4!;
  return Uint32Array.of(first, h2! + first, h3! + first, h4! + first);
}

function avalanche(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The lengths as words, an even number of them as the kernel wants. */
function padded(lengths: readonly number[]): Uint32Array {
  const words = new Uint32Array(lengths.length + (lengths.length % 2));
  words.set(lengths);
  return words;
}
