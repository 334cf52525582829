import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { logLikelihood, parseGaussianHmm } from '@regimekit/hmm-core';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';
import { writeTable, writeText } from './support/tables.ts';

/** How files say that there is no value. */
const MARKS = ['', 'NA', 'NaN', '.'];
const withGaps = (text: string, row: number, column: number): string =>
  (row + 3 * column) % 10 === 7 ? MARKS[row % MARKS.length]! : text;

interface Fitted {
  readonly columns: string[];
  readonly leftOut: string[];
  readonly nMissing: number;
  readonly fit: { readonly logLikelihood: number; readonly bic: number };
  readonly model: { readonly means: number[][] };
}

describe('regimekit hmm with gaps in the table', () => {
  it('fit, score, decode and forecast --missing work together on one file', async () => {
    const folder = temporaryFolder();
    const csv = writeTable(folder, withGaps);
    const out = join(folder, 'model.json');
    const fitted = await runJson<Fitted>('hmm', 'fit', csv, '--missing', '--restarts', '2', '--out', out);
    expect(fitted).toMatchObject({ columns: ['ret', 'vol'], leftOut: ['date'], nMissing: 80 });
    const scored = await runJson<{ logLikelihood: number; nMissing: number }>('hmm', 'score', out, csv, '--missing');
    expect(scored).toMatchObject({ logLikelihood: fitted.fit.logLikelihood, nMissing: 80 });
    const decoded = await runJson<{ rows: { filtered: number[] }[] }>('hmm', 'decode', out, csv, '--missing');
    expect(decoded.rows).toHaveLength(400);
    expect(decoded.rows.every(({ filtered }) => filtered.every((p) => p >= 0 && p <= 1))).toBe(true);
    expect(await runJson('hmm', 'forecast', out, csv, '--missing')).toMatchObject({ rows: 400, nMissing: 80 });
    for (const verb of ['score', 'decode', 'forecast']) {
      const { stdout } = await runCli('hmm', verb, out, csv, '--missing');
      expect(stdout).toContain('80 values missing (10.0 % of all), integrated out');
    }
  });

  it('score --missing is the marginal likelihood of the core, not that of values filled in', async () => {
    const folder = temporaryFolder();
    const whole = writeTable(folder);
    const out = join(folder, 'model.json');
    await runJson('hmm', 'fit', whole, '--restarts', '2', '--out', out);
    const csv = writeText(folder, 'three.csv', 'ret,vol\n1,2\n,5\n-1,NA\n');
    const model = parseGaussianHmm((JSON.parse(readFileSync(out, 'utf8')) as { model: unknown }).model);
    const expected = logLikelihood(
      model,
      [
        [1, 2],
        [Number.NaN, 5],
        [-1, Number.NaN],
      ],
      { missing: 'marginalise' },
    );
    const { logLikelihood: scored } = await runJson<{ logLikelihood: number }>('hmm', 'score', out, csv, '--missing');
    expect(scored).toBe(expected);
    const filled = writeText(folder, 'filled.csv', 'ret,vol\n1,2\n0,5\n-1,5\n');
    expect((await runJson<{ logLikelihood: number }>('hmm', 'score', out, filled)).logLikelihood).not.toBe(expected);
  });

  it('fit --missing stays near the fit of the whole table, and changes nothing of it', async () => {
    const folder = temporaryFolder();
    const whole = await runJson<Fitted>('hmm', 'fit', writeTable(folder), '--restarts', '2');
    const allowed = await runJson<Fitted>('hmm', 'fit', writeTable(folder), '--restarts', '2', '--missing');
    expect(allowed).toEqual(whole);
    const gaps = await runJson<Fitted>('hmm', 'fit', writeTable(folder, withGaps), '--restarts', '2', '--missing');
    for (const [k, mean] of gaps.model.means.flat().entries()) {
      expect(Math.abs(mean - whole.model.means.flat()[k]!)).toBeLessThan(0.05);
    }
    // A tenth of the values carries a tenth of the likelihood or so.
    expect(gaps.fit.logLikelihood).not.toBe(whole.fit.logLikelihood);
  });

  it('a gap without --missing is an error with its place and the way out, and never leaves a column out', async () => {
    const folder = temporaryFolder();
    const csv = writeText(folder, 'gaps.csv', 'date,a,b\nmonday,1,2\ntuesday,,4\nwednesday,5,.\n');
    for (const argv of [[csv], [csv, '--columns', 'a']]) {
      const { exitCode, stderr } = await runCli('hmm', 'fit', ...argv);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('an empty cell at line 3, column a');
      expect(stderr).toContain('--missing');
    }
    const other = await runCli('hmm', 'fit', csv, '--columns', 'b');
    expect(other.stderr).toContain('has "." at line 4, column b');
  });

  it('text is no gap: such a column is left out, and named with its place when it was asked for', async () => {
    const folder = temporaryFolder();
    const rows = Array.from({ length: 40 }, (_, t) => `${t % 7},${t === 5 ? '' : 'note'},${t === 3 ? 'none' : t},`);
    const csv = writeText(folder, 'text.csv', ['a,b,c,d', ...rows].join('\n'));
    const { columns, leftOut } = await runJson<Fitted>('hmm', 'fit', csv, '--restarts', '1', '--states', '1');
    expect([columns, leftOut]).toEqual([['a'], ['b', 'c', 'd']]);
    const asked = await runCli('hmm', 'fit', csv, '--columns', 'a,c', '--missing');
    expect(asked.stderr).toContain('has "none" at line 5, column c');
    expect(asked.stderr).not.toContain('--missing');
    const empty = await runCli('hmm', 'fit', csv, '--columns', 'a,d', '--missing');
    expect(empty).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has no value in column "d"') });
  });

  it('an empty line is a gap in a table of one column, and nothing in a wider one', async () => {
    const folder = temporaryFolder();
    const one = writeText(folder, 'one.csv', 'a\n1\n2\n\n4\n3\n\n');
    const { stderr } = await runCli('hmm', 'fit', one, '--states', '1');
    expect(stderr).toContain('an empty cell at line 4, column a');
    const options = ['--states', '1', '--restarts', '1', '--missing'];
    expect(await runJson('hmm', 'fit', one, ...options)).toMatchObject({ rows: 5, nMissing: 1 });
    const two = writeText(folder, 'two.csv', 'a,b\n1,2\n\n3,5\n2,4\n');
    expect(await runJson('hmm', 'fit', two, ...options)).toMatchObject({ rows: 3, nMissing: 0 });
  });

  it('a column named twice is refused', async () => {
    const csv = writeTable(temporaryFolder());
    const { exitCode, stderr } = await runCli('hmm', 'fit', csv, '--columns', 'ret, ret');
    expect([exitCode, stderr.includes('"ret" twice')]).toEqual([2, true]);
  });
});
