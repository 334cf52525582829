import { describe, expect, it } from 'vitest';
import { newEvent } from '../../test/support/events.ts';
import { meanModel } from '../../test/support/registries.ts';
import { newTeam, people } from '../../test/support/team.ts';
import { ChainBrokenError } from '../errors.ts';
import { checkAuthority } from './check-authority.ts';

async function withRecord() {
  const team = await newTeam();
  await (await team.as('founder')).register('means', meanModel(0)); // Nobody was known yet.
  await (await team.as('founder')).setPolicy({ people });
  await (await team.as('olga')).promote('means', '1.0.0');
  return team;
}

describe('checkAuthority(events)', () => {
  it('finds everything done by those who might', async () => {
    const team = await withRecord();
    expect(checkAuthority(await team.store.read())).toEqual({ signedApprovals: 0 });
    await (await team.as('vic')).verify();
  });

  it.each([
    ['vic', /'vic' did what needs the role operator \(archived\), and had the role viewer then/u],
    ['eve', /'eve' did what needs the role operator \(archived\), and was nobody the policy knew then/u],
  ])('finds what %s added to the record past the registry', async (actor, problem) => {
    const team = await withRecord();
    const { manifestDigest } = await (await team.as('vic')).get('means', '1.0.0');
    await team.store.transact(async (transaction) => {
      const move = { type: 'archived', from: 'production', to: 'archive', actor } as const;
      await transaction.append(newEvent({ ...move, at: team.clock().toISOString(), manifestDigest, details: {} }));
    });
    const verifying = (await team.as('vic')).verify();
    await expect(verifying).rejects.toThrow(ChainBrokenError);
    await expect(verifying).rejects.toThrow(problem);
  });

  it('goes by the rules of the time', async () => {
    const team = await withRecord();
    await (await team.as('tom')).register('means', meanModel(1));
    await (await team.as('olga')).setPolicy({ people: { vic: people.vic, olga: people.olga } });
    expect((await (await team.as('vic')).verify()).versions).toBe(2); // tom might, then.
  });
});
