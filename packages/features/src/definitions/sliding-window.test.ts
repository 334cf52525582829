import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidFeatureError } from '../errors.ts';
import { SlidingWindow } from './sliding-window.ts';

const SEED = 252;

/** A window over `values`, moved to rows `start` to before `end`. */
function windowOver(values: readonly number[], start = 0, end = values.length): SlidingWindow {
  const window = new SlidingWindow(values.length);
  window.data.set(values);
  return Object.assign(window, { start, end });
}

describe('SlidingWindow', () => {
  it('ago(rows) counts back from today and throws InvalidFeatureError outside of the window', () => {
    const window = windowOver([9, 1, 2, 3, 9], 1, 4);
    expect([window.length, window.ago(0), window.ago(2)]).toEqual([3, 3, 1]);
    expect(window.toArray()).toEqual([1, 2, 3]);
    for (const rows of [3, -1, 0.5, Number.NaN]) expect(() => window.ago(rows)).toThrow(InvalidFeatureError);
    expect(() => window.ago(3)).toThrow('ago(3) lies outside a window of 3 rows');
  });

  it('max() and counts leave missing values out', () => {
    const window = windowOver([Number.NaN, 2, Number.NaN, 1]);
    expect([window.max(), window.countBelow(2), window.countEqual(2)]).toEqual([2, 1, 1]);
    expect(windowOver([Number.NaN]).max()).toBeNaN();
  });

  // Few distinct values, so that ties are common; jumps, so that the helpers must begin again.
  const value = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 6 }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  );
  const cases = fc.record({
    values: fc.array(value, { minLength: 8, maxLength: 80 }),
    length: fc.integer({ min: 1, max: 8 }),
    steps: fc.array(fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 3 })), {
      maxLength: 60,
    }),
  });

  it(`gives the same answers while sliding as a fresh window gives (seed ${SEED})`, () => {
    fc.assert(
      fc.property(cases, ({ values, length, steps }) => {
        const window = windowOver(values, 0, length);
        for (const step of steps) {
          if (window.end + step > values.length) break;
          window.start += step;
          window.end += step;
          const expected = values.slice(window.start, window.end);
          const known = expected.filter((entry) => !Number.isNaN(entry));
          expect(window.max()).toBe(known.length > 0 ? Math.max(...known) : Number.NaN);
          for (const bound of [expected.at(-1)!, 3]) {
            expect(window.countBelow(bound)).toBe(known.filter((entry) => entry < bound).length);
            expect(window.countEqual(bound)).toBe(known.filter((entry) => entry === bound).length);
          }
          const returns = window.logReturns();
          for (let i = window.start + 1; i < window.end; i++) {
            expect(returns[i]).toBe(Math.log(values[i]! / values[i - 1]!));
          }
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('keeps its answers right when its buffer makes room', () => {
    const window = windowOver([5, 1, 4, 2], 1, 4);
    expect([window.max(), window.countBelow(4)]).toEqual([4, 2]);
    window.makeRoom(4, 2);
    window.data[2] = 3;
    Object.assign(window, { start: 0, end: 3 });
    expect(window.toArray()).toEqual([4, 2, 3]);
    expect([window.max(), window.countBelow(3), window.logReturns()[2]]).toEqual([4, 1, Math.log(3 / 2)]);
  });
});
