import { packageBuild } from '../../tsup.shared.ts';

// start-task is what worker threads load: a file beside the entry, nothing to import by name, so it needs no types.
export default packageBuild(
  { index: 'src/index.ts', 'start-task': 'src/training/start-task.ts' },
  { dts: { entry: { index: 'src/index.ts' } } },
);
