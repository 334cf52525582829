// What the module exports. `recursions`, `viterbi` and `moment-tiles` are written by ../emit, the rest by hand.
export { tilesOf } from './tiles';
export { densities } from './densities';
export { logDensities } from './log-densities';
export { momentsDiagonal, momentsFull } from './moments';
export { backward, forward, posteriors } from './any-recursions';
export { viterbi } from './any-viterbi';
export { traceBack, traceBackBytes } from './trace-back';
export * from './recursions';
export * from './viterbi';

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}
