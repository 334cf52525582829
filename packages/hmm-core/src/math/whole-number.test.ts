import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from './whole-number.ts';

describe('checkWholeNumber', () => {
  it('checkWholeNumber(value, name, min) takes whole numbers from min on, and names what it refuses', () => {
    for (const [value, min] of [
      [1, 1],
      [0, 0],
      [-7, -Infinity],
      [2 ** 53 - 1, 1],
    ] as const) {
      expect(() => checkWholeNumber(value, 'seed', min)).not.toThrow();
    }
    expect(() => checkWholeNumber(0, 'steps')).toThrow('steps must be a whole number of at least 1, received 0.');
    expect(() => checkWholeNumber(0.5, 'seed', -Infinity)).toThrow('seed must be a whole number, received 0.5.');
    for (const value of [Number.NaN, Infinity, 2 ** 53, '3' as unknown as number]) {
      expect(() => checkWholeNumber(value, 'n')).toThrow(InvalidOptionError);
    }
  });
});
