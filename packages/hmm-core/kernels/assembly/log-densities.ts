import { rowsOf } from './tiles';
import { add, mul, sub } from './vectors';

// log N(x; mu, L L') = norm - |L^-1 (x - mu)|^2 / 2 as rows [t][k], with every sum in the order of the TypeScript kernels
// (src/emissions): the same bits, for one row and for many, here and there. densities.ts is faster by a fifth and is not.

/**
 * @param x tiles [d][lane] of the data itself, not shifted
 * @param factors packed as `fullTile` or `diagonalTile` read them
 * @param scratch (D + K) x 8 doubles
 * @param rowBytes of `rows`: K doubles, or K padded to even
 */
export function logDensities(
  full: bool,
  x: usize,
  rows: usize,
  nTiles: usize,
  nFeatures: usize,
  nStates: usize,
  factors: usize,
  scratch: usize,
  rowBytes: usize,
): void {
  const centred = scratch + (nStates << 6);
  for (let i: usize = 0; i < nTiles; i++) {
    if (full) fullTile(x, scratch, centred, nFeatures, nStates, factors);
    else diagonalTile(x, scratch, nFeatures, nStates, factors);
    rowsOf(scratch, rows, nStates, rowBytes);
    x += nFeatures << 6;
    rows += rowBytes << 3;
  }
}

/** Per state: mu (D); per pair of rows (Li[i][j], Li[i+1][j]) for j = 0..i and Li[i+1][i+1]; a last row alone; norm. */
function fullTile(x: usize, out: usize, centred: usize, nFeatures: usize, nStates: usize, factors: usize): void {
  let p = factors;
  const outEnd = out + (nStates << 6);
  for (let o = out; o < outEnd; o += 64) {
    for (let d: usize = 0; d < nFeatures << 6; d += 64) {
      const mean = v128.load64_splat(p);
      v128.store(centred + d, sub(v128.load(x + d, 0), mean), 0);
      v128.store(centred + d, sub(v128.load(x + d, 16), mean), 16);
      v128.store(centred + d, sub(v128.load(x + d, 32), mean), 32);
      v128.store(centred + d, sub(v128.load(x + d, 48), mean), 48);
      p += 8;
    }
    let q0 = f64x2.splat(0);
    let q1 = f64x2.splat(0);
    let q2 = f64x2.splat(0);
    let q3 = f64x2.splat(0);
    let i: usize = 0;
    for (; i + 1 < nFeatures; i += 2) {
      let y0 = f64x2.splat(0);
      let y1 = f64x2.splat(0);
      let y2 = f64x2.splat(0);
      let y3 = f64x2.splat(0);
      let z0 = f64x2.splat(0);
      let z1 = f64x2.splat(0);
      let z2 = f64x2.splat(0);
      let z3 = f64x2.splat(0);
      let at = centred;
      const end = centred + ((i + 1) << 6);
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
      const diagonal = v128.load64_splat(p);
      z0 = add(z0, mul(diagonal, v128.load(end, 0)));
      z1 = add(z1, mul(diagonal, v128.load(end, 16)));
      z2 = add(z2, mul(diagonal, v128.load(end, 32)));
      z3 = add(z3, mul(diagonal, v128.load(end, 48)));
      q0 = add(add(q0, mul(y0, y0)), mul(z0, z0));
      q1 = add(add(q1, mul(y1, y1)), mul(z1, z1));
      q2 = add(add(q2, mul(y2, y2)), mul(z2, z2));
      q3 = add(add(q3, mul(y3, y3)), mul(z3, z3));
      p += 8;
    }
    if (i < nFeatures) {
      let y0 = f64x2.splat(0);
      let y1 = f64x2.splat(0);
      let y2 = f64x2.splat(0);
      let y3 = f64x2.splat(0);
      let at = centred;
      const end = centred + ((i + 1) << 6);
      do {
        const factor = v128.load64_splat(p);
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

/** Per state: (mu_d, 1 / sd_d) for each feature, then the norm. */
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
      const mean = v128.load64_splat(p, 0);
      const scale = v128.load64_splat(p, 8);
      const y0 = mul(sub(v128.load(at, 0), mean), scale);
      const y1 = mul(sub(v128.load(at, 16), mean), scale);
      const y2 = mul(sub(v128.load(at, 32), mean), scale);
      const y3 = mul(sub(v128.load(at, 48), mean), scale);
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
  const c = v128.load64_splat(norm);
  const half = f64x2.splat(0.5);
  v128.store(out, sub(c, mul(half, q0)), 0);
  v128.store(out, sub(c, mul(half, q1)), 16);
  v128.store(out, sub(c, mul(half, q2)), 32);
  v128.store(out, sub(c, mul(half, q3)), 48);
}
