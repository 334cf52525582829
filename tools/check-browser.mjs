// The pure packages must run where there is no Node: each is bundled for a browser, then evaluated in a bare context that has
// the language and nothing else.
import { build } from 'esbuild';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { pure } from './floors.mjs';
import { root } from './workspace.mjs';

let failed = 0;
for (const name of pure) {
  try {
    const { outputFiles } = await build({
      stdin: {
        contents: `export * from '@regimekit/${name}';`,
        resolveDir: join(root, 'packages', name),
        loader: 'js',
      },
      alias: { [`@regimekit/${name}`]: join(root, 'packages', name, 'dist', 'index.js') },
      bundle: true,
      minify: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      globalName: 'entry',
      logLevel: 'silent',
    });
    const [{ text }] = outputFiles;
    // What every browser has and a bare context lacks; no clock, no random source, no file.
    const context = createContext({
      TextEncoder,
      TextDecoder,
      URL,
      setTimeout,
      AbortController,
      AbortSignal,
      structuredClone,
    });
    const count = runInContext(`${text}; Object.keys(entry).length`, context);
    if (count === 0) throw new Error('the bundle exports nothing');
    process.stdout.write(`ok     ${name}: ${count} exports, ${(text.length / 1024).toFixed(0)} kB minified\n`);
  } catch (error) {
    failed++;
    process.stdout.write(`FAILED ${name}: ${error.message}\n`);
  }
}
process.exit(failed === 0 ? 0 : 1);
