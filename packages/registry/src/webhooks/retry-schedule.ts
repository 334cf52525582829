// When a failed delivery is tried again.
import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError } from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';

/** When a failed delivery is tried again. */
export interface RetrySchedule {
  /** @default 5000 */
  readonly firstDelayMs?: number | undefined;
  /** What each further delay is multiplied with. @default 4 */
  readonly factor?: number | undefined;
  /** @default 6 hours */
  readonly maxDelayMs?: number | undefined;
  /** After so many attempts it is given up (`dead`) until somebody revives it. @default 14, about two days */
  readonly maxAttempts?: number | undefined;
}

const HOUR = 3_600_000;
// Whoever asks for more than a day gets a day.
const MAX_RETRY_AFTER = 24 * HOUR;

export const DEFAULT_SCHEDULE = { firstDelayMs: 5_000, factor: 4, maxDelayMs: 6 * HOUR, maxAttempts: 14 } as const;

const scheduleNames: OptionNames<RetrySchedule> = {
  firstDelayMs: true,
  factor: true,
  maxDelayMs: true,
  maxAttempts: true,
};

/** @throws InvalidOptionError for a schedule that cannot be kept */
export function checkSchedule(schedule: RetrySchedule): RetrySchedule {
  checkOptions(schedule, scheduleNames, 'schedule');
  for (const [name, value] of Object.entries(withDefaults(schedule))) {
    if (Number.isFinite(value) && value >= (name.endsWith('Ms') ? 0 : 1)) continue;
    const hint = 'Give delays in milliseconds, and a factor and a number of attempts of 1 or more.';
    throw new InvalidOptionError(`schedule.${name}`, 'a finite number that is not too small', value, hint);
  }
  return schedule;
}

/**
 * Milliseconds until the attempt after the `attempts`-th: exponential, the upper half of it random, so that receivers
 * which failed together are not asked together again.
 *
 * @param random uniform in [0, 1)
 */
export function retryDelay(attempts: number, random: () => number, schedule: RetrySchedule = {}): number {
  const { firstDelayMs, factor, maxDelayMs } = withDefaults(schedule);
  const delay = Math.min(maxDelayMs, firstDelayMs * factor ** (attempts - 1));
  return Math.round(delay * (0.5 + 0.5 * random()));
}

/** Whether a delivery is given up after so many attempts. */
export function isExhausted(attempts: number, schedule: RetrySchedule = {}): boolean {
  return attempts >= withDefaults(schedule).maxAttempts;
}

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date (RFC 9110, 10.2.3); 0 when it says neither. */
export function readRetryAfter(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  const wait = /^\d{1,9}$/u.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), MAX_RETRY_AFTER) : 0;
}

function withDefaults(schedule: RetrySchedule): Record<keyof typeof DEFAULT_SCHEDULE, number> {
  const given = Object.entries(schedule).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_SCHEDULE, ...Object.fromEntries(given) };
}
