import { exponentials } from './exponential';
import { rowsOf } from './tiles';
import { add, larger, mul, sub } from './vectors';

// log N(x; mu, L L') = norm - |L^-1 (x - mu)|^2 / 2 for the eight rows of a tile, every state.

/** All-ones for eight lanes, then zeros: a mask of the first n lanes begins 8 - n lanes in. */
const LANES: usize = memory.data<i64>([-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0]);
const MAXIMA: usize = memory.data(64, 16);

/**
 * Densities of `nTiles` tiles of x as rows [t][K padded to even], each row divided by its largest. Of the last tile only
 * `lastRows` rows count.
 *
 * @param full whether factors hold packed matrices (see `fullTile`) or scales (see `diagonalTile`)
 * @param scratch K x 8 doubles
 * @returns the sum of the logarithms of the largest densities, over the rows that count
 */
export function densities(
  full: bool,
  x: usize,
  rows: usize,
  nTiles: usize,
  lastRows: usize,
  nFeatures: usize,
  nStates: usize,
  factors: usize,
  scratch: usize,
): f64 {
  const rowBytes = ((nStates + 1) & ~1) << 3;
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < nTiles; i++) {
    if (full) fullTile(x, scratch, nFeatures, nStates, factors);
    else diagonalTile(x, scratch, nFeatures, nStates, factors);
    const lanes = i + 1 === nTiles ? LANES + ((8 - lastRows) << 3) : LANES;
    sum = add(sum, scaleTile(scratch, nStates, lanes));
    rowsOf(scratch, rows, nStates, rowBytes);
    x += nFeatures << 6;
    rows += rowBytes << 3;
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Divides each lane of [k][lane] by its largest density. Returns the sum of the masked maxima, in two lanes. */
function scaleTile(tile: usize, nStates: usize, lanes: usize): v128 {
  let m0 = v128.load(tile, 0);
  let m1 = v128.load(tile, 16);
  let m2 = v128.load(tile, 32);
  let m3 = v128.load(tile, 48);
  const end = tile + (nStates << 6);
  for (let at = tile + 64; at < end; at += 64) {
    m0 = larger(m0, v128.load(at, 0));
    m1 = larger(m1, v128.load(at, 16));
    m2 = larger(m2, v128.load(at, 32));
    m3 = larger(m3, v128.load(at, 48));
  }
  v128.store(MAXIMA, m0, 0);
  v128.store(MAXIMA, m1, 16);
  v128.store(MAXIMA, m2, 32);
  v128.store(MAXIMA, m3, 48);
  for (let at = tile; at < end; at += 64) exponentials(at, MAXIMA);
  return add(
    add(v128.and(m0, v128.load(lanes, 0)), v128.and(m1, v128.load(lanes, 16))),
    add(v128.and(m2, v128.load(lanes, 32)), v128.and(m3, v128.load(lanes, 48))),
  );
}

/**
 * y = L^-1 x - h by two rows of L^-1 at a time, eight observations wide. Factors per state, in the order they are read:
 * for each pair of rows (i, i + 1): -h_i, -h_i+1, then (Li[i][j], Li[i+1][j]) for j = 0..i, then Li[i+1][i+1];
 * for a last single row: -h_i, Li[i][j]; then the norm.
 */
function fullTile(x: usize, out: usize, nFeatures: usize, nStates: usize, factors: usize): void {
  let p = factors;
  const outEnd = out + (nStates << 6);
  for (let o = out; o < outEnd; o += 64) {
    let q0 = f64x2.splat(0);
    let q1 = f64x2.splat(0);
    let q2 = f64x2.splat(0);
    let q3 = f64x2.splat(0);
    let i: usize = 0;
    for (; i + 1 < nFeatures; i += 2) {
      let y0 = v128.load64_splat(p, 0);
      let y1 = v128.load64_splat(p, 0);
      let y2 = v128.load64_splat(p, 0);
      let y3 = v128.load64_splat(p, 0);
      let z0 = v128.load64_splat(p, 8);
      let z1 = v128.load64_splat(p, 8);
      let z2 = v128.load64_splat(p, 8);
      let z3 = v128.load64_splat(p, 8);
      p += 16;
      let at = x;
      const end = x + ((i + 1) << 6);
      do {
        const upper = v128.load64_splat(p, 0);
        const lower = v128.load64_splat(p, 8);
        let a = v128.load(at, 0);
        y0 = add(y0, mul(upper, a));
        z0 = add(z0, mul(lower, a));
        a = v128.load(at, 16);
        y1 = add(y1, mul(upper, a));
        z1 = add(z1, mul(lower, a));
        a = v128.load(at, 32);
        y2 = add(y2, mul(upper, a));
        z2 = add(z2, mul(lower, a));
        a = v128.load(at, 48);
        y3 = add(y3, mul(upper, a));
        z3 = add(z3, mul(lower, a));
        p += 16;
        at += 64;
      } while (at !== end);
      const diagonal = v128.load64_splat(p, 0);
      z0 = add(z0, mul(diagonal, v128.load(end, 0)));
      z1 = add(z1, mul(diagonal, v128.load(end, 16)));
      z2 = add(z2, mul(diagonal, v128.load(end, 32)));
      z3 = add(z3, mul(diagonal, v128.load(end, 48)));
      q0 = add(q0, add(mul(y0, y0), mul(z0, z0)));
      q1 = add(q1, add(mul(y1, y1), mul(z1, z1)));
      q2 = add(q2, add(mul(y2, y2), mul(z2, z2)));
      q3 = add(q3, add(mul(y3, y3), mul(z3, z3)));
      p += 8;
    }
    if (i < nFeatures) {
      let y0 = v128.load64_splat(p, 0);
      let y1 = v128.load64_splat(p, 0);
      let y2 = v128.load64_splat(p, 0);
      let y3 = v128.load64_splat(p, 0);
      p += 8;
      let at = x;
      const end = x + ((i + 1) << 6);
      do {
        const factor = v128.load64_splat(p, 0);
        y0 = add(y0, mul(factor, v128.load(at, 0)));
        y1 = add(y1, mul(factor, v128.load(at, 16)));
        y2 = add(y2, mul(factor, v128.load(at, 32)));
        y3 = add(y3, mul(factor, v128.load(at, 48)));
        p += 8;
        at += 64;
      } while (at !== end);
      q0 = add(q0, mul(y0, y0));
      q1 = add(q1, mul(y1, y1));
      q2 = add(q2, mul(y2, y2));
      q3 = add(q3, mul(y3, y3));
    }
    storeLogDensities(o, p, q0, q1, q2, q3);
    p += 8;
  }
}

/** Factors per state: (-mu_d / sd_d, 1 / sd_d) for each feature, then the norm. */
function diagonalTile(x: usize, out: usize, nFeatures: usize, nStates: usize, factors: usize): void {
  let p = factors;
  const outEnd = out + (nStates << 6);
  const end = x + (nFeatures << 6);
  for (let o = out; o < outEnd; o += 64) {
    let q0 = f64x2.splat(0);
    let q1 = f64x2.splat(0);
    let q2 = f64x2.splat(0);
    let q3 = f64x2.splat(0);
    let at = x;
    do {
      const h = v128.load64_splat(p, 0);
      const s = v128.load64_splat(p, 8);
      const y0 = add(h, mul(s, v128.load(at, 0)));
      const y1 = add(h, mul(s, v128.load(at, 16)));
      const y2 = add(h, mul(s, v128.load(at, 32)));
      const y3 = add(h, mul(s, v128.load(at, 48)));
      q0 = add(q0, mul(y0, y0));
      q1 = add(q1, mul(y1, y1));
      q2 = add(q2, mul(y2, y2));
      q3 = add(q3, mul(y3, y3));
      p += 16;
      at += 64;
    } while (at !== end);
    storeLogDensities(o, p, q0, q1, q2, q3);
    p += 8;
  }
}

// @inline
function storeLogDensities(out: usize, norm: usize, q0: v128, q1: v128, q2: v128, q3: v128): void {
  const c = v128.load64_splat(norm, 0);
  const half = f64x2.splat(0.5);
  v128.store(out, sub(c, mul(half, q0)), 0);
  v128.store(out, sub(c, mul(half, q1)), 16);
  v128.store(out, sub(c, mul(half, q2)), 32);
  v128.store(out, sub(c, mul(half, q3)), 48);
}
