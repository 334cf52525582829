import type { KernelChoice } from '../../src/index.ts';

/**
 * Every kernel, and how far (relative) its likelihood may lie from that of `logLikelihood`, which shares the code of the
 * TypeScript kernel to the bit.
 */
export const kernels: readonly (readonly [KernelChoice, number])[] = [
  ['typescript', 0],
  ['wasm', 1e-12],
];
