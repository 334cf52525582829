import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';
import { writeTable } from './support/tables.ts';

describe('regimekit hmm', () => {
  it('fit, score, decode and sample work together on one file', async () => {
    const folder = temporaryFolder();
    const csv = writeTable(folder);
    const out = join(folder, 'model.json');
    const fitted = await runJson<{
      columns: string[];
      leftOut: string[];
      fit: { logLikelihood: number; stopReason: string; restarts: unknown[] };
    }>('hmm', 'fit', csv, '--states', '2', '--restarts', '4', '--out', out);
    expect(fitted).toMatchObject({ columns: ['ret', 'vol'], leftOut: ['date'], fit: { stopReason: 'tolerance' } });
    expect(fitted.fit.restarts).toHaveLength(4);

    const scored = await runJson<{ logLikelihood: number }>('hmm', 'score', out, csv);
    expect(scored.logLikelihood).toBe(fitted.fit.logLikelihood);

    const decoded = await runJson<{ rows: { filtered: number[]; hindsightState: number }[] }>(
      'hmm',
      'decode',
      out,
      csv,
    );
    expect(decoded.rows).toHaveLength(400);
    const agreed = decoded.rows.filter(({ filtered, hindsightState }) => filtered[hindsightState]! > 0.5).length;
    expect(agreed / 400).toBeGreaterThan(0.97);

    const drawn = await runJson('hmm', 'sample', out, '--steps', '50', '--seed', '7');
    expect(await runJson('hmm', 'sample', out, '--steps', '50', '--seed', '7')).toEqual(drawn);
    expect(await runJson('hmm', 'sample', out, '--steps', '50', '--seed', '8')).not.toEqual(drawn);
  });

  it('fit prints a page for people, and never overwrites a model', async () => {
    const folder = temporaryFolder();
    const csv = writeTable(folder);
    const out = join(folder, 'model.json');
    writeFileSync(out, 'mine');
    const { stdout, exitCode } = await runCli('hmm', 'fit', csv, '--restarts', '2');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('2 states on 400 rows of ret, vol (left out: date)');
    expect(await runCli('hmm', 'fit', csv, '--restarts', '1', '--out', out)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('exists already'),
    });
    expect(readFileSync(out, 'utf8')).toBe('mine');
  });

  it('bad tables and models are refused with what is wrong and where', async () => {
    const folder = temporaryFolder();
    const bad = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const cases: [string[], string][] = [
      [['hmm', 'fit', join(folder, 'missing.csv')], 'cannot be read'],
      [['hmm', 'fit', bad('empty.csv', '')], 'holds no rows'],
      [['hmm', 'fit', bad('headless.csv', '1,2\n3,4\n')], 'has no header'],
      [['hmm', 'fit', bad('words.csv', 'a,b\nx,y\n')], 'no numeric column'],
      [['hmm', 'fit', bad('hole.csv', 'a,b\n1,2\n,4\n'), '--columns', 'a'], 'line 3, column a'],
      [['hmm', 'fit', bad('ragged.csv', 'a,b\n1,2\n3\n')], 'no regular CSV'],
      [['hmm', 'fit', bad('ok.csv', 'a\n1\n2\n3\n'), '--columns', 'z'], 'has no column "z"'],
      [['hmm', 'fit', bad('few.csv', 'a\n1\n2\n'), '--states', '3'], '3'],
      [['hmm', 'fit', bad('ok2.csv', 'a\n1\n2\n3\n'), '--states', '0'], '--states must be a whole number'],
      [['hmm', 'score', bad('model.json', '{}'), join(folder, 'ok.csv')], 'is no model file'],
      [['hmm', 'sample', bad('model2.json', 'no')], 'is no model file'],
    ];
    for (const [argv, message] of cases) {
      const { exitCode, stderr } = await runCli(...argv);
      expect({ argv, exitCode }).toEqual({ argv, exitCode: 2 });
      expect(stderr).toContain(message);
    }
    expect(existsSync(join(folder, 'missing.csv'))).toBe(false);
  });
});
