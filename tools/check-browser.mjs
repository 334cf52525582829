// The pure packages must run where there is no Node: each is bundled for a browser, then evaluated in a bare context that has
// the language and nothing else. A page has to load it, so each has a size of its own that it may exceed by a tenth.
import { build } from 'esbuild';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { pure } from './floors.mjs';
import { root } from './workspace.mjs';

/** Minified, in kB of 1024 bytes, as last measured. A package that grows for a good reason changes its figure here. */
const sizes = {
  errors: 1,
  numerics: 89,
  'hmm-core': 444,
  'jump-model': 120,
  features: 140,
  detector: 435,
  evaluation: 956,
};
const LEEWAY = 1.1;

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
    const size = text.length / 1024;
    const most = LEEWAY * (sizes[name] ?? 0) + 1;
    if (size > most) {
      throw new Error(
        `${size.toFixed(0)} kB minified, and at most ${most.toFixed(0)} are allowed: see what came in (a metafile of esbuild tells), or raise its figure in tools/check-browser.mjs`,
      );
    }
    process.stdout.write(
      `ok     ${name}: ${count} exports, ${size.toFixed(0)} kB minified, at most ${most.toFixed(0)}\n`,
    );
  } catch (error) {
    failed++;
    process.stdout.write(`FAILED ${name}: ${error.message}\n`);
  }
}
process.exit(failed === 0 ? 0 : 1);
