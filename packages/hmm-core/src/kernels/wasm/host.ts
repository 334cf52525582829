// The little of WebAssembly's interface that is used here; this package's types assume neither a browser nor Node.

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export type WasmModule = object;

export interface WasmInstance {
  readonly exports: object;
}

export interface WasmHost {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule) => WasmInstance;
}

/** @throws TypeError later, at its use, where there is no WebAssembly */
export function wasmHost(): WasmHost {
  return (globalThis as unknown as { readonly WebAssembly: WasmHost }).WebAssembly;
}
