import { describe, expect, it } from 'vitest';
import { meanModel } from '../../test/support/registries.ts';
import { newTeam } from '../../test/support/team.ts';
import { InvalidInstantError } from '../errors.ts';
import type { HistoryFilter } from './filter-events.ts';

/** Events 1 to 6, a day apart. */
async function withHistory() {
  const team = await newTeam();
  const [ada, bea] = [await team.as('ada'), await team.as('bea')];
  const steps = [
    () => ada.register('means', meanModel(0)),
    () => ada.register('means', meanModel(1)),
    () => bea.promote('means', '1.0.0'),
    () => bea.setPolicy({ stages: {} }),
    () => ada.register('others', meanModel(2)),
    () => bea.promote('means', '1.0.1', { to: 'shadow' }),
  ];
  for (const step of steps) {
    await step();
    team.pass(1);
  }
  return ada;
}

describe('history(name, filter)', () => {
  it.each<[HistoryFilter, number[]]>([
    [{}, [1, 2, 3, 6]],
    [{ version: '1.0.1' }, [2, 6]],
    [{ types: ['promoted'] }, [3, 6]],
    [{ types: [] }, []],
    [{ actor: 'bea' }, [3, 6]],
    [{ from: '2024-01-03T08:00:00Z' }, [2, 3, 6]],
    [{ to: '2024-01-03T08:00:00Z' }, [1, 2]],
    [{ from: '2024-01-03T08:00:00.001Z', to: '2024-01-05T00:00:00Z' }, [3]],
    [{ limit: 2 }, [3, 6]],
    [{ actor: 'ada', limit: 1 }, [2]],
  ])('%j gives the events %j', async (filter, sequences) => {
    const history = await (await withHistory()).history('means', filter);
    expect(history.map(({ sequence }) => sequence)).toEqual(sequences);
  });

  it('gives everything without a name, changes of the policy included', async () => {
    const registry = await withHistory();
    expect((await registry.history()).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await registry.history(undefined, { types: ['policy_set'] })).toMatchObject([
      { modelName: '*', actor: 'bea', details: { policy: { stages: {} } } },
    ]);
  });

  it('refuses a filter that cannot be meant', async () => {
    const registry = await withHistory();
    await expect(registry.history('means', { from: 'monday' })).rejects.toThrow(InvalidInstantError);
    await expect(registry.history('means', { limit: 0 })).rejects.toThrow(/limit: expected a whole number above 0/u);
    await expect(registry.history('means', { types: ['promotd' as 'promoted'] })).rejects.toThrow(
      /types: expected a list/u,
    );
    await expect(registry.history('means', { vesion: '1.0.0' } as HistoryFilter)).rejects.toThrow(/version/u);
  });
});
