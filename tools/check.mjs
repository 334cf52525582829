// npm run check: every check but the tests. All of them run, then the failed ones are named.
//   npm run check                 everything
//   npm run check -- lint floors  only these
import { install, run } from './workspace.mjs';

const exec = (name, ...parameters) => ['pnpm', ['exec', name, ...parameters]];
const node = (...parameters) => [process.execPath, parameters, { shell: false }];

const checks = {
  format: exec('oxfmt', '--check', '.'),
  lint: exec('oxlint', '--deny-warnings'),
  types: exec('turbo', 'run', 'typecheck', '--output-logs=errors-only'),
  floors: exec('depcruise', '--config', 'tools/floors.config.mjs', 'packages', 'apps'),
  unused: exec('knip'),
  lockfile: node('tools/check-lockfile.mjs'),
  build: exec('turbo', 'run', 'build', '--output-logs=errors-only'),
  packages: node('tools/check-packages.mjs'),
  browser: node('tools/check-browser.mjs'),
  docs: node('tools/check-docs.mjs'),
  changesets: exec('changeset', 'status'),
  picture: node('tools/render-picture.mjs', '--check'),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in checks));
if (unknown.length > 0) {
  process.stderr.write(`Unknown check ${unknown.join(', ')}; there are ${Object.keys(checks).join(', ')}.\n`);
  process.exit(2);
}

const installed = run(...install);
if (installed !== 0) process.exit(installed);

const failed = [];
for (const [name, command] of Object.entries(checks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const started = performance.now();
  process.stdout.write(`\n== ${name}\n`);
  const ok = run(...command) === 0;
  if (!ok) failed.push(name);
  process.stdout.write(
    `== ${name}: ${ok ? 'ok' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`,
  );
}
process.stdout.write(failed.length === 0 ? '\nAll checks passed.\n' : `\nFailed checks: ${failed.join(', ')}\n`);
process.exit(failed.length === 0 ? 0 : 1);
