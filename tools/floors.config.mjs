// dependency-cruiser: floors, purity and cycles.
import { builtinModules } from 'node:module';
import { arrows, nodeOnly, pure } from './floors.mjs';

const own = (name) => `^packages/${name}/`;
const tests = String.raw`\.(test|bench)\.ts$|/test/|/bench/|\.config\.ts$|^vitest\.shared|^tsup\.shared`;

// Builds the WebAssembly module; none of it is shipped.
const kernelBuild = '^packages/hmm-core/kernels/';

const floors = Object.entries(arrows).map(([name, allowed]) => ({
  name: `floor-of-${name}`,
  comment: `${name} imports only from: ${allowed.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: own(name), pathNot: tests },
  to: { path: '^(packages|apps)/', pathNot: [own(name), ...allowed.map(own)] },
}));

export default {
  forbidden: [
    ...floors,
    {
      name: 'known-package',
      comment: 'a new package enters tools/floors.mjs and docs/architecture.md first',
      severity: 'error',
      from: {},
      to: { path: '^packages/', pathNot: Object.keys(arrows).map(own) },
    },
    {
      name: 'pure-packages-do-no-io',
      comment: 'time, randomness, files and threads are arguments here',
      severity: 'error',
      from: { path: pure.map(own), pathNot: [tests, nodeOnly, kernelBuild] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-way-in-but-the-front-door',
      comment: 'packages import each other by name; a benchmark may look behind the door',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/', pathNot: '/bench/' },
      to: {
        path: '^packages/([^/]+)/',
        pathNot: ['^$1/$2/', '/src/index\\.ts$', '/src/(workers|distributions|synthetic|formats|testing)/index\\.ts$'],
      },
    },
    {
      name: 'no-cycles',
      comment: 'types may know each other; code may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: { pathNot: kernelBuild }, to: { couldNotResolve: true } },
    {
      name: 'nothing-climbs-into-tests',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: tests },
      to: { path: String.raw`^(packages|apps)/.*(\.test\.ts$|/test/)` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|/node_modules/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    builtInModules: { override: [...builtinModules, ...builtinModules.map((name) => `node:${name}`)] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@regimekit/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
