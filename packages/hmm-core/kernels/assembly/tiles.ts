import { sub } from './vectors';

// Data lies in tiles of eight rows: tile i holds x[8i + lane][d] - centre[d] at [d][lane]. A vector then holds the same
// feature of two rows, and every kernel works on rows side by side, whatever D is.

// @inline
function firstLanes(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

// @inline
function secondLanes(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}

/** Whole tiles from rows x [t][D]. Reads eight bytes past the last row when D is odd. */
export function tilesOf(x: usize, tiles: usize, nTiles: usize, nFeatures: usize, centre: usize): void {
  const rowBytes = nFeatures << 3;
  for (let i: usize = 0; i < nTiles; i++) {
    for (let d: usize = 0; d < nFeatures; d += 2) {
      const odd = d + 1 === nFeatures;
      const c0 = v128.load64_splat(centre + (d << 3));
      const c1 = v128.load64_splat(centre + (d << 3), 8);
      let from = x + (d << 3);
      let to = tiles + (d << 6);
      for (let pair = 0; pair < 4; pair++) {
        const a = v128.load(from);
        const b = v128.load(from + rowBytes);
        v128.store(to, sub(firstLanes(a, b), c0));
        if (!odd) v128.store(to, sub(secondLanes(a, b), c1), 64);
        from += rowBytes << 1;
        to += 16;
      }
    }
    x += rowBytes << 3;
    tiles += nFeatures << 6;
  }
}

/** A tile [k][lane] to eight rows [lane][k]. With room for it, an odd K is padded with a zero. */
export function rowsOf(tile: usize, rows: usize, nStates: usize, rowBytes: usize): void {
  let k: usize = 0;
  for (; k + 1 < nStates; k += 2) {
    let to = rows + (k << 3);
    const a0 = v128.load(tile, 0);
    const b0 = v128.load(tile, 64);
    const a1 = v128.load(tile, 16);
    const b1 = v128.load(tile, 80);
    const a2 = v128.load(tile, 32);
    const b2 = v128.load(tile, 96);
    const a3 = v128.load(tile, 48);
    const b3 = v128.load(tile, 112);
    v128.store(to, firstLanes(a0, b0));
    v128.store((to += rowBytes), secondLanes(a0, b0));
    v128.store((to += rowBytes), firstLanes(a1, b1));
    v128.store((to += rowBytes), secondLanes(a1, b1));
    v128.store((to += rowBytes), firstLanes(a2, b2));
    v128.store((to += rowBytes), secondLanes(a2, b2));
    v128.store((to += rowBytes), firstLanes(a3, b3));
    v128.store((to += rowBytes), secondLanes(a3, b3));
    tile += 128;
  }
  if (k === nStates) return;
  if (rowBytes === nStates << 3) {
    let to = rows + (k << 3);
    for (let lane: usize = 0; lane < 64; lane += 8) {
      store<f64>(to, load<f64>(tile + lane));
      to += rowBytes;
    }
    return;
  }
  const zero = f64x2.splat(0);
  let to = rows + (k << 3);
  for (let pair = 0; pair < 4; pair++) {
    const a = v128.load(tile);
    v128.store(to, firstLanes(a, zero));
    v128.store((to += rowBytes), secondLanes(a, zero));
    to += rowBytes;
    tile += 16;
  }
}
