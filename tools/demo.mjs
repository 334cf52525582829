// npm run demo: installs and builds what the command line needs, then shows the whole way on a synthetic market.
import { install, root, run, runQuietly } from './workspace.mjs';
import { join } from 'node:path';

process.stderr.write('Preparing (the first time takes a minute) ...\n');
const prepared =
  runQuietly(...install) || runQuietly('pnpm', ['exec', 'turbo', 'run', 'build', '--filter=@regimekit/cli...']);
if (prepared !== 0) process.exit(prepared);

const cwd = process.env.INIT_CWD ?? root;
process.exit(
  run(process.execPath, [join(root, 'apps/cli/dist/main.js'), 'demo', ...process.argv.slice(2)], { cwd, shell: false }),
);
