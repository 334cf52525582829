import { add, biasedExponent, inversePower, mul, smaller, sumOfLanes } from './vectors';

// The recursions of emit/recursions.ts for any number of states: rows stay in memory, `K` is a number like any other.

// @inline
function rowSum(row: usize, rowBytes: usize): v128 {
  let sum = v128.load(row);
  for (let j: usize = 16; j < rowBytes; j += 16) sum = add(sum, v128.load(row + j));
  return sumOfLanes(sum);
}

/** out = (row M) times `factors` (elementwise, unless it is 0) times `scale`, two vectors of the result at a time. */
// @inline
function multiply(row: usize, K: usize, rowBytes: usize, matrix: usize, factors: usize, scale: v128, out: usize): void {
  const end = row + (K << 3);
  let j: usize = 0;
  for (; j + 16 < rowBytes; j += 32) {
    let m = matrix + j;
    let u = v128.load64_splat(row);
    let a = mul(u, v128.load(m, 0));
    let b = mul(u, v128.load(m, 16));
    for (let i = row + 8; i < end; i += 8) {
      m += rowBytes;
      u = v128.load64_splat(i);
      a = add(a, mul(u, v128.load(m, 0)));
      b = add(b, mul(u, v128.load(m, 16)));
    }
    if (factors !== 0) {
      a = mul(a, v128.load(factors + j, 0));
      b = mul(b, v128.load(factors + j, 16));
    }
    v128.store(out + j, mul(a, scale), 0);
    v128.store(out + j, mul(b, scale), 16);
  }
  if (j === rowBytes) return;
  let m = matrix + j;
  let a = mul(v128.load64_splat(row), v128.load(m));
  for (let i = row + 8; i < end; i += 8) {
    m += rowBytes;
    a = add(a, mul(v128.load64_splat(i), v128.load(m)));
  }
  if (factors !== 0) a = mul(a, v128.load(factors + j));
  v128.store(out + j, mul(a, scale));
}

export function forward(n: usize, K: usize, track: usize, A: usize, alpha: usize, b: usize, out: usize): void {
  const rowBytes = ((K + 1) & ~1) << 3;
  let exponents = v128.load(track);
  let smallest = v128.load(track, 16);
  let previous = alpha;
  for (let i: usize = 0; i < n; i++) {
    const sum = rowSum(previous, rowBytes);
    exponents = i64x2.add(exponents, biasedExponent(sum));
    smallest = smaller(smallest, sum);
    multiply(previous, K, rowBytes, A, b, inversePower(sum), out);
    previous = out;
    b += rowBytes;
    out += rowBytes;
  }
  smallest = smaller(smallest, rowSum(previous, rowBytes));
  v128.store(track, exponents);
  v128.store(track, smallest, 16);
  memory.copy(alpha, previous, rowBytes);
}

export function backward(n: usize, K: usize, track: usize, AT: usize, beta: usize, b: usize, out: usize): void {
  const rowBytes = ((K + 1) & ~1) << 3;
  const weighted = beta + rowBytes; // one more row of scratch
  let exponents = v128.load(track);
  for (let i: usize = 0; i < n; i++) {
    for (let j: usize = 0; j < rowBytes; j += 16) {
      const e = v128.load(beta + j);
      v128.store(out + j, e);
      v128.store(weighted + j, mul(e, v128.load(b + j)));
    }
    const sum = rowSum(beta, rowBytes);
    exponents = i64x2.add(exponents, biasedExponent(sum));
    multiply(weighted, K, rowBytes, AT, 0, inversePower(sum), beta);
    b -= rowBytes;
    out -= rowBytes;
  }
  v128.store(track, exponents);
}

export function posteriors(n: usize, K: usize, alpha: usize, beta: usize, b: usize, gamma: usize, sums: usize): void {
  const rowBytes = ((K + 1) & ~1) << 3;
  const gammaSums = sums + K * rowBytes;
  const weighted = gammaSums + rowBytes + 16; // one row of scratch behind the sums
  let smallest = v128.load(gammaSums + rowBytes);
  const one = f64x2.splat(1);
  const stateBytes = K << 3;
  for (let i: usize = 0; i < n; i++) {
    let z = f64x2.splat(0);
    for (let j: usize = 0; j < rowBytes; j += 16) {
      const e = v128.load(beta + j);
      const g = mul(v128.load(alpha + j), e);
      z = add(z, g);
      v128.store(weighted + j, g);
    }
    z = sumOfLanes(z);
    smallest = smaller(smallest, z);
    let scale = f64x2.div(one, z);
    let to = gamma;
    for (let j: usize = 0; j < rowBytes; j += 16) {
      const g = mul(v128.load(weighted + j), scale);
      v128.store(gammaSums + j, add(v128.load(gammaSums + j), g));
      v128.store_lane<f64>(to, g, 0, 0);
      if (j + 8 < stateBytes) v128.store_lane<f64>(to, g, 1, 64);
      to += 128;
      v128.store(weighted + j, mul(v128.load(beta + j), v128.load(b + j)));
    }
    const before = alpha - rowBytes;
    scale = mul(scale, inversePower(rowSum(before, rowBytes)));
    let pairs = sums;
    for (let k: usize = 0; k < stateBytes; k += 8) {
      const u = mul(v128.load64_splat(before + k), scale);
      for (let j: usize = 0; j < rowBytes; j += 16) {
        v128.store(pairs, add(v128.load(pairs), mul(u, v128.load(weighted + j))));
        pairs += 16;
      }
    }
    alpha += rowBytes;
    beta += rowBytes;
    b += rowBytes;
    gamma += 8;
    if ((gamma & 63) === 0) gamma += (K - 1) << 6;
  }
  v128.store(gammaSums + rowBytes, smallest);
}
