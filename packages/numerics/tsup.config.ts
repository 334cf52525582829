import type { Options } from 'tsup';
import { packageBuild } from '../../tsup.shared.ts';

/**
 * The few functions of stdlib that are used go into the bundle; as dependencies they would bring hundreds of folders. They
 * go in minified: hundreds of small modules, wrapped one by one under their paths, are four times as long.
 */
const stdlib: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'stdlib-in-one-piece',
  setup(build) {
    build.onLoad({ filter: /[\\/]distributions[\\/]stdlib\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build.esbuild.build({
        entryPoints: [path],
        bundle: true,
        minify: true,
        write: false,
        format: 'esm',
        platform: 'neutral',
        mainFields: ['main'],
        legalComments: 'none',
      });
      return { contents: outputFiles[0]!.text, loader: 'js' };
    });
  },
};

export default packageBuild(
  {
    index: 'src/index.ts',
    distributions: 'src/distributions/index.ts',
    workers: 'src/workers/index.ts',
    // The file that each worker thread runs; the pool looks for it beside itself.
    'worker-entry': 'src/workers/worker-entry.ts',
  },
  { esbuildPlugins: [stdlib] },
);
