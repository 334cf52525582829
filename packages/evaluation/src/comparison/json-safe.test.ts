import { describe, expect, it } from 'vitest';
import { EvaluationError } from '../index.ts';
import { jsonSafe } from './json-safe.ts';

describe('jsonSafe(value)', () => {
  it('gives what JSON gives back: null for nothing, plain arrays for typed ones', () => {
    const safe = jsonSafe({ a: undefined, b: Float64Array.of(0.1, 2), c: [{ d: null }], e: 'x', f: true });
    expect(safe).toEqual({ a: null, b: [0.1, 2], c: [{ d: null }], e: 'x', f: true });
    expect(JSON.parse(JSON.stringify(safe))).toEqual(safe);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s and says where it is', (value) => {
    expect(() => jsonSafe({ gain: { lower: [0, value] } })).toThrow(EvaluationError);
    expect(() => jsonSafe({ gain: { lower: [0, value] } })).toThrow('.gain.lower[1] must be a finite number');
  });
});
