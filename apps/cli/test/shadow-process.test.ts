// Shadows of the built program: eight predictions at once, each a process of its own.
import { join } from 'node:path';
import { PredictionLog } from '@regimekit/monitoring';
import { describe, expect, it } from 'vitest';
import { runBuiltCli } from './support/built-cli.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { registerModel } from './support/models.ts';
import { runJson, temporaryFolder } from './support/run-cli.ts';

const AT_ONCE = 8;

describe('the built program with a version in shadow', () => {
  it(`predict ${AT_ONCE} times at once loses no answer, no answer of a shadow and no run`, async () => {
    const folder = temporaryFolder();
    const files = writeMarketFiles(join(folder, 'files'), { seed: 3, start: '2011-01-03', nDays: 400 });
    const home = join(folder, 'home');
    await runJson('data', 'import', files['spx']!, files['vix']!, '--home', home);
    await registerModel(home, { promote: true });
    await registerModel(home);
    await runJson('registry', 'promote', '1.0.1', '--to', 'shadow', '--home', home);
    const argv = ['predict', '--shadow-budget', '300000', '--json', '--home', home];
    const results = await Promise.all(Array.from({ length: AT_ONCE }, async () => runBuiltCli(argv, folder)));
    for (const { ended, stdout, stderr } of results) {
      expect(ended).toBe(0);
      expect(stdout).toBe(results[0]!.stdout);
      expect(stderr).toMatch(/^In shadow: 1\.0\.1 answered in \d+ ms\.\n$/u);
    }
    const log = await PredictionLog.open(join(home, 'operations.sqlite'));
    expect(await log.query({ role: 'production' })).toHaveLength(AT_ONCE);
    expect(await log.query({ role: 'shadow' })).toHaveLength(AT_ONCE);
    expect((await log.shadowRuns({ outcome: 'ok' })).map(({ madeAt }) => madeAt).toSorted()).toEqual(
      (await log.query({ role: 'production' })).map(({ madeAt }) => madeAt).toSorted(),
    );
    await log.close();
  });
});
