import type { FileFormat } from './file-format.ts';

const MATURITY = /^([\d.]+) ?(mo|month|yr|year)s?$/iu;

/**
 * treasury.gov's par-yield curve: one column per maturity, which come and go with the years; days as 12/31/2019. The
 * archive counts up in lower case, the download of a year counts down and quotes its header; both are read.
 */
export const treasury: FileFormat = {
  name: 'treasury',
  description: 'Date, then maturities ("1 Mo", "2 Yr", ...); days as 12/31/2019',
  hasHeader: ([date, ...maturities]) =>
    date?.toLowerCase() === 'date' && maturities.length > 0 && maturities.every((name) => MATURITY.test(name)),
  layout: ({ header }) => ({
    dateColumn: 0,
    dateStyles: ['month_first'],
    missing: new Set(['', 'n/a']),
    thousandsCommas: false,
    columns: header.slice(1).map((name, i) => ({ index: i + 1, field: 'value', vendorId: seriesId(name) })),
  }),
};

/** `2 Yr` is `treasury_2y`, `1.5 Month` is `treasury_1_5m`. */
function seriesId(maturity: string): string {
  const [, count = '', unit = ''] = MATURITY.exec(maturity) ?? [];
  return `treasury_${count.replace('.', '_')}${unit.charAt(0).toLowerCase()}`;
}
