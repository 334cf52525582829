import { expect, it } from 'vitest';
import { normalCdf, poissonCdf, studentTCdf } from './distribution-functions.ts';

it('the distribution functions of a missing value are missing, and of a value what numerics says', () => {
  expect([normalCdf(Number.NaN), studentTCdf(Number.NaN, 4), poissonCdf(Number.NaN, 2)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect([normalCdf(0), studentTCdf(0, 4)]).toEqual([0.5, 0.5]);
  expect(poissonCdf(0, 2)).toBeCloseTo(Math.exp(-2), 15);
});
