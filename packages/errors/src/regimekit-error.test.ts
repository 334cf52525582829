import { describe, expect, it } from 'vitest';
import { RegimekitError } from './index.ts';

class LookbackError extends RegimekitError {
  constructor(days: number) {
    super(`lookbackDays must be at least 21, received ${days}.`, {
      code: 'INVALID_LOOKBACK',
      kind: 'input',
      hint: 'Leave it out for the default of 252.',
      details: { days },
    });
  }
}

describe('RegimekitError', () => {
  it('carries code, kind, hint and details, and the name of its subclass', () => {
    const error = new LookbackError(5);
    expect(error).toMatchObject({ name: 'LookbackError', code: 'INVALID_LOOKBACK', kind: 'input' });
    expect(error.hint).toBe('Leave it out for the default of 252.');
    expect(error.details).toEqual({ days: 5 });
    expect(error.message).toContain('received 5');
  });

  it('keeps the cause it was given, and has none otherwise', () => {
    const cause = new Error('disk full');
    expect(new RegimekitError('no', { code: 'X', kind: 'unavailable', cause }).cause).toBe(cause);
    expect('cause' in new RegimekitError('no', { code: 'X', kind: 'unavailable' })).toBe(false);
  });

  it('isInstance(value) recognises an error of another copy of the package, and nothing else', () => {
    const foreign = Object.defineProperty(new Error('from another copy'), Symbol.for('regimekit.error'), {
      value: true,
    });
    expect(RegimekitError.isInstance(new LookbackError(1))).toBe(true);
    expect(RegimekitError.isInstance(foreign)).toBe(true);
    expect(RegimekitError.isInstance(new Error('plain'))).toBe(false);
    expect(RegimekitError.isInstance({ code: 'X', kind: 'input' })).toBe(false);
    expect(RegimekitError.isInstance(undefined)).toBe(false);
  });

  it('toJSON() gives plain data without the stack', () => {
    expect(JSON.parse(JSON.stringify(new LookbackError(5)))).toEqual({
      code: 'INVALID_LOOKBACK',
      kind: 'input',
      message: 'lookbackDays must be at least 21, received 5.',
      hint: 'Leave it out for the default of 252.',
      details: { days: 5 },
    });
  });
});
