import { expect, it } from 'vitest';
import { logFactorial } from './log-factorial.ts';

it('logFactorial(n) is the sum of the logarithms, within its table and beyond it', () => {
  let sum = 0;
  for (let n = 1; n <= 400; n++) {
    sum += Math.log(n);
    expect(Math.abs(logFactorial(n) - sum)).toBeLessThanOrEqual(1e-13 * Math.max(1, sum));
  }
});
