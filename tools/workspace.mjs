// What the root commands share: where the repository is, how to install and build it, how to run a program.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';

/** Runs a program in the repository's root; returns its exit code. */
export function run(name, parameters, options = {}) {
  const result = spawnSync(name, parameters, { cwd: root, stdio: 'inherit', shell: windows, ...options });
  if (result.error) process.stderr.write(`${name}: ${result.error.message}\n`);
  return result.status ?? 1;
}

/** Runs a program silently; shows what it said, on stderr, only when it failed. */
export function runQuietly(name, parameters, options = {}) {
  const result = spawnSync(name, parameters, { cwd: root, encoding: 'utf8', shell: windows, ...options });
  if (result.status !== 0) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}\n`);
  return result.status ?? 1;
}

/** Whether node_modules is at least as new as the lockfile. */
export function isInstalled() {
  const marker = join(root, 'node_modules', '.modules.yaml');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'pnpm-lock.yaml')).mtimeMs;
}

export const install = ['pnpm', ['install', '--frozen-lockfile', '--prefer-offline']];

/** Every package, app and tool that is one: its folder and its package.json. */
export function workspaces() {
  return ['packages', 'apps', 'tools'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => join(parent, name))
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) })),
  );
}
