import { packageBuild } from '../../tsup.shared.ts';

// The tasks are what worker threads load: files beside the entry, nothing to import by name, so they need no types.
export default packageBuild(
  {
    index: 'src/index.ts',
    'bootstrap-task': 'src/resampling/bootstrap-task.ts',
    'fold-task': 'src/walk-forward/fold-task.ts',
    'candidate-task': 'src/walk-forward/candidate-task.ts',
  },
  { dts: { entry: { index: 'src/index.ts' } } },
);
