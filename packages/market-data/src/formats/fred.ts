import type { FileFormat } from './file-format.ts';

const DATE_NAMES = new Set(['DATE', 'observation_date']);
const SERIES_ID = /^[A-Z][A-Z0-9_]*$/u;
const PRICE_COLUMNS = new Set(['OPEN', 'HIGH', 'LOW', 'CLOSE', 'VOLUME']);

/** FRED of the St. Louis Fed: one column per series, `.` (older downloads) or nothing where a value is missing. */
export const fred: FileFormat = {
  name: 'fred',
  description: 'DATE or observation_date, then one column per series id (DGS10); days as 2019-12-31',
  hasHeader: ([date, ...ids]) =>
    date !== undefined &&
    DATE_NAMES.has(date) &&
    ids.length > 0 &&
    ids.every((id) => SERIES_ID.test(id) && !PRICE_COLUMNS.has(id)),
  // Cboe's single-column files (DATE,VVIX) differ only in how they write the day.
  hasContent: ({ rows }) => !(rows[0]?.cells[0] ?? '').includes('/'),
  layout: ({ header }) => ({
    dateColumn: 0,
    dateStyles: ['iso'],
    missing: new Set(['', '.']),
    thousandsCommas: false,
    columns: header.slice(1).map((vendorId, i) => ({ index: i + 1, field: 'value', vendorId })),
  }),
};
