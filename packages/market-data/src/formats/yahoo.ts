import type { FileFormat } from './file-format.ts';

/**
 * Yahoo Finance's history: `Close` (adjusted for splits) and `Adj Close` (for dividends too); `null` in every column on
 * some holidays. The close is the series; the adjusted close of a fund or share becomes a second one, `NAME_adjusted`.
 * It is apart because Yahoo rewrites all of it with every dividend.
 */
export const yahoo: FileFormat = {
  name: 'yahoo',
  description: 'Date,Open,High,Low,Close,Adj Close,Volume; days as 2019-12-31',
  hasHeader: (header) => /^Date,Open,High,Low,Close,Adj Close(?:,Volume)?$/u.test(header.join(',')),
  layout: ({ header }) => ({
    dateColumn: 0,
    dateStyles: ['iso'],
    missing: new Set(['', 'null']),
    thousandsCommas: false,
    columns: [
      { index: header.indexOf('Close'), field: 'close' },
      { index: header.indexOf('Adj Close'), field: 'adjusted_close' },
    ],
  }),
};
