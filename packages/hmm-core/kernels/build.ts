// Writes src/kernels/wasm/module-bytes.ts from the sources beside this file: `pnpm kernels`.
import { writeFileSync } from 'node:fs';
import { compileKernels } from './compile.ts';
import { embedded } from './embed.ts';

const bytes = await compileKernels();
writeFileSync(new URL('../src/kernels/wasm/module-bytes.ts', import.meta.url), embedded(bytes));
process.stdout.write(`${bytes.length} bytes\n`);
