import type { DataCheck } from './data-check.ts';

/** A day repeated with the same value is skipped by the reader; with another value nobody can tell which one holds. */
export const duplicates: DataCheck = {
  name: 'duplicates',
  severity: 'error',
  description: 'a day occurs twice with different values',
  hint: 'Remove the row that is wrong. Yahoo repeats the running day with a live quote.',
  run: ({ observations }) => {
    const conflicts = observations.flatMap((one, i) => {
      const before = observations[i - 1];
      return before?.date === one.date && before.value !== one.value ? [{ before, one }] : [];
    });
    const [first] = conflicts;
    if (first === undefined) return undefined;
    const { before, one } = first;
    const message = `${one.date} is ${before.value ?? 'missing'} on line ${before.line} and ${one.value ?? 'missing'} on line ${one.line}.`;
    return { message, count: conflicts.length, first: one };
  },
};
