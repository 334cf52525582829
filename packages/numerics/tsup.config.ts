import { packageBuild } from '../../tsup.shared.ts';

// The few functions of stdlib that are used go into the bundle; as dependencies they would bring hundreds of folders. Their
// comments are most of their text, so that entry is built without them and without a source map.
const distributions = { distributions: 'src/distributions/index.ts' };
const own = {
  index: 'src/index.ts',
  workers: 'src/workers/index.ts',
  // The file that each worker thread runs; the pool looks for it beside itself.
  'worker-entry': 'src/workers/worker-entry.ts',
};

export default packageBuild(
  { ...own, ...distributions },
  { noExternal: [/^@stdlib\//u], esbuildOptions: (options) => void (options.legalComments = 'none') },
);
