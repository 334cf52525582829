import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeAt } from '../src/frame/home.ts';
import { checkRange, parseChoice, parseDate, parseWhole } from '../src/frame/options.ts';
import { createProgress } from '../src/frame/progress.ts';
import { percent, shareBar, table, withoutControls } from '../src/frame/terminal.ts';
import { readConfiguration } from '../src/workflows/configuration.ts';
import { runCli, temporaryFolder } from './support/run-cli.ts';

describe('regimekit', () => {
  it('--help and --version exit with 0', async () => {
    expect((await runCli('--help')).exitCode).toBe(0);
    const { exitCode, stdout } = await runCli('--version');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('an unknown command or option exits with 2 and says what was meant', async () => {
    expect(await runCli('demoo')).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('demo') });
    expect((await runCli('--colour')).exitCode).toBe(2);
  });

  it('no command, or half of one, shows what there is and exits with 2', async () => {
    const none = await runCli();
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
    expect(none.stderr).toMatch(/^Usage: regimekit .*predict.*A command is missing\./s);
    expect((await runCli('data')).stderr).toMatch(/^Usage: regimekit data .*import.*A command is missing\./s);
    const json = await runCli('registry', '--json');
    expect(json).toMatchObject({ exitCode: 2, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'USAGE', message: 'A command is missing.' } });
  });

  it('a folder that cannot be made is told as that, not as a defect', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { exitCode, stdout } = await runCli('demo', '--home', file, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'FILE_SYSTEM', message: expect.stringContaining(file) },
    });
  });

  it('with --json a failure is one document on stdout', async () => {
    const { exitCode, stdout } = await runCli('nonsense', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'USAGE', message: expect.stringContaining('nonsense') },
    });
  });
});

describe('options', () => {
  it('parseDate(option, text) takes calendar days and nothing else', () => {
    expect(parseDate('--from', '2024-02-29')).toBe('2024-02-29');
    expect(parseDate('--from', undefined)).toBeUndefined();
    for (const text of ['2023-02-29', '2024-13-01', '24-01-01', 'today', '2024-1-1', '']) {
      expect(() => parseDate('--from', text)).toThrow(
        `--from must be a calendar day as YYYY-MM-DD, received "${text}".`,
      );
    }
  });

  it('checkRange(from, to) refuses an end before the beginning', () => {
    expect(() => checkRange('2020-01-02', '2020-01-01')).toThrow('--to must be on or after --from (2020-01-02)');
    expect(checkRange('2020-01-01', '2020-01-01')).toBeUndefined();
  });

  it('parseWhole and parseChoice name the option, the value and what is accepted', () => {
    expect(parseWhole('--states', '3', { min: 1, max: 10 })).toBe(3);
    for (const text of ['0', '11', '2.5', 'x', '']) {
      expect(() => parseWhole('--states', text, { min: 1, max: 10 })).toThrow('a whole number from 1 to 10');
    }
    expect(parseChoice('--covariance', 'diag', ['diag', 'full'])).toBe('diag');
    expect(() => parseChoice('--covariance', 'fuII', ['diag', 'full'])).toThrow('one of diag, full, received "fuII"');
  });
});

describe('readConfiguration', () => {
  it('readConfiguration(home) gives the defaults where there is no file, and fills in what a file leaves out', async () => {
    const folder = temporaryFolder();
    const defaults = await readConfiguration(homeAt(folder));
    expect(defaults.series).toEqual({});
    expect(defaults.features).toEqual({ set: 'regime9', lookbackDays: 252, maxCarryDays: 3, lagSessions: {} });
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ series: { price: 'dax' } }));
    expect((await readConfiguration(homeAt(folder))).series).toEqual({ price: 'dax' });
  });

  it('readConfiguration(home) names an unknown key and broken JSON', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ serie: {} }));
    await expect(readConfiguration(homeAt(folder))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('serie'),
    });
    writeFileSync(join(folder, 'config.json'), '{');
    await expect(readConfiguration(homeAt(folder))).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('readConfiguration(home) says so when the home is a file, or config.json a folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'home', 'config.json'), { recursive: true });
    for (const home of ['file', 'home']) {
      await expect(readConfiguration(homeAt(join(folder, home)))).rejects.toMatchObject({
        code: 'UNREADABLE_CONFIGURATION',
        kind: 'input',
        message: expect.stringContaining(join(home, 'config.json')),
      });
    }
  });
});

describe('pages on the terminal', () => {
  it('keep colours and nothing else that controls a terminal', () => {
    const green = '\u001B[32mok\u001B[39m\n\ttab';
    expect(withoutControls(green)).toBe(green);
    expect(withoutControls('a\u001B]0;title\u0007b\u001B[2Jc\rd\u009B2Je\u202Ef')).toBe(
      'a\uFFFD]0;title\uFFFDb\uFFFD[2Jc\uFFFDd\uFFFD2Je\uFFFDf',
    );
  });

  it('keep a row of a table on one line', () => {
    expect(table(['reason'], [['one\n  two\tthree']]).split('\n')).toHaveLength(2);
  });

  it('percent(share) rounds, but neither to never nor to always', () => {
    expect([0, 0.0001, 0.0005, 0.913, 0.9994, 0.9999, 1].map((share) => percent(share))).toEqual([
      '0.0 %',
      '<0.1 %',
      '0.1 %',
      '91.3 %',
      '99.9 %',
      '>99.9 %',
      '100.0 %',
    ]);
  });

  it('shareBar(share, width) fills in eighths of a cell', () => {
    expect(shareBar(0, 4)).toBe('····');
    expect(shareBar(1, 4)).toBe('████');
    expect(shareBar(0.53125, 4)).toBe('██▏·');
  });

  it('table(header, rows) puts numbers to the right and text to the left', () => {
    const lines = table(
      ['regime', 'share'],
      [
        ['risk_on', '5.0 %'],
        ['neutral', '95.0 %'],
      ],
    ).split('\n');
    expect(lines.slice(1)).toEqual(['risk_on   5.0 %', 'neutral  95.0 %']);
  });

  it('createProgress(stream, false) writes nothing', () => {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) > 0 };
    createProgress(stream, false).show('working', 0.5);
    expect(written).toEqual([]);
    const visible = createProgress(stream, true);
    visible.show('working', 0.5);
    visible.done();
    expect(written.join('')).toContain('████████████░░░░░░░░░░░░ working');
  });
});
