import type { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { ConstraintError, DatabaseUnavailableError } from '../errors.ts';
import { isBusy, sqliteCode, translateError } from './translate-error.ts';

/** As node:sqlite reports a failure; permissions and full disks cannot be had at will in a test. */
function sqliteError(errcode: number): Error {
  return Object.assign(new Error(`from SQLite ${errcode}`), { code: 'ERR_SQLITE_ERROR', errcode });
}

describe('translateError', () => {
  it('translateError(error, path) says why the database cannot be used', () => {
    const cases = [
      [3, 'permission'],
      [8, 'permission'],
      [1544, 'permission'], // SQLITE_READONLY_DIRECTORY
      [10, 'disk'],
      [11, 'damaged'],
      [13, 'disk'],
      [14, 'missing'],
      [26, 'not_a_database'],
    ] as const;
    for (const [code, reason] of cases) {
      const cause = sqliteError(code);
      const error = translateError(cause, '/data/x.sqlite');
      expect(error).toBeInstanceOf(DatabaseUnavailableError);
      expect(error).toMatchObject({ reason, path: '/data/x.sqlite', cause });
      expect((error as RegimekitError).message).toContain("'/data/x.sqlite'");
      expect((error as RegimekitError).hint).toBeTruthy();
    }
  });

  it('translateError(error, path) names the type of a broken constraint', () => {
    const cases = [
      [275, 'check'],
      [787, 'foreign_key'],
      [1299, 'not_null'],
      [1555, 'unique'],
      [2067, 'unique'],
      [19, 'other'],
    ] as const;
    for (const [code, constraint] of cases) {
      const error = translateError(sqliteError(code), 'x');
      expect(error).toBeInstanceOf(ConstraintError);
      expect(error).toMatchObject({ constraint, kind: 'conflict' });
    }
  });

  it('translateError(error, path) leaves other errors as they came', () => {
    for (const error of [sqliteError(1), new Error('mine'), 'text']) expect(translateError(error, 'x')).toBe(error);
    expect(sqliteCode(new Error('mine'))).toBeUndefined();
  });

  it('isBusy(error) holds for locks, also by their extended codes, and for nothing else', () => {
    expect([5, 6, 261, 517, 262].map((code) => isBusy(sqliteError(code)))).toEqual([true, true, true, true, true]);
    expect([1, 19, 8].map((code) => isBusy(sqliteError(code)))).toEqual([false, false, false]);
    expect(isBusy(new Error('database is locked'))).toBe(false);
  });
});
