import { describe, expect, it } from 'vitest';
import {
  EmptyFileError,
  InvalidSeriesNameError,
  MalformedFileError,
  UnknownFormatError,
  UnsupportedContentError,
  WrongFormatError,
} from '../errors.ts';
import { lines } from '../../test/support/files.ts';
import type { MarketFile, ReadOptions } from './market-file.ts';
import { parseMarketFile } from './parse-market-file.ts';

function failureOf(file: MarketFile, options: ReadOptions = {}): Error & { hint?: string; details: object } {
  try {
    parseMarketFile(file, options);
  } catch (error) {
    if (error instanceof Error && 'details' in error) return error as ReturnType<typeof failureOf>;
    throw error;
  }
  return expect.unreachable('should have been refused');
}

describe('parseMarketFile(file) on files that cannot be read', () => {
  it('lists the formats and the header it met', () => {
    const error = failureOf(lines('x.csv', 'No data'));
    expect(error).toBeInstanceOf(UnknownFormatError);
    expect(error.message).toContain('begins with "No data"');
    for (const name of ['fred', 'cboe', 'yahoo', 'stooq', 'treasury', 'investing', 'csv', 'parquet']) {
      expect(error.message).toContain(`\n  ${name}: `);
    }
  });

  it('says so when the columns are separated by semicolons or tabs', () => {
    expect(failureOf(lines('x.csv', 'date;vix', '2020-01-02;12,5')).hint).toContain('semicolons');
    expect(failureOf(lines('x.csv', 'date\tvix', '2020-01-02\t12.5')).hint).toContain('tabs');
  });

  it('names line and column of a cell that is no number', () => {
    const error = failureOf(lines('vix.csv', 'date,vix', '2020-01-02,12.5', '2020-01-03,abc'));
    expect(error).toBeInstanceOf(MalformedFileError);
    expect(error.message).toBe('vix.csv, line 3, column "vix": expected a number, received "abc".');
    expect(error.details).toEqual({ path: 'vix.csv', line: 3, column: 'vix' });
  });

  it('refuses days that do not exist', () => {
    const iso = failureOf(lines('x.csv', 'date,vix', '2020-01-02,12', '2020-02-30,13'));
    expect(iso.message).toContain('line 3, column "date": "2020-02-30" is no day of the calendar');
    const american = failureOf(lines('x.csv', 'DATE,OPEN,HIGH,LOW,CLOSE', '13/45/2020,1,1,1,1'));
    expect(american.message).toContain('line 2, column "DATE": "13/45/2020" is no day of the calendar');
    expect(failureOf(lines('x.csv', 'date,vix', '13/45/2020,12')).message).toContain('"13/45/2020" is no day');
  });

  it('refuses two ways of writing days in one file', () => {
    const error = failureOf(lines('x.csv', 'date,vix', '2020-01-02,12', '01/03/2020,13'));
    expect(error.message).toContain(
      'line 3, column "date": received "01/03/2020", but line 2 writes days like 2019-12-31',
    );
  });

  it('refuses slashed days in plain files unless a row proves that the month comes first', () => {
    const unclear = failureOf(lines('x.csv', 'date,vix', '01/02/2020,12', '02/03/2020,13'));
    expect(unclear.message).toContain('could be day or month first');
    expect(failureOf(lines('x.csv', 'date,vix', '31/12/2020,12')).message).toContain('writes the day first');
    const proven = parseMarketFile(lines('x.csv', 'date,vix', '01/02/2020,12', '01/13/2020,13'));
    expect(proven.series[0]?.observations.map(({ date }) => date)).toEqual(['2020-01-02', '2020-01-13']);
  });

  it('refuses thousands commas in plain files, quoted or not', () => {
    const quoted = failureOf(lines('x.csv', 'date,spx', '2020-01-02,"3,257.85"'));
    expect(quoted.message).toContain('line 2, column "spx": expected a number, received "3,257.85"');
    expect(quoted.hint).toContain('without the comma');
    const bare = failureOf(lines('x.csv', 'date,spx', '2020-01-02,3,257.85'));
    expect(bare.message).toContain('line 2: expected 2 cells as in the header, received 3');
  });

  it('refuses a file that was cut short', () => {
    const error = failureOf(lines('x.csv', 'date,a,b', '2020-01-02,1,2', '2020-01-03,1'));
    expect(error.message).toContain('line 3: expected 3 cells as in the header, received 2');
    expect(failureOf(lines('x.csv', 'date,a', '2020-01-02,1', '2020-0')).message).toContain('line 3');
  });

  it('refuses quotes that do not match, with the line', () => {
    const error = failureOf(lines('x.csv', 'date,a', '2020-01-02,1', '"2020-01-03,2'));
    expect(error).toBeInstanceOf(MalformedFileError);
    expect(error.message).toContain('the quotes do not match');
  });

  it('refuses a time of day, which leaves the session open', () => {
    expect(failureOf(lines('x.csv', 'date,a', '2020-01-02 16:00:00,1')).hint).toContain('which session is meant');
  });

  it('refuses headers without rows, and rows without values', () => {
    expect(failureOf(lines('x.csv', 'observation_date,DGS10'))).toBeInstanceOf(EmptyFileError);
    const missing = failureOf(lines('x.csv', 'observation_date,DGS10', '2020-01-01,', '2020-01-02,.'));
    expect(missing.message).toBe('x.csv: no row holds a value.');
  });

  it('refuses two columns that are the same series', () => {
    const error = failureOf(lines('x.csv', 'date,DGS10,treasury_10y', '2020-01-02,1,1'));
    expect(error.message).toContain('the columns "DGS10" and "treasury_10y" are both the series treasury_10y');
  });

  it('refuses a table without a column of numbers', () => {
    expect(failureOf(lines('x.csv', 'date,note', '2020-01-02,hello')).message).toContain('received "hello"');
    expect(failureOf(lines('x.csv', 'date,', '2020-01-02,')).message).toContain('no column holds numbers');
  });

  it('leaves Parquet to the warehouse', () => {
    const file = { name: 'x.parquet', content: new TextEncoder().encode('PAR1....PAR1') };
    expect(failureOf(file)).toBeInstanceOf(UnsupportedContentError);
    expect(failureOf(file).hint).toContain('importFile');
  });
});

