// npm run -s regimekit -- ARGUMENTS: the command line from a clone, built first when something changed, quietly.
import { join } from 'node:path';
import { install, isInstalled, root, run, runQuietly } from './workspace.mjs';

const prepared =
  (isInstalled() ? 0 : runQuietly(...install)) ||
  runQuietly('pnpm', ['exec', 'turbo', 'run', 'build', '--filter=@regimekit/cli...']);
if (prepared !== 0) process.exit(prepared);

// npm runs scripts in the repository's root; paths that the user types are relative to where he stands.
const cwd = process.env.INIT_CWD ?? process.cwd();
process.exit(
  run(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...process.argv.slice(2)], { cwd, shell: false }),
);
