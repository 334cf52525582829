import type { DataCheck } from './data-check.ts';

/** Newest-first files are sorted in silence; a file that goes back and forth deserves a look. */
export const order: DataCheck = {
  name: 'order',
  severity: 'warning',
  description: 'the rows go neither up nor down by date',
  hint: 'The rows were sorted. Check the line: a mistyped day looks like this, and so do files pasted together.',
  run: (series) => {
    if (series.order !== 'mixed') return undefined;
    const first = series.observations.find(({ line }) => line === series.orderBrokenAt);
    return { message: `the order by date breaks at line ${series.orderBrokenAt ?? 1}.`, count: 1, first };
  },
};
