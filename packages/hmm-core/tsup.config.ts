import { packageBuild } from '../../tsup.shared.ts';

// fit-task is what worker threads load: a file beside the entry, nothing to import by name, so it needs no types.
export default packageBuild(
  { index: 'src/index.ts', 'fit-task': 'src/training/fit-task.ts' },
  { dts: { entry: { index: 'src/index.ts' } } },
);
