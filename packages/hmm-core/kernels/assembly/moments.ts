import {
  block1x1First,
  block1x2,
  block1x3First,
  block1x4,
  block1x5First,
  block2x2,
  block2x2First,
  block2x4,
  block2x4First,
  diagonal1x1,
  diagonal2x2,
} from './moment-tiles';

// Moments of n tiles of x [d][lane] under the weights g [k][lane], added to sums of two lanes each.

/**
 * Per state: sum_t g_t x_t[d] for each d, then the lower triangle of sum_t g_t x_t x_t' in pairs of rows (d, d + 1), both
 * with d + 2 columns (one more than the upper row needs), and a last single row when D is odd.
 */
export function momentsFull(x: usize, gamma: usize, n: usize, nFeatures: usize, nStates: usize, sums: usize): void {
  const xStride = nFeatures << 6;
  const gStride = nStates << 6;
  let out = sums;
  for (let k: usize = 0; k < nStates; k++) {
    const g = gamma + (k << 6);
    let first = out;
    out += nFeatures << 4;
    let d: usize = 0;
    for (; d + 1 < nFeatures; d += 2) {
      const columns = d + 2;
      const xd = x + (d << 6);
      const below = out + (columns << 4);
      let e: usize = 0;
      if (columns === 2) {
        block2x2First(xd, x, g, n, xStride, gStride, out, below, first);
        e = 2;
      } else {
        block2x4First(xd, x, g, n, xStride, gStride, out, below, first);
        e = 4;
      }
      first += 32;
      for (; e + 4 <= columns; e += 4) {
        block2x4(xd, x + (e << 6), g, n, xStride, gStride, out + (e << 4), below + (e << 4), first);
      }
      if (e < columns) block2x2(xd, x + (e << 6), g, n, xStride, gStride, out + (e << 4), below + (e << 4), first);
      out = below + (columns << 4);
    }
    if (d === nFeatures) continue;
    const columns = d + 1;
    const xd = x + (d << 6);
    let e: usize = 5;
    if (columns === 1) {
      block1x1First(xd, x, g, n, xStride, gStride, out, first);
      e = 1;
    } else if (columns === 3) {
      block1x3First(xd, x, g, n, xStride, gStride, out, first);
      e = 3;
    } else block1x5First(xd, x, g, n, xStride, gStride, out, first);
    for (; e + 4 <= columns; e += 4) block1x4(xd, x + (e << 6), g, n, xStride, gStride, out + (e << 4), first);
    if (e < columns) block1x2(xd, x + (e << 6), g, n, xStride, gStride, out + (e << 4), first);
    out += columns << 4;
  }
}

/** Per state and feature: sum_t g_t x_t[d], then sum_t g_t x_t[d]^2. Two states by two features at a time. */
export function momentsDiagonal(x: usize, gamma: usize, n: usize, nFeatures: usize, nStates: usize, sums: usize): void {
  const xStride = nFeatures << 6;
  const gStride = nStates << 6;
  const stateBytes = nFeatures << 5;
  let k: usize = 0;
  for (; k + 1 < nStates; k += 2) {
    const g = gamma + (k << 6);
    let out = sums + k * stateBytes;
    let d: usize = 0;
    for (; d + 1 < nFeatures; d += 2) {
      diagonal2x2(x + (d << 6), g, n, xStride, gStride, out, out + stateBytes);
      out += 64;
    }
    if (d === nFeatures) continue;
    diagonal1x1(x + (d << 6), g, n, xStride, gStride, out, 0);
    diagonal1x1(x + (d << 6), g + 64, n, xStride, gStride, out + stateBytes, 0);
  }
  if (k === nStates) return;
  let out = sums + k * stateBytes;
  for (let d: usize = 0; d < nFeatures; d++) {
    diagonal1x1(x + (d << 6), gamma + (k << 6), n, xStride, gStride, out, 0);
    out += 32;
  }
}