describe('parseMarketFile(file, { format })', () => {
  const plain = lines('x.csv', 'date,vix', '2020-01-02,12.5');

  it('refuses a format that does not exist, and one that the header does not have', () => {
    expect(failureOf(plain, { format: 'bloomberg' }).message).toContain('there is no format "bloomberg"');
    const error = failureOf(plain, { format: 'yahoo' });
    expect(error).toBeInstanceOf(WrongFormatError);
    expect(error.message).toContain('format yahoo expects Date,Open,High,Low,Close,Adj Close,Volume');
    expect(error.message).toContain('received the header "date,vix"');
  });

  it('reports a bad first day as such when the format is named', () => {
    const file = lines('x.csv', 'DATE,OPEN,HIGH,LOW,CLOSE', '2020-01-02,1,1,1,1');
    expect(failureOf(file, { format: 'cboe' }).message).toContain(
      'expected a day like 12/31/2019, received "2020-01-02"',
    );
  });

  it('reads vendors’ tables as plain ones when asked to', () => {
    const file = lines('spx.csv', 'Date,Open,High,Low,Close,Volume', '2020-01-02,1,2,1,2,100');
    expect(parseMarketFile(file).format).toBe('stooq');
    expect(parseMarketFile(file, { format: 'CSV' }).format).toBe('csv');
  });
});

