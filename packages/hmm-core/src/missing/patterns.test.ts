import { describe, expect, it } from 'vitest';
import { countObservedRows, InvalidObservationsError, InvalidOptionError, ObservationMatrix } from '../index.ts';
import { readObservations, type Observations } from '../observations.ts';
import { checkEveryColumnObserved, findPatterns, type MissingPolicy } from './patterns.ts';

const _ = Number.NaN;
const gaps = [
  [1, _, 3],
  [4, 5, 6],
  [_, _, _],
  [7, _, 9],
];
const read = (observations: Observations, missing: MissingPolicy = 'marginalise') =>
  readObservations(observations, undefined, undefined, missing);

describe('findPatterns', () => {
  it('groups every row by what it lacks, in the order of the first of each', () => {
    const { patterns, nObservedRows } = findPatterns(Float64Array.from(gaps.flat()), 3);
    const plain = patterns.map(({ observed, missing, rows }) => [[...observed], [...missing], [...rows]]);
    expect(plain).toEqual([
      [[0, 2], [1], [0, 3]],
      [[0, 1, 2], [], [1]],
      [[], [0, 1, 2], [2]],
    ]);
    expect(nObservedRows).toBe(3);
  });

  it('tells columns 1 and 2 from column 12', () => {
    const row = (...missing: number[]) => Array.from({ length: 13 }, (_v, d) => (missing.includes(d) ? _ : d));
    const { patterns } = findPatterns(Float64Array.from([...row(1, 2), ...row(12)]), 13);
    expect(patterns.map(({ missing }) => [...missing])).toEqual([[1, 2], [12]]);
  });
});

describe('readObservations(observations, …, missing)', () => {
  it('records the missing values, and nothing for complete data', () => {
    expect(read(gaps).missing?.patterns).toHaveLength(3);
    expect(read([[1, 2]])).not.toHaveProperty('missing');
    expect(read(ObservationMatrix.from(gaps, [3, 1]))).toMatchObject({ nSteps: 4, lengths: [3, 1] });
  });

  it("by default ('error') names row and column of a NaN, and the way out", () => {
    expect(() => read(gaps, 'error')).toThrow('received NaN in row 0, column 1');
    expect(() => readObservations(gaps)).toThrow(InvalidObservationsError);
    expect(() => readObservations(gaps)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("missing: 'marginalise'") }),
    );
  });

  it.each([Infinity, -Infinity])('refuses %d also where NaN is allowed', (value) => {
    expect(() => read([[1], [_], [value]])).toThrow(`received ${value} in row 2, column 0`);
    expect(() => read([[value]])).toThrow(expect.objectContaining({ hint: expect.not.stringContaining('missing') }));
  });

  it.each([null, undefined, 'NaN'])(
    'refuses %s, which is not a number: only NaN stands for a missing value',
    (value) => {
      expect(() => read([[1], [value]] as unknown as number[][])).toThrow(`received ${value} in row 1, column 0`);
    },
  );

  it('refuses a policy that does not exist', () => {
    const policy = 'ignore' as unknown as MissingPolicy;
    expect(() => read(gaps, policy)).toThrow(InvalidOptionError);
    expect(() => read(gaps, policy)).toThrow("missing must be 'error' or 'marginalise', received ignore");
  });
});

describe('checkEveryColumnObserved', () => {
  it('names the column that is missing in every row', () => {
    expect(() => checkEveryColumnObserved(read(gaps))).not.toThrow();
    const observed = read(gaps.map(([a, , c]) => [a!, _, c!]));
    expect(() => checkEveryColumnObserved(observed)).toThrow('none in column 1: it is missing in every row');
    expect(() => checkEveryColumnObserved(observed)).toThrow(InvalidObservationsError);
  });
});

describe('countObservedRows', () => {
  it('counts the rows with at least one value', () => {
    expect(countObservedRows(gaps)).toBe(3);
    expect(countObservedRows([[1], [2]])).toBe(2);
    expect(countObservedRows([[_]])).toBe(0);
  });
});
