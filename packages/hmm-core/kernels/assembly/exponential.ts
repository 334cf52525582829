import { add, CONSTANTS, larger, mul, sub } from './vectors';

// exp(x) = 2^n exp(r), n = round(x / ln 2), r = x - n ln 2 in two pieces (Cody and Waite 1980), exp(r) by a near-minimax
// polynomial of degree 11; relative error below 2 ulp. n comes from adding 1.5 * 2^52, after which it stands in the low
// bits of the sum. Below -706 the result is exp(-706): whoever needs such densities to be exact must look for them.

// Offsets into CONSTANTS.
const LOG2_E: usize = 0;
const ROUND: usize = 8;
const SMALLEST: usize = 16;
const LN2_HIGH: usize = 24;
const LN2_LOW: usize = 32;
const POLYNOMIAL: usize = 40;

/** exp(values - shifts) of eight numbers, in place. Four vectors at a time hide the latency of each. */
export function exponentials(values: usize, shifts: usize): void {
  let c = v128.load64_splat(CONSTANTS, SMALLEST);
  let r0 = larger(sub(v128.load(values, 0), v128.load(shifts, 0)), c);
  let r1 = larger(sub(v128.load(values, 16), v128.load(shifts, 16)), c);
  let r2 = larger(sub(v128.load(values, 32), v128.load(shifts, 32)), c);
  let r3 = larger(sub(v128.load(values, 48), v128.load(shifts, 48)), c);
  c = v128.load64_splat(CONSTANTS, LOG2_E);
  let d = v128.load64_splat(CONSTANTS, ROUND);
  let n0 = add(mul(r0, c), d);
  let n1 = add(mul(r1, c), d);
  let n2 = add(mul(r2, c), d);
  let n3 = add(mul(r3, c), d);
  v128.store(values, n0, 0);
  v128.store(values, n1, 16);
  v128.store(values, n2, 32);
  v128.store(values, n3, 48);
  n0 = sub(n0, d);
  n1 = sub(n1, d);
  n2 = sub(n2, d);
  n3 = sub(n3, d);
  c = v128.load64_splat(CONSTANTS, LN2_HIGH);
  d = v128.load64_splat(CONSTANTS, LN2_LOW);
  r0 = sub(sub(r0, mul(n0, c)), mul(n0, d));
  r1 = sub(sub(r1, mul(n1, c)), mul(n1, d));
  r2 = sub(sub(r2, mul(n2, c)), mul(n2, d));
  r3 = sub(sub(r3, mul(n3, c)), mul(n3, d));
  const s0 = mul(r0, r0);
  const s1 = mul(r1, r1);
  const s2 = mul(r2, r2);
  const s3 = mul(r3, r3);
  c = v128.load64_splat(CONSTANTS, POLYNOMIAL + 80);
  d = v128.load64_splat(CONSTANTS, POLYNOMIAL + 88);
  let p0 = add(c, mul(d, r0));
  let p1 = add(c, mul(d, r1));
  let p2 = add(c, mul(d, r2));
  let p3 = add(c, mul(d, r3));
  c = v128.load64_splat(CONSTANTS, POLYNOMIAL + 64);
  d = v128.load64_splat(CONSTANTS, POLYNOMIAL + 72);
  p0 = add(mul(p0, s0), add(c, mul(d, r0)));
  p1 = add(mul(p1, s1), add(c, mul(d, r1)));
  p2 = add(mul(p2, s2), add(c, mul(d, r2)));
  p3 = add(mul(p3, s3), add(c, mul(d, r3)));
  c = v128.load64_splat(CONSTANTS, POLYNOMIAL + 48);
  d = v128.load64_splat(CONSTANTS, POLYNOMIAL + 56);
  p0 = add(mul(p0, s0), add(c, mul(d, r0)));
  p1 = add(mul(p1, s1), add(c, mul(d, r1)));
  p2 = add(mul(p2, s2), add(c, mul(d, r2)));
  p3 = add(mul(p3, s3), add(c, mul(d, r3)));
  c = v128.load64_splat(CONSTANTS, POLYNOMIAL + 32);
  d = v128.load64_splat(CONSTANTS, POLYNOMIAL + 40);
  p0 = add(mul(p0, s0), add(c, mul(d, r0)));
  p1 = add(mul(p1, s1), add(c, mul(d, r1)));
  p2 = add(mul(p2, s2), add(c, mul(d, r2)));
  p3 = add(mul(p3, s3), add(c, mul(d, r3)));
  c = v128.load64_splat(CONSTANTS, POLYNOMIAL + 16);
  d = v128.load64_splat(CONSTANTS, POLYNOMIAL + 24);
  p0 = add(mul(p0, s0), add(c, mul(d, r0)));
  p1 = add(mul(p1, s1), add(c, mul(d, r1)));
  p2 = add(mul(p2, s2), add(c, mul(d, r2)));
  p3 = add(mul(p3, s3), add(c, mul(d, r3)));
  c = v128.load64_splat(CONSTANTS, POLYNOMIAL + 0);
  d = v128.load64_splat(CONSTANTS, POLYNOMIAL + 8);
  p0 = add(mul(p0, s0), add(c, mul(d, r0)));
  p1 = add(mul(p1, s1), add(c, mul(d, r1)));
  p2 = add(mul(p2, s2), add(c, mul(d, r2)));
  p3 = add(mul(p3, s3), add(c, mul(d, r3)));
  v128.store(values, i64x2.add(p0, i64x2.shl(v128.load(values, 0), 52)), 0);
  v128.store(values, i64x2.add(p1, i64x2.shl(v128.load(values, 16), 52)), 16);
  v128.store(values, i64x2.add(p2, i64x2.shl(v128.load(values, 32), 52)), 32);
  v128.store(values, i64x2.add(p3, i64x2.shl(v128.load(values, 48), 52)), 48);
}
