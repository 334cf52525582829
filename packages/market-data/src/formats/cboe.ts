import { closeColumn, type FileFormat } from './file-format.ts';

const PRICES = 'DATE,OPEN,HIGH,LOW,CLOSE';

/** Cboe's index history: prices in capitals, or one column named after the index (`DATE,VVIX`); days as 12/31/2019. */
export const cboe: FileFormat = {
  name: 'cboe',
  description: 'DATE,OPEN,HIGH,LOW,CLOSE or DATE,INDEX; days as 12/31/2019',
  hasHeader: (header) =>
    header.join(',') === PRICES || (header.length === 2 && /^DATE,[A-Z0-9]+$/u.test(header.join(','))),
  hasContent: ({ rows }) => (rows[0]?.cells[0] ?? '').includes('/'),
  layout: ({ header }) => ({
    dateColumn: 0,
    dateStyles: ['month_first'],
    missing: new Set(['']),
    thousandsCommas: false,
    columns: header.length === 2 ? [{ index: 1, field: 'close', vendorId: header[1] }] : [closeColumn(header, 'CLOSE')],
  }),
};
