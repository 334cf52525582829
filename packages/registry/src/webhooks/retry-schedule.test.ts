import { describe, expect, it } from 'vitest';
import {
  checkSchedule,
  DEFAULT_SCHEDULE,
  isExhausted,
  readRetryAfter,
  retryDelay,
  type RetrySchedule,
} from './retry-schedule.ts';

const HOUR = 3_600_000;

describe('retryDelay(attempts, random)', () => {
  it('grows by the factor up to the longest, and lies in the upper half of each delay', () => {
    const delays = Array.from({ length: 10 }, (_, index) => retryDelay(index + 1, () => 1));
    expect(delays.slice(0, 4)).toEqual([5_000, 20_000, 80_000, 320_000]);
    expect(delays.slice(-2)).toEqual([6 * HOUR, 6 * HOUR]);
    expect(retryDelay(1, () => 0)).toBe(2_500);
    expect(retryDelay(40, () => 0)).toBe(3 * HOUR);
    expect(retryDelay(3, () => 1, { firstDelayMs: 10, factor: 2, maxDelayMs: undefined })).toBe(40);
  });

  it('spans more than a day and less than three by default, as the specification advises', () => {
    let total = 0;
    for (let attempt = 1; !isExhausted(attempt); attempt++) total += retryDelay(attempt, () => 0.5);
    expect(total / HOUR).toBeGreaterThan(24);
    expect(total / HOUR).toBeLessThan(72);
  });
});

describe('checkSchedule(schedule)', () => {
  it('takes what can be kept, down to no delay and one attempt', () => {
    for (const schedule of [{}, { firstDelayMs: 0, factor: 1, maxDelayMs: 0, maxAttempts: 1 }]) {
      expect(checkSchedule(schedule)).toBe(schedule);
    }
  });

  it.each([{ firstDelayMs: -1 }, { factor: 0.5 }, { maxAttempts: 0 }, { maxDelayMs: Infinity }, { attempts: 3 }, null])(
    'refuses %j',
    (schedule) => {
      const check = () => checkSchedule(schedule as RetrySchedule);
      expect(check).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    },
  );
});

describe('isExhausted(attempts)', () => {
  it('holds from the last attempt on', () => {
    expect(isExhausted(DEFAULT_SCHEDULE.maxAttempts - 1)).toBe(false);
    expect(isExhausted(DEFAULT_SCHEDULE.maxAttempts)).toBe(true);
    expect(isExhausted(1, { maxAttempts: 1 })).toBe(true);
  });
});

describe('readRetryAfter(header, now)', () => {
  const now = new Date('2024-01-02T08:00:00.000Z');

  it('reads seconds and dates, and asks for a day at most', () => {
    expect(readRetryAfter('120', now)).toBe(120_000);
    expect(readRetryAfter('Tue, 02 Jan 2024 08:01:00 GMT', now)).toBe(60_000);
    expect(readRetryAfter('999999999', now)).toBe(24 * HOUR);
  });

  it('ignores what is neither, or lies in the past', () => {
    for (const header of [undefined, '', 'soon', '-5', '1e9', 'Tue, 02 Jan 2024 07:00:00 GMT']) {
      expect(readRetryAfter(header, now)).toBe(0);
    }
  });
});
