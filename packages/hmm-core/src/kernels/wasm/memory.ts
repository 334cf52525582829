import type { KernelExports } from './module.ts';

const PAGE = 65_536;
/** Cache lines hold 64 bytes; tiles of gamma must begin at one. */
const ALIGNMENT = 128;

/** Hands out pieces of the module's memory from its start: plan all of them, then `commit`, then make the views. */
export class MemoryPlan {
  readonly #exports: KernelExports;
  #top: number;

  constructor(exports: KernelExports) {
    this.#exports = exports;
    this.#top = exports.heapBase();
  }

  /** Byte address of room for `count` doubles. */
  doubles(count: number): number {
    const at = Math.ceil(this.#top / ALIGNMENT) * ALIGNMENT;
    this.#top = at + count * 8;
    return at;
  }

  /** Grows the memory to what was planned. Views made before are void. */
  commit(): ArrayBuffer {
    const { memory } = this.#exports;
    const missing = this.#top - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return memory.buffer;
  }
}
