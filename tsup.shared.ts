import { defineConfig, type Options } from 'tsup';

/** ESM and types, one file per entry, external dependencies left outside. */
export function packageBuild(entry: Options['entry'], overrides: Options = {}) {
  return defineConfig({
    entry,
    format: 'esm',
    target: 'node22',
    dts: true,
    sourcemap: true,
    clean: true,
    splitting: true,
    // `node:sqlite` exists under this name only; tsup would shorten it to `sqlite`.
    removeNodeProtocol: false,
    ...overrides,
  });
}
