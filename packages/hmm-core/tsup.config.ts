import { packageBuild } from '../../tsup.shared.ts';

// fit-task is what worker threads load.
export default packageBuild({ index: 'src/index.ts', 'fit-task': 'src/training/fit-task.ts' });
