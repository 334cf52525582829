import { array, assert, asyncProperty, integer, option } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines } from './support/files.ts';
import { memoryWarehouse, standingClock } from './support/warehouse.ts';

const SEED = 20260101;
const DAYS = ['2021-03-01', '2021-03-02', '2021-03-03', '2021-03-04'];

/** Files of up to four days with small values; null is a missing value, undefined a day the file does not have. */
const files = array(
  array(option(option(integer({ min: 1, max: 3 }), { nil: null, freq: 5 }), { nil: undefined, freq: 3 }), {
    minLength: DAYS.length,
    maxLength: DAYS.length,
  }),
  { minLength: 1, maxLength: 6 },
);

describe('MarketWarehouse against a naive model', () => {
  it(`series(name, { asOf }) equals replaying the files up to then (seed ${SEED})`, async () => {
    await assert(
      asyncProperty(files, async (contents) => {
        const clock = standingClock();
        const warehouse = await memoryWarehouse({ clock: clock.now });
        const held = new Map<string, number | null>();
        const seen = new Set<string>();
        const snapshots: { asOf: string; expected: [string, number | null][] }[] = [];
        for (const [i, values] of contents.entries()) {
          const asOf = `2024-06-${String(i + 1).padStart(2, '0')}T00:00:00Z`;
          clock.set(asOf);
          const rows = DAYS.flatMap((day, at) => (values[at] === undefined ? [] : [{ day, value: values[at] }]));
          if (rows.every(({ value }) => value === null)) continue;
          const text = rows.map(({ day, value }) => `${day},${value ?? ''}`);
          const repeated = seen.has(text.join());
          seen.add(text.join());
          const report = await warehouse.importFile(lines('f.csv', 'date,anything', ...text));
          const added = rows.filter(({ day }) => !held.has(day)).length;
          const changed = rows.filter(({ day, value }) => held.has(day) && held.get(day) !== value).length;
          expect([report.added, report.changed]).toEqual(repeated ? [0, 0] : [added, changed]);
          if (!repeated) for (const { day, value } of rows) held.set(day, value);
          snapshots.push({ asOf, expected: [...held].toSorted(([a], [b]) => (a < b ? -1 : 1)) });
        }
        for (const { asOf, expected } of snapshots) {
          const { dates, values } = await warehouse.series('anything', { asOf });
          expect(dates.map((day, i) => [day, Number.isNaN(values[i]) ? null : values[i]])).toEqual(expected);
        }
        await warehouse.close();
      }),
      { seed: SEED, numRuns: 40 },
    );
  });
});
