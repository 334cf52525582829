import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { planFolds, trainingSpans } from './fold-schedule.ts';

const SEED = 20_261_120;
const schedules = fc.record({
  nRows: fc.integer({ min: 30, max: 400 }),
  windowDays: fc.integer({ min: 2, max: 20 }),
  refitEvery: fc.integer({ min: 1, max: 40 }),
  purgeDays: fc.integer({ min: 0, max: 9 }),
  window: fc.constantFrom('rolling' as const, 'expanding' as const),
  firstTest: fc.integer({ min: 0, max: 29 }),
});

describe('planFolds(nRows, options)', () => {
  it(`tests every row once, in order, and trains on nothing within the purge before it (seed ${SEED})`, () => {
    fc.assert(
      fc.property(schedules, ({ nRows, firstTest, ...options }) => {
        const { windowDays, refitEvery, purgeDays, window } = options;
        const folds = planFolds(nRows, options, firstTest);
        let next = Math.max(firstTest, windowDays + purgeDays);
        for (const [i, { index, train, test }] of folds.entries()) {
          expect(index).toBe(i);
          expect(test.start).toBe(next);
          expect(test.end).toBeGreaterThan(test.start);
          expect(test.end - test.start).toBeLessThanOrEqual(refitEvery);
          expect(test.start - train.end).toBe(purgeDays);
          expect(train.start).toBeGreaterThanOrEqual(0);
          expect(train.start).toBe(window === 'rolling' ? train.end - windowDays : 0);
          expect(train.end - train.start).toBeGreaterThanOrEqual(windowDays);
          next = test.end;
        }
        expect(next).toBe(nRows);
      }),
      { seed: SEED },
    );
  });

  it('planFolds(10, { windowDays: 4, refitEvery: 3, purgeDays: 1 }) is what a pencil gives', () => {
    expect(planFolds(10, { windowDays: 4, refitEvery: 3, purgeDays: 1 })).toEqual([
      { index: 0, train: { start: 0, end: 4 }, test: { start: 5, end: 8 } },
      { index: 1, train: { start: 3, end: 7 }, test: { start: 8, end: 10 } },
    ]);
    // The control: without the purge the last training row touches the test.
    expect(planFolds(10, { windowDays: 4, refitEvery: 3 })[0]!.train.end).toBe(4);
    expect(planFolds(10, { windowDays: 4, refitEvery: 3 })[0]!.test.start).toBe(4);
  });

  it('planFolds(nRows, options) refuses what leaves no day to test, and options that do not exist', () => {
    expect(() => planFolds(100, { windowDays: 100 })).toThrow(InvalidOptionError);
    expect(() => planFolds(100, { windowDays: 10 }, 100)).toThrow('leave a day to test');
    expect(() => planFolds(100, { windowDays: 10, refitEvery: 0 })).toThrow('refitEvery');
    expect(() => planFolds(100, { windowDays: 10, window: 'sliding' as never })).toThrow('rolling, expanding');
    expect(() => planFolds(100, { windowdays: 10 } as never)).toThrow('windowDays');
  });
});

describe('trainingSpans(nRows, test, options)', () => {
  const blocks = fc
    .record({
      nRows: fc.integer({ min: 1, max: 200 }),
      a: fc.nat(199),
      b: fc.nat(199),
      purgeDays: fc.nat(12),
      embargoDays: fc.nat(12),
    })
    .filter(({ nRows, a, b }) => a !== b && Math.max(a, b) <= nRows);

  it(`gives exactly the rows further than purge and embargo from the test (seed ${SEED})`, () => {
    fc.assert(
      fc.property(blocks, ({ nRows, a, b, purgeDays, embargoDays }) => {
        const test = { start: Math.min(a, b), end: Math.max(a, b) };
        const spans = trainingSpans(nRows, test, { purgeDays, embargoDays });
        const chosen = new Set(
          spans.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
        );
        for (let row = 0; row < nRows; row++) {
          const allowed = row < test.start - purgeDays || row >= test.end + embargoDays;
          expect(chosen.has(row)).toBe(allowed);
        }
      }),
      { seed: SEED },
    );
  });

  it('trainingSpans(nRows, test) refuses a block outside of the rows', () => {
    expect(() => trainingSpans(10, { start: 5, end: 11 })).toThrow('test.end');
    expect(() => trainingSpans(10, { start: 5, end: 5 })).toThrow(InvalidOptionError);
  });
});
