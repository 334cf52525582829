import { packageBuild } from '../../tsup.shared.ts';

// bootstrap-task and fold-task are what worker threads load: files beside the entry, nothing to import by name, so they need no types.
export default packageBuild(
  {
    index: 'src/index.ts',
    'bootstrap-task': 'src/resampling/bootstrap-task.ts',
    'fold-task': 'src/walk-forward/fold-task.ts',
  },
  { dts: { entry: { index: 'src/index.ts' } } },
);
