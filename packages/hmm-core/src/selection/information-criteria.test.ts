import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { aic, bic } from './information-criteria.ts';

describe('aic, bic', () => {
  it('aic(L, p) is -2 L + 2 p', () => {
    expect(aic(-100, 7)).toBe(214);
    expect(aic(50, 0)).toBe(-100);
  });

  it('bic(L, p, T) is -2 L + p ln(T)', () => {
    // 200 + 7 * 6.907755278982137
    expect(bic(-100, 7, 1000)).toBeCloseTo(248.35428695287496, 12);
    expect(bic(-100, 7, 1)).toBe(200);
  });

  it('bic(L, p, T) passes aic(L, p) between seven and eight observations, where ln(T) passes 2', () => {
    expect(bic(-100, 7, 7)).toBeLessThan(aic(-100, 7));
    expect(bic(-100, 7, 8)).toBeGreaterThan(aic(-100, 7));
  });

  it('aic, bic refuse a negative count and no observations', () => {
    expect(() => aic(0, -1)).toThrow(InvalidOptionError);
    expect(() => bic(0, Number.NaN, 10)).toThrow(InvalidOptionError);
    expect(() => bic(0, 1, 0)).toThrow(InvalidOptionError);
    for (const wrong of [Number.NaN, Infinity, '5' as never, undefined as never]) {
      expect(() => aic(wrong, 1)).toThrow(InvalidOptionError);
      expect(() => aic(-1, wrong)).toThrow(InvalidOptionError);
      expect(() => bic(wrong, 1, 10)).toThrow(InvalidOptionError);
      expect(() => bic(-1, 1, wrong)).toThrow(InvalidOptionError);
    }
  });
});
