import { packageBuild } from '../../tsup.shared.ts';

// bootstrap-task is what worker threads load: a file beside the entry, nothing to import by name, so it needs no types.
export default packageBuild(
  { index: 'src/index.ts', 'bootstrap-task': 'src/resampling/bootstrap-task.ts' },
  { dts: { entry: { index: 'src/index.ts' } } },
);
