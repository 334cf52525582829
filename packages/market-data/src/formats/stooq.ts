import { closeColumn, type FileFormat } from './file-format.ts';

const ENGLISH = /^Date,Open,High,Low,Close(?:,Volume)?$/u;
const POLISH = /^Data,Otwarcie,Najwy[zż]szy,Najni[zż]szy,Zamkni[eę]cie(?:,Wolumen)?$/u;

/** Stooq's history, with its English or its Polish header. */
export const stooq: FileFormat = {
  name: 'stooq',
  description:
    'Date,Open,High,Low,Close[,Volume] or Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie[,Wolumen]; days as 2019-12-31',
  hasHeader: (header) => ENGLISH.test(header.join(',')) || POLISH.test(header.join(',')),
  layout: ({ header }) => ({
    dateColumn: 0,
    dateStyles: ['iso'],
    missing: new Set(['']),
    thousandsCommas: false,
    columns: [closeColumn(header, header[4] ?? '')],
  }),
};
