import type { DataCheck } from './data-check.ts';
import { counted } from './observations.ts';

/** A day that has not begun anywhere on earth cannot have been observed. */
export const futureDates: DataCheck = {
  name: 'future_dates',
  severity: 'error',
  description: 'days that lie in the future',
  hint: 'Check the year, and the clock of this machine.',
  run: ({ observations }, { today }) => {
    const found = observations.filter(({ date }) => date > today);
    const [first] = found;
    if (first === undefined) return undefined;
    const message = `${counted(found.length, 'day')} after today (${today}), the first is ${first.date}.`;
    return { message, count: found.length, first };
  },
};
