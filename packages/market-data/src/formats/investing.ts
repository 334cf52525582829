import { closeColumn, type FileFormat } from './file-format.ts';

/** Investing.com's export: everything quoted, thousands commas, newest first; the close is called `Price`. */
export const investing: FileFormat = {
  name: 'investing',
  description: '"Date","Price","Open","High","Low"[,"Vol."][,"Change %"]; days as 12/31/2019 or Dec 31, 2019',
  hasHeader: (header) => /^Date,Price,Open,High,Low(?:,Vol\.)?(?:,Change %)?$/u.test(header.join(',')),
  layout: ({ header }) => ({
    dateColumn: 0,
    dateStyles: ['month_first', 'month_name'],
    missing: new Set(['', '-']),
    thousandsCommas: true,
    columns: [closeColumn(header, 'Price')],
  }),
};
