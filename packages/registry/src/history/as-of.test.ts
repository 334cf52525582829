import { describe, expect, it } from 'vitest';
import { chainOf } from '../../test/support/events.ts';
import { meanModel } from '../../test/support/registries.ts';
import { newTeam } from '../../test/support/team.ts';
import { InvalidInstantError, ModelNotFoundError } from '../errors.ts';
import { findServing } from './as-of.ts';
import { FutureInstantError } from './errors.ts';

const day = (number: number) => `2024-01-${String(number).padStart(2, '0')}T08:00:00.000Z`;

/** Registered on the 2nd; 1.0.0 from the 3rd, 1.0.1 from the 5th, none from the 7th, 1.0.0 again from the 9th; now the 10th. */
async function withHistory() {
  const team = await newTeam(undefined, day(2));
  const registry = await team.as('ada');
  for (const mean of [0, 1]) await registry.register('means', meanModel(mean));
  team.pass(1);
  await registry.promote('means', '1.0.0');
  team.pass(2);
  await registry.promote('means', '1.0.1');
  team.pass(2);
  await registry.promote('means', 'production', { to: 'archive' });
  team.pass(2);
  await registry.rollback('means');
  team.pass(1);
  return registry;
}

describe('asOf(name, instant)', () => {
  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['2024-01-03T08:00:00Z', '1.0.0', day(3), day(5)],
    ['2024-01-04T23:59:59.999Z', '1.0.0', day(3), day(5)],
    ['2024-01-05T07:59:59.999Z', '1.0.0', day(3), day(5)],
    ['2024-01-05T08:00:00.000Z', '1.0.1', day(5), day(7)],
    ['2024-01-09T08:00:00Z', '1.0.0', day(9), undefined],
    ['2024-01-10T08:00:00.000Z', '1.0.0', day(9), undefined], // Now.
  ])('at %s: %s', async (instant, version, since, until) => {
    const registry = await withHistory();
    const answer = await registry.asOf('means', instant);
    expect(answer).toMatchObject({
      serving: true,
      name: 'means',
      at: new Date(instant).toISOString(),
      version,
      since,
      until,
    });
    const { manifestDigest } = await registry.get('means', version!);
    expect(answer).toMatchObject({ manifestDigest, event: { version, to: 'production', at: since } });
    expect(answer.endedBy?.at).toBe(until);
    expect(answer.summary).toContain(`means ${version} served at`);
  });

  it('says that none served, why, and which event ended that', async () => {
    const registry = await withHistory();
    expect(await registry.asOf('means', day(1))).toMatchObject({
      serving: false,
      why: 'not_registered',
      until: day(3),
      summary: `No version of means served at ${day(1)}: it was not registered yet. The next one served from ${day(3)}.`,
    });
    expect(await registry.asOf('means', '2024-01-03T07:59:59.999Z')).toMatchObject({
      serving: false,
      why: 'not_promoted',
      event: undefined,
      endedBy: { type: 'promoted', version: '1.0.0' },
    });
    expect(await registry.asOf('means', day(8))).toMatchObject({
      serving: false,
      why: 'emptied',
      event: { type: 'archived', version: '1.0.1' },
      until: day(9),
      summary: expect.stringMatching(/1\.0\.1 had left production at 2024-01-07/u),
    });
  });

  it('says that none has served since when none ever did', async () => {
    const team = await newTeam(undefined, day(2));
    const registry = await team.as('ada');
    await registry.register('means', meanModel(0));
    team.pass(5);
    const answer = await registry.asOf('means', day(6));
    expect(answer).toMatchObject({ serving: false, why: 'not_promoted', until: undefined, endedBy: undefined });
    expect(answer.summary).toMatch(/None has served since\./u);
  });

  it.each([
    'yesterday',
    '',
    '2024-01-03',
    '2024-01-03T08:00:00',
    '2024-01-03T08:00:00+01:00',
    '2024-02-30T00:00:00Z',
    5,
  ])('refuses %j', async (instant) => {
    const registry = await withHistory();
    await expect(registry.asOf('means', instant as string)).rejects.toThrow(InvalidInstantError);
    await expect(registry.asOf('means', instant as string)).rejects.toThrow(/instant must be an instant in UTC like/u);
  });

  it.each(['2024-01-10T08:00:00.001Z', '2024-01-11T00:00:00Z', '9999-12-31T23:59:59Z'])(
    'refuses %s, which has not come yet',
    async (instant) => {
      const registry = await withHistory();
      const at = new Date(instant).toISOString();
      const asking = registry.asOf('means', instant);
      await expect(asking).rejects.toThrow(FutureInstantError);
      await expect(asking).rejects.toMatchObject({
        code: 'FUTURE_INSTANT',
        kind: 'input',
        message: `instant must be an instant not after now (${day(10)}), received ${at}.`,
        hint: expect.stringMatching(/Ask about now/u),
        details: { instant: at, now: day(10) },
      });
    },
  );

  it('says that there is no such model', async () => {
    await expect((await withHistory()).asOf('medians', day(3))).rejects.toThrow(ModelNotFoundError);
  });
});

describe('findServing(name, events, instant, now)', () => {
  const now = new Date(day(9));
  const registered = (version: string, at: string) => ({ version, at });
  const moved = (version: string, type: 'promoted' | 'replaced', at: string) =>
    type === 'promoted'
      ? ({ version, at, type, from: 'staging', to: 'production', details: {} } as const)
      : ({ version, at, type, from: 'production', to: 'archive', details: {} } as const);

  it('orders what happened at one instant by sequence', () => {
    const events = chainOf(
      registered('1.0.0', day(2)),
      registered('2.0.0', day(2)),
      moved('1.0.0', 'promoted', day(2)),
      moved('1.0.0', 'replaced', day(2)),
      moved('2.0.0', 'promoted', day(2)),
    );
    expect(findServing('means', events, day(2), now)).toMatchObject({ version: '2.0.0', since: day(2) });
  });

  it('follows the record where a clock went backwards', () => {
    const events = chainOf(
      registered('1.0.0', day(2)),
      registered('2.0.0', day(2)),
      moved('1.0.0', 'promoted', day(5)),
      // From a machine whose clock was two days behind.
      moved('1.0.0', 'replaced', day(3)),
      moved('2.0.0', 'promoted', day(3)),
      registered('3.0.0', day(6)),
    );
    expect(findServing('means', events, day(4), now).serving).toBe(false);
    expect(findServing('means', events, day(5), now)).toMatchObject({ version: '2.0.0', since: day(5) });
  });
});
