import { describe, expect, it } from 'vitest';
import { ConstraintError, DatabaseUnavailableError, InvalidQueryError } from '../errors.ts';
import { isBusy, translateError } from './translate-error.ts';

/** As pg reports a failure; full disks and damaged pages cannot be had at will in a test. */
const pgError = (code: string, message = `from PostgreSQL ${code}`) => Object.assign(new Error(message), { code });

describe('translateError', () => {
  it.each([
    ['53100', 'disk'],
    ['XX001', 'damaged'],
    ['53300', 'unreachable'],
    ['57P03', 'unreachable'],
    ['57P01', 'connection_lost'],
    ['42501', 'permission'],
    ['3F000', 'missing'],
    ['ECONNREFUSED', 'unreachable'],
    ['ECONNRESET', 'connection_lost'],
  ])('translateError(%s) is a database that cannot be used: %s', (code, reason) => {
    const cause = pgError(code);
    const error = translateError(cause, 'postgres://host/x');
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(error).toMatchObject({ reason, path: 'postgres://host/x', cause });
  });

  it.each([
    ['Connection terminated unexpectedly', 'connection_lost'],
    ['Connection terminated due to connection timeout', 'unreachable'],
    ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'permission'],
  ])('translateError knows pg’s own text: %s', (text, reason) => {
    expect(translateError(new Error(text), 'x')).toMatchObject({ reason });
  });

  it('translateError names the type of a broken constraint', () => {
    for (const [code, constraint] of [
      ['23502', 'not_null'],
      ['23503', 'foreign_key'],
      ['23505', 'unique'],
      ['23514', 'check'],
      ['23P01', 'other'],
    ] as const) {
      const error = translateError(pgError(code), 'x');
      expect(error).toBeInstanceOf(ConstraintError);
      expect(error).toMatchObject({ constraint });
    }
  });

  it('translateError leaves other errors as they came', () => {
    for (const error of [pgError('42P01'), new Error('mine'), 'text']) expect(translateError(error, 'x')).toBe(error);
    expect(translateError(pgError('42601', 'syntax error'), 'x')).not.toBeInstanceOf(InvalidQueryError);
  });

  it('isBusy(error) holds for locks, deadlocks and a pool without a free connection, and for nothing else', () => {
    expect(['55P03', '40P01', '40001'].every((code) => isBusy(pgError(code)))).toBe(true);
    expect(isBusy(new Error('timeout exceeded when trying to connect'))).toBe(true);
    expect([pgError('23505'), new Error('busy'), undefined].some(isBusy)).toBe(false);
  });
});
