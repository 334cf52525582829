import { describe, expect, it } from 'vitest';
import { relativeError } from '../../test/support/closeness.ts';
import { randomRows, removeAtRandom } from '../../test/support/models.ts';
import { readObservations } from '../observations.ts';
import { pooledMoments } from '../training/variance-floor.ts';
import { observedCovariance } from './observed-covariance.ts';

const _ = Number.NaN;
const covarianceOf = (rows: number[][]) => {
  const observed = readObservations(rows, undefined, undefined, 'marginalise');
  return observedCovariance(observed, observed.missing!, pooledMoments(observed));
};
const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const covary = (a: number[], b: number[]) => average(a.map((v, i) => (v - average(a)) * (b[i]! - average(b))));

describe('observedCovariance', () => {
  const complete = randomRows(120, 2, 5).map(([a, b]) => [a!, 0.7 * a! + b!]);
  const column = (d: number, rows = complete) => rows.map((row) => row[d]!);

  it('is that of the complete rows when the others hold nothing', () => {
    const rows = complete.flatMap((row) => [row, [_, _]]);
    const cross = covary(column(0), column(1));
    const expected = [covary(column(0), column(0)), cross, cross, covary(column(1), column(1))];
    expect(relativeError(covarianceOf(rows), expected)).toBeLessThan(1e-12);
  });

  it('is the closed form where the second column ends early (Anderson 1957)', () => {
    const rows = complete.map(([a, b], t) => [a!, t < 70 ? b! : _]);
    const both = complete.slice(0, 70);
    const slope = covary(column(0, both), column(1, both)) / covary(column(0, both), column(0, both));
    const s11 = covary(column(0), column(0));
    const residual = covary(column(1, both), column(1, both)) - slope * covary(column(0, both), column(1, both));
    const expected = [s11, slope * s11, slope * s11, residual + slope * slope * s11];
    expect(relativeError(covarianceOf(rows), expected)).toBeLessThan(1e-7);
  });

  it('is symmetric to the bit and finite, also when two columns share no row', () => {
    const apart = complete.map(([a, b], t) => (t % 2 === 0 ? [a!, _, a! + b!] : [_, b!, _]));
    for (const rows of [removeAtRandom(randomRows(40, 3, 6), 0.6, 7), apart]) {
      const sigma = covarianceOf(rows);
      expect(sigma.every(Number.isFinite)).toBe(true);
      for (const [i, j] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const) {
        expect(sigma[i * 3 + j]).toBe(sigma[j * 3 + i]);
        expect(sigma[i * 3 + j]! ** 2).toBeLessThan(sigma[i * 4]! * sigma[j * 4]!);
      }
    }
  });
});
