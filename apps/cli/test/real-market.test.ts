import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PredictDocument, TrainDocument } from './support/documents.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

// Vendors' data may not be committed; they lie beside the repository on the machines that have them.
const shared = fileURLToPath(new URL('../../../../shared/data/market/', import.meta.url));

interface ImportDocument {
  readonly files: readonly { readonly read: number; readonly added: number; readonly skipped: readonly unknown[] }[];
}

/** Share of the days from `from` to `to` that have the regime. */
function share({ predictions }: PredictDocument, regime: string, from: string, to: string): number {
  const days = predictions.filter(({ date }) => date >= from && date <= to);
  expect(days.length).toBeGreaterThan(50);
  return days.filter((day) => day.regime === regime).length / days.length;
}

describe.skipIf(!existsSync(shared))('the real market (skipped where ../shared/data/market does not exist)', () => {
  let home: string;
  let imported: ImportDocument;
  beforeAll(async () => {
    home = join(temporaryFolder(), 'home');
    const paths = ['vix.csv', 'spx.csv', 'treasury.csv', 'hy_spread.csv'].map((name) => join(shared, name));
    imported = await runJson<ImportDocument>('data', 'import', ...paths, '--home', home);
  });

  it('data import of the four files takes every row', () => {
    expect(imported.files).toHaveLength(4);
    for (const { read, added, skipped } of imported.files) {
      expect({ added, skipped }).toEqual({ added: read, skipped: [] });
    }
  });

  it.each(['diag', 'full'])(
    'train --covariance %s on 1997 to 2014 sees risk_off in autumn 2008 and, never having seen it, risk_on in 2017',
    async (covariance) => {
      const days = ['--from', '1997-01-01', '--to', '2014-12-31'];
      const keep = ['--register', '--promote', '--home', home];
      const trained = await runJson<TrainDocument>('train', ...days, '--covariance', covariance, ...keep);
      expect(trained.fit).toMatchObject({ stopReason: 'tolerance' });
      expect(trained.training).toMatchObject({ to: '2014-12-31' });
      const answers = await runJson<PredictDocument>(
        'predict',
        '--from',
        '1997-01-01',
        '--to',
        '2019-12-31',
        '--home',
        home,
      );
      expect(answers.model).toMatchObject({ version: trained.version, stage: 'production' });
      expect(answers.predictions.at(-1)?.date).toBe('2019-12-31');
      expect(share(answers, 'risk_off', '2008-09-15', '2008-12-31')).toBeGreaterThan(0.5);
      expect(share(answers, 'risk_on', '2017-01-01', '2017-12-31')).toBeGreaterThan(0.5);
      // Controls: neither answer is what the model always says.
      expect(share(answers, 'risk_off', '2017-01-01', '2017-12-31')).toBeLessThan(0.1);
      expect(share(answers, 'risk_on', '2008-09-15', '2008-12-31')).toBeLessThan(0.1);
      const range = ['--from', '2008-09-15', '--to', '2008-12-31', '--home', home];
      expect((await runJson<PredictDocument>('predict', ...range)).predictions).toEqual(
        answers.predictions.filter(({ date }) => date >= '2008-09-15' && date <= '2008-12-31'),
      );
    },
    300_000,
  );

  it('predict --date 2008-10-24 says what the README shows', async () => {
    await runJson('train', '--from', '1997-01-01', '--to', '2014-12-31', '--register', '--promote', '--home', home);
    const { stdout } = await runCli('predict', '--date', '2008-10-24', '--home', home);
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const [, shown] = /```text\n(2008-10-24[^]*?)```/.exec(readme)!;
    expect(stripVTControlCharacters(stdout)).toContain(shown);
  });
});
