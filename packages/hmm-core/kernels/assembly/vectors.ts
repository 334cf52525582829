// Two doubles in one 128-bit register, and short names for what the kernels do with them.
//
// A comment line that reads `@inline` becomes AssemblyScript's decorator in the build: TypeScript allows decorators on
// classes only, and these files shall stay readable for its tools.

/**
 * Constants live in memory: `f64x2(c, c)` would be built anew at each use, a splatting load costs nothing extra.
 * What stands where: exponential.ts.
 */
export const CONSTANTS: usize = memory.data<f64>([
  1.4426950408889634, 6755399441055744.0, -706.0, 6.9314718036912381649e-1, 1.90821492927058770002e-10, 1.0, 1.0,
  0.5000000000000001, 0.16666666666666669, 0.04166666666662399, 0.008333333333330051, 0.0013888888917281794,
  0.00019841269863105968, 0.00002480152119021773, 0.0000027557268378684192, 2.7620138719733994e-7,
  2.5100424157005067e-8,
]);
const EXPONENT_BITS: usize = memory.data<u64>([0x7ff0000000000000, 0x7fe0000000000000]);

/** The integers 0 to 7, each in both lanes. */
export const STATES: usize = memory.data<i64>([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]);

// @inline
export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

// @inline
export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

// @inline
export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

/** The larger of each lane. `pmax` is one instruction of the machine, `max` is five. */
// @inline
export function larger(a: v128, b: v128): v128 {
  return f64x2.pmax(a, b);
}

// @inline
export function smaller(a: v128, b: v128): v128 {
  return f64x2.pmin(a, b);
}

/** Lane 0 in both lanes. */
// @inline
export function first(v: v128): v128 {
  return v128.shuffle<f64>(v, v, 0, 0);
}

/** Lane 1 in both lanes. */
// @inline
export function second(v: v128): v128 {
  return v128.shuffle<f64>(v, v, 1, 1);
}

/** The sum of both lanes, in both lanes. */
// @inline
export function sumOfLanes(v: v128): v128 {
  return f64x2.add(v, v128.shuffle<f64>(v, v, 1, 0));
}

/** For v in [2^e, 2^(e+1)): 2^-e, from the exponent bits alone. Scaling by it is exact, and needs no division. */
// @inline
export function inversePower(v: v128): v128 {
  return i64x2.sub(v128.load64_splat(EXPONENT_BITS, 8), v128.and(v, v128.load64_splat(EXPONENT_BITS)));
}

/** The exponent e + 1023 of positive numbers, as integers. */
// @inline
export function biasedExponent(v: v128): v128 {
  return i64x2.shr_u(v, 52);
}
