import { describe, expect, it } from 'vitest';
import { formatNumber, formatPercent } from './format.ts';

describe('formatPercent(fraction)', () => {
  it.each([
    [0.973_44, '97.3 %'],
    [0, '0 %'],
    [1, '100 %'],
    [0.000_04, '<0.1 %'],
    [-0.000_04, '>\u22120.1 %'],
    [0.999_96, '>99.9 %'],
    [-0.021, '\u22122.1 %'],
    [1.5, '150.0 %'],
  ])('%d is %s', (fraction, text) => {
    expect(formatPercent(fraction)).toBe(text);
  });
});

describe('formatNumber(value, digits)', () => {
  it.each([
    [1234.5678, undefined, '1,235'],
    [12.345_67, undefined, '12.35'],
    [0.001_234_56, undefined, '0.001235'],
    [-3, undefined, '\u22123'],
    [0, undefined, '0'],
    [-0.001, 2, '0.00'],
    [31.42, 1, '31.4'],
    [-1_234_567.891, 2, '\u22121,234,567.89'],
  ])('%d with %s digits is %s', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });
});
