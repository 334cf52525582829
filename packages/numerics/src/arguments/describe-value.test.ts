import { describe, expect, it } from 'vitest';
import { describeValue } from './describe-value.ts';

describe('describeValue', () => {
  it.each([
    [Number.NaN, 'NaN'],
    ['x', '"x"'],
    [null, 'null'],
    [[1], 'an array of length 1'],
    [Object.create(null), 'an object without keys'],
    [{ a: 1, b: 2 }, 'an object with a, b'],
    [{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }, 'an object with a, b, c, d, e, ...'],
  ])('describeValue(%o) is short', (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});
