import { describe, expect, it } from 'vitest';
import { lines } from '../test/support/files.ts';
import { failure, memoryWarehouse, standingClock } from '../test/support/warehouse.ts';
import { InvalidArgumentError, UnknownSeriesError } from './errors.ts';
import { resolvePointInTime } from './point-in-time.ts';

/** Closes of three days; the first is revised on the 5th and on the 9th, a fourth day comes on the 9th. */
async function revised() {
  const clock = standingClock('2024-01-04T22:00:00Z');
  const warehouse = await memoryWarehouse({ clock: clock.now });
  await warehouse.importFile(lines('spx.csv', 'date,spx', '2024-01-02,100', '2024-01-03,101', '2024-01-04,102'));
  await warehouse.importFile(lines('vix.csv', 'date,vix', '2024-01-02,13', '2024-01-03,14'));
  clock.set('2024-01-05T22:00:00Z');
  await warehouse.importFile(lines('spx.csv', 'date,spx', '2024-01-02,110'));
  clock.set('2024-01-09T22:00:00Z');
  await warehouse.importFile(lines('spx.csv', 'date,spx', '2024-01-02,120', '2024-01-03,', '2024-01-08,103'));
  return warehouse;
}

describe('resolvePointInTime(warehouse, mapping, options)', () => {
  it('gives of each value the vintage of the day, and the first one before there was any', async () => {
    const warehouse = await revised();
    const { inputs, inputsAsOf, revisions, revisedOn } = await resolvePointInTime(
      warehouse,
      {},
      { columns: ['price', 'vix'] },
    );
    expect([revisions, revisedOn]).toEqual([3, ['2024-01-05', '2024-01-09']]);
    const closes = (date: string) => [...inputsAsOf(date).price.values];
    expect(closes('1990-01-01')).toEqual([100, 101, 102, 103]);
    expect(closes('2024-01-04')).toEqual([100, 101, 102, 103]);
    expect(closes('2024-01-05')).toEqual([110, 101, 102, 103]);
    expect(closes('2024-01-08')).toEqual([110, 101, 102, 103]);
    expect(closes('2024-01-09')).toEqual([120, Number.NaN, 102, 103]);
    expect([...inputsAsOf('2024-01-09').vix!.values]).toEqual([13, 14]);
    // The oracle: what is known now is what the warehouse answers.
    const now = await warehouse.series('spx');
    expect(inputs.price.dates).toEqual(now.dates);
    expect([...inputs.price.values]).toEqual([...now.values]);
    // And with `asOf` it answers the same for the days that were there.
    expect([...(await warehouse.series('spx', { asOf: '2024-01-05' })).values]).toEqual(
      closes('2024-01-05').slice(0, 3),
    );
  });

  it('gives one object for all days between two revisions, and the newest where nothing was revised', async () => {
    const { inputs, inputsAsOf } = await resolvePointInTime(await revised(), {}, { columns: ['price'] });
    expect(inputsAsOf('2024-01-05')).toBe(inputsAsOf('2024-01-08'));
    expect(inputsAsOf('2024-01-04')).not.toBe(inputsAsOf('2024-01-05'));
    expect(inputsAsOf('2024-02-01')).toBe(inputs);
    const warehouse = await memoryWarehouse();
    await warehouse.importFile(lines('spx.csv', 'date,spx', '2024-01-02,100'));
    const plain = await resolvePointInTime(warehouse, {}, { columns: [] });
    expect(plain.inputsAsOf('2000-01-01')).toBe(plain.inputs);
  });

  it('refuses series that are not there, options that do not exist and what is no day', async () => {
    const warehouse = await revised();
    const error = await failure(resolvePointInTime(warehouse, {}, { columns: ['hy_spread'] }), UnknownSeriesError);
    expect(error.message).toContain('which is needed as hy_spread');
    await failure(resolvePointInTime(warehouse, {}, { colums: [] } as never), InvalidArgumentError);
    const { inputsAsOf } = await resolvePointInTime(warehouse, {}, { columns: [] });
    expect(() => inputsAsOf('yesterday')).toThrow(InvalidArgumentError);
  });
});
