import { packageBuild } from '../../tsup.shared.ts';

export default packageBuild({
  index: 'src/index.ts',
  workers: 'src/workers/index.ts',
  // The file that each worker thread runs; the pool looks for it beside itself.
  'worker-entry': 'src/workers/worker-entry.ts',
});