describe('parseMarketFile(file, { series })', () => {
  const plain = lines('x.csv', 'date,vix', '2020-01-02,12.5');
  const nameOf = (series: string): string | undefined => parseMarketFile(plain, { series }).series[0]?.name;

  it('names the series, known ids by their canonical name', () => {
    expect(nameOf('My.Index-2')).toBe('My.Index-2');
    expect(nameOf('VIXCLS')).toBe('vix');
  });

  it('refuses names that cannot be used, and one name for several series', () => {
    for (const bad of ['', 'a b', '../x', '-x', 'x'.repeat(65)])
      expect(() => nameOf(bad)).toThrow(InvalidSeriesNameError);
    const two = lines('x.csv', 'date,a,b', '2020-01-02,1,2');
    expect(failureOf(two, { series: 'c' }).message).toContain('holds 2 series (a, b); one name, "c", does not fit');
  });

  it('refuses a file name that says nothing, and takes a given name instead', () => {
    const nameless = lines('^^.csv', 'date,close', '2020-01-02,1');
    expect(failureOf(nameless)).toBeInstanceOf(InvalidSeriesNameError);
    expect(parseMarketFile(nameless, { series: 'x' }).series[0]?.name).toBe('x');
  });
});

describe('parseMarketFile(file) on unusual but readable files', () => {
  it('sorts rows and remembers how they came', () => {
    const up = parseMarketFile(lines('x.csv', 'date,a', '2020-01-02,1', '2020-01-03,2'));
    const down = parseMarketFile(lines('x.csv', 'date,a', '2020-01-03,2', '2020-01-02,1'));
    const mixed = parseMarketFile(lines('x.csv', 'date,a', '2020-01-02,1', '2020-01-06,3', '2020-01-03,2'));
    expect([up.order, down.order, mixed.order]).toEqual(['oldest_first', 'newest_first', 'mixed']);
    expect(mixed.orderBrokenAt).toBe(4);
    expect(mixed.series[0]?.observations.map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(down.series[0]?.observations.map(({ value }) => value)).toEqual([1, 2]);
  });

  it('skips rows that repeat a day to the digit, and keeps contradictions for the checks', () => {
    const same = parseMarketFile(lines('x.csv', 'date,a', '2020-01-02,1', '2020-01-02,1.0', '2020-01-03,2'));
    expect(same.skipped).toEqual([{ line: 3, reason: 'repeats line 2 (2020-01-02)' }]);
    const other = parseMarketFile(lines('x.csv', 'date,a', '2020-01-02,1', '2020-01-02,9'));
    expect(other.series[0]?.observations).toHaveLength(2);
  });

  it('passes over blank lines and rows of commas, counting lines as an editor does', () => {
    const file = parseMarketFile(lines('x.csv', 'date,a', '', '2020-01-02,1', ',', '2020-01-03,2'));
    expect(file.series[0]?.observations.map(({ line }) => line)).toEqual([3, 5]);
    expect(file.skipped).toEqual([{ line: 4, reason: 'the row is empty' }]);
    expect(file.rowsRead).toBe(3);
  });

  it('takes generic column names for what they are: the file names the series', () => {
    const name = (file: string, column: string): string | undefined =>
      parseMarketFile(lines(file, `date,${column}`, '2020-01-02,1')).series[0]?.name;
    expect(name('fed_funds.csv', 'rate')).toBe('fed_funds');
    expect(name('ndx.csv', 'Close')).toBe('ndx');
    expect(name('spy_total_return.csv', 'adj_close')).toBe('spy_total_return');
    expect(name('whatever.csv', 'BAMLH0A0HYM2')).toBe('hy_spread');
    expect(name('whatever.csv', 'My Column')).toBe('my_column');
  });

  it('finds the date column by its name or by its content', () => {
    const byName = parseMarketFile(lines('x.csv', 'a,Date', '1,2020-01-02'));
    const byContent = parseMarketFile(lines('x.csv', ',a', '2020-01-02,1'));
    expect(byName.series[0]?.observations[0]).toEqual({ date: '2020-01-02', value: 1, line: 2 });
    expect(byContent.series[0]?.observations[0]).toEqual({ date: '2020-01-02', value: 1, line: 2 });
  });

  it('tells FRED and Cboe apart by how they write the day', () => {
    expect(parseMarketFile(lines('x.csv', 'DATE,SKEW', '01/13/2020,130')).format).toBe('cboe');
    expect(parseMarketFile(lines('x.csv', 'DATE,SKEW', '2020-01-13,130')).format).toBe('fred');
  });
});
