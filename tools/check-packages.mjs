// Packs every public package and uses the tarballs as a stranger would: publint and attw look at them, then a fresh
// project installs them, imports every entry in plain Node and type-checks against the shipped types.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root, run, runQuietly, workspaces } from './workspace.mjs';

const work = mkdtempSync(join(tmpdir(), 'regimekit-pack-'));
let failed = 0;
const expect = (ok, what) => {
  if (!ok) failed++;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${what}\n`);
};

try {
  const packages = workspaces().filter(({ manifest }) => !manifest.private);
  for (const { folder, manifest } of packages) {
    const target = join(work, basename(folder));
    mkdirSync(target);
    runQuietly('pnpm', ['pack', '--pack-destination', target], { cwd: join(root, folder) });
    const tarball = join(
      target,
      readdirSync(target).find((name) => name.endsWith('.tgz')),
    );
    Object.assign(manifest, { tarball });
    expect(runQuietly('pnpm', ['exec', 'publint', 'run', tarball, '--strict']) === 0, `publint ${manifest.name}`);
    if (!manifest.bin) {
      expect(runQuietly('pnpm', ['exec', 'attw', tarball, '--profile', 'esm-only']) === 0, `attw    ${manifest.name}`);
    }
  }
  consume(packages.map(({ manifest }) => manifest));
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);

/** A project of its own, outside the workspace, that has only what the tarballs ask for. */
function consume(manifests) {
  const project = join(work, 'consumer');
  mkdirSync(project);
  const tarballs = Object.fromEntries(manifests.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies: tarballs };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  // The packages name each other by version; here these versions are the tarballs.
  const overrides = Object.entries(tarballs).map(([name, file]) => `  '${name}': '${file}'`);
  writeFileSync(join(project, 'pnpm-workspace.yaml'), `packages: [.]\noverrides:\n${overrides.join('\n')}\n`);
  expect(
    runQuietly('pnpm', ['install', '--prefer-offline'], { cwd: project }) === 0,
    'a new project installs the tarballs',
  );

  const entries = manifests
    .filter(({ bin }) => !bin)
    .flatMap(({ name, exports }) =>
      Object.keys(exports)
        .filter((entry) => entry !== './package.json')
        .map((entry) => name + entry.slice(1)),
    );
  const imports = entries.map((entry, i) => `import * as entry${i} from '${entry}';`).join('\n');
  const used = `for (const entry of [${entries.map((_, i) => `entry${i}`)}]) {\n  if (Object.keys(entry).length === 0) throw new Error('empty entry');\n}\n`;
  writeFileSync(join(project, 'use.mjs'), `${imports}\n${used}`);
  writeFileSync(join(project, 'use.ts'), `${imports}\n${used}`);
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    lib: ['ES2024', 'DOM'],
    strict: true,
    noEmit: true,
    types: [],
    skipLibCheck: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['use.ts'] }));

  expect(
    run(process.execPath, ['use.mjs'], { cwd: project, shell: false }) === 0,
    `${entries.length} entries load in plain Node`,
  );
  const tsc = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
  expect(
    run(process.execPath, [tsc, '-p', '.'], { cwd: project, shell: false }) === 0,
    'their types hold for a strict consumer',
  );

  for (const { name, bin } of manifests.filter(({ bin: has }) => has)) {
    for (const command of Object.keys(bin)) {
      const status = runQuietly(join(project, 'node_modules', '.bin', command), ['--help'], { cwd: project });
      expect(status === 0, `${name} installs the command ${command}`);
    }
  }
}
