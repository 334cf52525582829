import type { DataCheck } from './data-check.ts';

/** Closes and adjusted closes differ by decades of dividends; in one series the seam is a crash. */
export const mixedFields: DataCheck = {
  name: 'mixed_fields',
  severity: 'error',
  description: 'adjusted closes for a series of plain closes, or the other way round',
  hint: 'Import it under another name.',
  run: ({ field, observations }, { stored }) => {
    if (stored === undefined) return undefined;
    const adjusted = field === 'adjusted_close';
    if (adjusted === (stored.field === 'adjusted_close')) return undefined;
    const [has, gets] = adjusted ? ['closes', 'adjusted closes'] : ['adjusted closes', 'closes'];
    return { message: `the stored series holds ${has}, the file ${gets}.`, count: observations.length };
  },
};
