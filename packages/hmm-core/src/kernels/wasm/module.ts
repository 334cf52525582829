import { wasmHost, type WasmInstance, type WasmMemory, type WasmModule } from './host.ts';
import { MODULE_BASE64 } from './module-bytes.ts';

/** What the module exports; every pointer is a byte address in its memory. See kernels/assembly and kernels/emit. */
export interface KernelExports {
  readonly memory: WasmMemory;
  heapBase(): number;
  tilesOf(x: number, tiles: number, nTiles: number, nFeatures: number, centre: number): void;
  densities(
    full: number,
    x: number,
    rows: number,
    nTiles: number,
    lastRows: number,
    nFeatures: number,
    nStates: number,
    factors: number,
    scratch: number,
  ): number;
  logDensities(
    full: number,
    x: number,
    rows: number,
    nTiles: number,
    nFeatures: number,
    nStates: number,
    factors: number,
    scratch: number,
    rowBytes: number,
  ): void;
  momentsFull: MomentsFunction;
  momentsDiagonal: MomentsFunction;
  forward: ForwardFunction;
  backward: BackwardFunction;
  posteriors: PosteriorsFunction;
  viterbi: ViterbiFunction;
  traceBack: TraceBackFunction;
  traceBackBytes: TraceBackFunction;
}

type ViterbiFunction = (n: number, K: number, logA: number, score: number, logB: number, codes: number) => void;
type TraceBackFunction = (n: number, K: number, last: number, codes: number, path: number) => void;
type MomentsFunction = (x: number, gamma: number, n: number, D: number, K: number, sums: number) => void;
type ForwardFunction = (n: number, K: number, track: number, A: number, alpha: number, b: number, out: number) => void;
type BackwardFunction = (n: number, K: number, track: number, AT: number, beta: number, b: number, out: number) => void;
type BothWaysFunction = (
  n: number,
  K: number,
  track: number,
  A: number,
  alpha: number,
  bA: number,
  outA: number,
  AT: number,
  beta: number,
  bE: number,
  outE: number,
) => void;
type PosteriorsFunction = (
  n: number,
  K: number,
  alpha: number,
  beta: number,
  b: number,
  gamma: number,
  sums: number,
) => void;

/** The recursions for one number of states. */
export interface Recursions {
  readonly forward: ForwardFunction;
  readonly backward: BackwardFunction;
  readonly bothWays: BothWaysFunction;
  readonly posteriors: PosteriorsFunction;
}

/** The functions written out for K states where there are such, else the general ones. */
export function recursionsFor(exports: KernelExports, K: number): Recursions {
  const own = exports as unknown as Readonly<Record<string, unknown>>;
  if (own[`bothWays${K}`] !== undefined) {
    return {
      forward: own[`forward${K}`] as ForwardFunction,
      backward: own[`backward${K}`] as BackwardFunction,
      bothWays: own[`bothWays${K}`] as BothWaysFunction,
      posteriors: own[`posteriors${K}`] as PosteriorsFunction,
    };
  }
  const { forward, backward, posteriors } = exports;
  return {
    forward,
    backward,
    posteriors,
    bothWays(n, states, track, A, alpha, bA, outA, AT, beta, bE, outE) {
      forward(n, states, track, A, alpha, bA, outA);
      backward(n, states, track, AT, beta, bE, outE);
    },
  };
}

/** How paths are found for one number of states. */
export interface Decoder {
  readonly extend: ViterbiFunction;
  readonly traceBack: TraceBackFunction;
  /** Bytes that each step leaves behind. */
  readonly codeBytes: number;
}

export function decoderFor(exports: KernelExports, K: number): Decoder {
  const own = (exports as unknown as Readonly<Record<string, unknown>>)[`viterbi${K}`] as ViterbiFunction | undefined;
  return own === undefined
    ? { extend: exports.viterbi, traceBack: exports.traceBackBytes, codeBytes: (K + 1) & ~1 }
    : { extend: own, traceBack: exports.traceBack, codeBytes: 4 };
}

/** Compiled once per thread, at the first use; null where WebAssembly or its SIMD is missing or barred. */
let compiled: WasmModule | null | undefined;

function compile(): WasmModule | null {
  try {
    const text = atob(MODULE_BASE64);
    return new (wasmHost().Module)(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** Whether this thread can run the kernels. */
export function hasWasm(): boolean {
  if (compiled === undefined) compiled = compile();
  return compiled !== null;
}

/**
 * The instance that was used last. Its memory, already mapped, serves the next fit; held weakly, so that the collector may
 * have it when memory is short.
 */
let idle: WeakRef<WasmInstance> | undefined;

/** An instance for one user at a time. Give it back by `giveBack`, or forget it. */
export function takeInstance(): WasmInstance {
  const instance = idle?.deref();
  idle = undefined;
  if (instance !== undefined) return instance;
  if (!hasWasm()) throw new Error('WebAssembly SIMD is missing here; ask hasWasm first.');
  return new (wasmHost().Instance)(compiled!);
}

export function giveBack(instance: WasmInstance): void {
  idle = new WeakRef(instance);
}
