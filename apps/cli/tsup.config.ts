import { packageBuild } from '../../tsup.shared.ts';

// shadow-task is what worker threads load: a file beside the entry.
export default packageBuild(
  { main: 'src/main.ts', 'shadow-task': 'src/workflows/shadow/shadow-task.ts' },
  { dts: false },
);
