import { packageBuild } from '../../tsup.shared.ts';

// The tasks are what worker threads load: files beside the entry, nothing to import by name, so they need no types.
export default packageBuild(
  {
    index: 'src/index.ts',
    'fit-task': 'src/training/fit-task.ts',
    'hmm-fit-task': 'src/training/hmm-fit-task.ts',
    'bootstrap-task': 'src/uncertainty/bootstrap-task.ts',
    'replicate-task': 'src/no-regimes/replicate-task.ts',
  },
  { dts: { entry: { index: 'src/index.ts' } } },
);
