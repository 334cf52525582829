import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeMarketFiles } from './support/market-files.ts';
import { runJson, temporaryFolder } from './support/run-cli.ts';

describe('train --register chooses the version by what has changed', () => {
  it('new data: patch; other restarts or covariance: minor; other features or regimes: major', async () => {
    const home = temporaryFolder();
    const files = writeMarketFiles(join(home, 'files'), { seed: 3, start: '2011-01-03', nDays: 700 });
    await runJson('data', 'import', ...Object.values(files), '--home', home);
    const train = async (features: string, ...more: string[]): Promise<string> => {
      const argv = ['train', '--features', features, '--register', '--skip-sample-validation', ...more];
      return (await runJson<{ version: string }>(...argv, '--home', home)).version;
    };
    const plain = ['--restarts', '2', '--to', '2013-03-28'];
    expect(await train('vol2', ...plain)).toBe('1.0.0');
    expect(await train('vol2', ...plain)).toBe('1.0.1');
    expect(await train('vol2', '--restarts', '2', '--to', '2013-06-28')).toBe('1.0.2');
    expect(await train('vol2', ...plain, '--seed', '7')).toBe('1.0.3');
    expect(await train('vol2', '--restarts', '3', '--to', '2013-03-28')).toBe('1.1.0');
    expect(await train('vol2', '--restarts', '3', '--to', '2013-03-28', '--covariance', 'spherical')).toBe('1.2.0');
    expect(await train('vol2', ...plain, '--states', '2')).toBe('2.0.0');
    expect(await train('no-credit7', ...plain, '--states', '2')).toBe('3.0.0');

    expect(await train('vol2', '--model', 'jump', '--restarts', '2', '--to', '2013-03-28')).toBe('4.0.0');
    expect(await train('vol2', '--model', 'jump', '--restarts', '2', '--to', '2013-06-28')).toBe('4.0.1');
    expect(
      await train('vol2', '--model', 'jump', '--restarts', '2', '--to', '2013-06-28', '--jump-penalty', '20'),
    ).toBe('4.1.0');

    const saved = join(home, 'saved');
    await runJson('model', 'save', '4.1.0', '--to', saved, '--home', home);
    const loaded = await runJson('model', 'load', saved, '--register', '--home', home);
    expect(loaded).toMatchObject({ registered: { version: '4.1.1' } });
    // What was brought in can serve like what was trained here.
    await runJson('registry', 'promote', '4.1.1', '--home', home);
    expect(await runJson('predict', '--home', home)).toMatchObject({ model: { version: '4.1.1' } });
  });
});
