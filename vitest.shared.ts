import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Tests run on the sources of every package, so nothing has to be built first. */
const conditions = ['@regimekit/source', 'module', 'import', 'node', 'default'];

/** Node is started with these for what is not ours; with `import` among them `require` would be given modules. */
const forNode = conditions.filter((condition) => condition !== 'import');

export function packageTests(overrides: NonNullable<ViteUserConfig['test']> = {}): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions: forNode, externalConditions: conditions } },
    test: {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      reporters: ['default', ['json', { outputFile: '.test-report.json' }]],
      // No test is about speed; on a busy machine each may take its time.
      testTimeout: 180_000,
      hookTimeout: 180_000,
      ...overrides,
    },
  });
}
