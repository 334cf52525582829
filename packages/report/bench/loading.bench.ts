// Time to load the package: the built files with echarts inside, against echarts as a dependency. Build first.
import { execFileSync } from 'node:child_process';

const ROUNDS = 7;
const load = (modules: readonly string[]): string =>
  `const t = performance.now(); for (const m of ${JSON.stringify(modules)}) await import(m); process.stdout.write(String(performance.now() - t))`;
const measure = (modules: readonly string[]): number => {
  const cwd = new URL('..', import.meta.url);
  const times = Array.from({ length: ROUNDS }, () => {
    return Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', load(modules)], { cwd, encoding: 'utf8' }),
    );
  });
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!);
};

console.table([
  { what: '@regimekit/report, built', ms: measure([new URL('../dist/index.js', import.meta.url).href]) },
  {
    what: 'echarts as a dependency',
    ms: measure(['echarts/core', 'echarts/charts', 'echarts/components', 'echarts/renderers']),
  },
]);
