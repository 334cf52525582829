// How the package behaves outside of this test runner: bundled for a browser, built into files, in a process of its own.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const source = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));
const conditions = ['@regimekit/source'];
let folder: string;

beforeAll(async () => {
  const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'builds-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const bundle = (entry: string, platform: 'browser' | 'node') =>
  build({
    entryPoints: [source(entry)],
    bundle: true,
    platform,
    format: 'esm',
    conditions,
    write: false,
    logLevel: 'silent',
  });

describe('@regimekit/numerics', () => {
  it('its main entry bundles for a browser, the workers do not', async () => {
    const { outputFiles } = await bundle('index.ts', 'browser');
    expect(outputFiles[0]!.text).not.toMatch(/["']node:/);
    await expect(bundle('workers/index.ts', 'browser')).rejects.toThrow('node:worker_threads');
  });

  it('its pool runs tasks from built files', async () => {
    await build({
      entryPoints: { workers: source('workers/index.ts'), 'worker-entry': source('workers/worker-entry.ts') },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      conditions,
      outdir: folder,
      outExtension: { '.js': '.js' },
      logLevel: 'silent',
    });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(
      join(folder, 'double.js'),
      'export const double = { name: "double", module: import.meta.url, run: (x) => 2 * x };',
    );
    await writeFile(
      join(folder, 'main.js'),
      `import { createWorkerPool } from './workers.js';
       import { double } from './double.js';
       const pool = createWorkerPool({ size: 2 });
       console.log(JSON.stringify(await Promise.all([1, 2, 3].map((x) => pool.run(double, x)))));`,
    );
    // The pool is never closed: that the process ends by itself is part of the test.
    const { stdout } = await run(process.execPath, [join(folder, 'main.js')], { timeout: 30_000 });
    expect(JSON.parse(stdout)).toEqual([2, 4, 6]);
  });

  it('its pool runs from sources in plain Node and does not keep an idle process alive', async () => {
    const script = join(folder, 'sources.mjs');
    await writeFile(
      script,
      `import { createWorkerPool } from ${JSON.stringify(new URL('../src/workers/index.ts', import.meta.url).href)};
       import { refuse, square } from ${JSON.stringify(new URL('support/tasks.ts', import.meta.url).href)};
       const pool = createWorkerPool({ size: 1 });
       const error = await pool.run(refuse, 3).catch((reason) => reason);
       console.log(await pool.run(square, 6), error.code);`,
    );
    const { stdout } = await run(process.execPath, ['--conditions=@regimekit/source', script], { timeout: 30_000 });
    expect(stdout.trim()).toBe('36 TOO_LARGE');
  });
});
