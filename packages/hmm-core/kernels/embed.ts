/** The module as a source file that holds it in base64. */
export function embedded(bytes: Uint8Array): string {
  return `// Written by kernels/build.ts (\`pnpm kernels\`) from kernels/assembly and kernels/emit: do not edit.

/** The WebAssembly module of the kernels, ${bytes.length} bytes, in base64. */
export const MODULE_BASE64 =
  '${Buffer.from(bytes).toString('base64')}';
`;
}
