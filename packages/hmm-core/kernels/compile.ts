import { main } from 'assemblyscript/asc';
import { readdirSync, readFileSync } from 'node:fs';
import { momentTiles } from './emit/moment-tiles.ts';
import { recursions } from './emit/recursions.ts';
import { viterbi } from './emit/viterbi.ts';

/** Numbers of states with recursions of their own; others share the general ones. */
const STATE_COUNTS = [2, 3, 4, 5, 6, 7, 8];

const folder = new URL('./assembly/', import.meta.url);

/** -O3 would regroup the vector code, after which V8 runs out of registers. */
const FLAGS = ['-O2', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='];

/** All sources of the module by name: those written by hand, and those written by `emit`. */
export function kernelSources(): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const written = names.map((name): [string, string] => [name, readFileSync(new URL(name, folder), 'utf8')]);
  const vectors = `import { add, biasedExponent, first, inversePower, mul, second, smaller, sumOfLanes } from './vectors';`;
  return new Map([
    ...written,
    ['recursions.ts', [vectors, ...STATE_COUNTS.map(recursions)].join('\n')],
    [
      'viterbi.ts',
      ["import { add, first, larger, second, STATES } from './vectors';", ...STATE_COUNTS.map(viterbi)].join('\n'),
    ],
    ['moment-tiles.ts', momentTiles()],
  ]);
}

/** Compiles the module; the same sources give the same bytes. */
export async function compileKernels(): Promise<Uint8Array> {
  const sources = kernelSources();
  let bytes: Uint8Array | undefined;
  const messages: string[] = [];
  const stderr = { write: (text: string) => void messages.push(text) };
  const { error } = await main(['index.ts', '--outFile', 'kernels.wasm', ...FLAGS], {
    readFile: (name) => sources.get(name.replace(/^\.\//, ''))?.replaceAll(/^\/\/ @inline$/gm, '@inline') ?? null,
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') bytes = contents;
    },
    listFiles: () => [],
    stderr,
  });
  if (error !== null || bytes === undefined) throw new Error(`The kernels do not compile.\n${messages.join('')}`);
  return bytes;
}
