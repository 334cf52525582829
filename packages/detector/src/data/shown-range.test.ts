import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { EmptyDataError, InvalidOptionsError } from '../errors.ts';
import type { FeatureTable } from './feature-table.ts';
import { resolveRange } from './shown-range.ts';

const dates = ['2008-09-12', '2008-09-15', '2008-09-16', '2008-09-17'];
const dated: FeatureTable = {
  matrix: MatrixView.zeros(4, 1),
  featureNames: ['a'],
  dates,
  lengths: [4],
  featureSet: null,
};
const undated: FeatureTable = { ...dated, dates: null };

describe('resolveRange', () => {
  it('resolveRange(table, {}) shows every row', () => {
    expect(resolveRange(dated, {})).toEqual({ first: 0, last: 3 });
  });

  it('resolveRange(table, { from, to }) includes both days', () => {
    expect(resolveRange(dated, { from: '2008-09-15', to: '2008-09-16' })).toEqual({ first: 1, last: 2 });
  });

  it('resolveRange(table, { from, to }) takes days without a row of their own', () => {
    expect(resolveRange(dated, { from: '2008-09-13', to: '2008-12-31' })).toEqual({ first: 1, last: 3 });
    expect(resolveRange(dated, { to: '2008-09-14' })).toEqual({ first: 0, last: 0 });
  });

  it('resolveRange(table, { from, to }) takes row numbers, with dates or without', () => {
    expect(resolveRange(undated, { from: 1, to: 2 })).toEqual({ first: 1, last: 2 });
    expect(resolveRange(dated, { from: 3, to: 99 })).toEqual({ first: 3, last: 3 });
  });

  it.each([{ from: '2009-01-01' }, { to: '2008-01-01' }, { from: '2008-09-16', to: '2008-09-15' }])(
    'resolveRange(table, %o) says which days there are',
    (range) => {
      expect(() => resolveRange(dated, range)).toThrow(EmptyDataError);
      expect(() => resolveRange(dated, range)).toThrow('the features hold 2008-09-12 to 2008-09-17');
    },
  );

  it('resolveRange(table without dates, day) says so', () => {
    expect(() => resolveRange(undated, { from: '2008-09-15' })).toThrow(InvalidOptionsError);
    expect(() => resolveRange(undated, { from: '2008-09-15' })).toThrow('these features carry no dates');
  });

  it.each([{ to: '15.09.2008' }, { to: '2008' }, { from: -1 }, { from: 0.5 }])(
    'resolveRange(table, %o) is refused',
    (range) => {
      expect(() => resolveRange(dated, range)).toThrow(InvalidOptionsError);
    },
  );
});
