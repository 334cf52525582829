import { createKeyPair, trustKey, type TrustPolicy } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import { meanModel } from '../../test/support/registries.ts';
import { newTeam, people, type Team } from '../../test/support/team.ts';
import { PromotionRejectedError, VersionNotFoundError } from '../errors.ts';
import type { RegistryPolicy } from '../policy/policy.ts';
import type { MoveExplanation } from './explain-move.ts';

const anna = createKeyPair({ algorithm: 'ecdsa-p256', name: 'anna' });
const trust = { requireSignature: 'off', keys: [trustKey(anna.publicKey, { owner: 'Anna' })] } as const;

const STRICT: RegistryPolicy = {
  people,
  stages: {
    shadow: { evidence: ['validation'] },
    production: {
      from: ['shadow'],
      evidence: ['validation', { kind: 'shadow', passed: false }],
      approvals: { count: 2, trainerCounts: false },
      shadowDays: 20,
      signature: true,
      probationDays: 5,
    },
  },
  models: {
    'test-*': {
      production: { from: ['staging'], evidence: [], approvals: { count: 0 }, shadowDays: 0, signature: false },
    },
  },
};

async function withVersion(name = 'means'): Promise<Team> {
  const team = await newTeam(STRICT);
  await (await team.as('tom')).register(name, meanModel(0));
  return team;
}

const rows = ({ requirements }: MoveExplanation) =>
  requirements.map(({ rule, needed, found, met }) => `${met ? 'met' : 'open'} ${rule}: ${needed}: ${found}`);

describe('explainMove(name, version, to)', () => {
  it('gives the whole table, met and unmet, and what to do', async () => {
    const team = await withVersion();
    const explanation = await (await team.as('olga')).explainMove('means', 'staging', 'production');
    expect(explanation).toMatchObject({
      name: 'means',
      version: '1.0.0',
      from: 'staging',
      to: 'production',
      allowed: false,
      replaces: undefined,
      probationDays: 5,
    });
    expect(rows(explanation)).toEqual([
      'met permission: the role operator: olga has it',
      'open movement: a way from staging to production: production is entered from shadow alone, as the policy says, and it is in staging',
      "open evidence: evidence of kind 'validation' that passed: none is attached",
      "open evidence: evidence of kind 'shadow': none is attached",
      'open approvals: 2 approvals by others than tom, who registered it: none that counts',
      'open shadow_days: 20 days in shadow: 0',
      'open signature: a signature of the bundle by a trusted key: no keys are trusted: the registry was opened without trust',
    ]);
    for (const { met, remedy } of explanation.requirements) expect(remedy === undefined).toBe(met);
    expect(await team.store.read('means')).toHaveLength(1);
  });

  it('shows the way of a version from the first day to production', async () => {
    const team = await withVersion();
    const [tom, olga] = [await team.as('tom'), await team.as('olga', { trust })];
    const open = async () =>
      (await olga.explainMove('means', '1.0.0', 'production')).requirements.flatMap(({ met, rule }) =>
        met ? [] : rule,
      );
    await tom.attachEvidence('means', '1.0.0', { kind: 'validation', passed: true, document: { a: 1 } });
    await olga.promote('means', '1.0.0', { to: 'shadow' });
    expect(await open()).toEqual(['evidence', 'approvals', 'shadow_days', 'signature']);
    team.pass(19.99);
    await tom.attachEvidence('means', '1.0.0', { kind: 'shadow', passed: false, document: { a: 2 } });
    await tom.sign('means', '1.0.0', { key: anna });
    for (const who of ['amy', 'bob']) await (await team.as(who)).approve('means', '1.0.0');
    expect(await open()).toEqual(['shadow_days']);
    await expect(olga.promote('means', '1.0.0')).rejects.toThrow(/It needs 20 days in shadow: 19\.9\./u);
    await expect(olga.promote('means', '1.0.0')).rejects.toMatchObject({
      hint: 'Nothing has changed. Wait until 2024-01-22T08:00:00.000Z.',
    });
    team.pass(0.01);
    expect(await olga.explainMove('means', '1.0.0', 'production')).toMatchObject({ allowed: true });
    const { probation } = await olga.promote('means', '1.0.0');
    expect(probation).toMatchObject({ status: 'running', until: '2024-01-27T08:00:00.000Z' });
  });

  it('counts days in shadow over all stays', async () => {
    const team = await withVersion();
    const olga = await team.as('olga');
    await (await team.as('tom')).attachEvidence('means', '1.0.0', { kind: 'validation', passed: true, document: {} });
    for (let stay = 0; stay < 2; stay++) {
      await olga.promote('means', '1.0.0', { to: 'shadow' });
      team.pass(10);
      await olga.promote('means', '1.0.0', { to: 'archive' });
      team.pass(100);
    }
    const { requirements } = await olga.explainMove('means', '1.0.0', 'production');
    expect(requirements.find(({ rule }) => rule === 'shadow_days')).toMatchObject({ found: '20', met: true });
  });

  it('lets the newest evidence of a kind decide', async () => {
    const team = await withVersion();
    const tom = await team.as('tom');
    const validation = async (passed: boolean) => {
      await tom.attachEvidence('means', '1.0.0', { kind: 'validation', passed, document: { run: Math.random() } });
      return (await tom.explainMove('means', '1.0.0', 'shadow')).requirements.find(({ rule }) => rule === 'evidence')
        ?.met;
    };
    expect([await validation(true), await validation(false), await validation(true)]).toEqual([true, false, true]);
  });

  it('asks less of a model the policy makes an exception for', async () => {
    const team = await withVersion('test-means');
    const olga = await team.as('olga');
    expect(rows(await olga.explainMove('test-means', '1.0.0', 'production'))).toEqual([
      'met permission: the role operator: olga has it',
      'met movement: a way from staging to production: open',
    ]);
    await olga.promote('test-means', '1.0.0');
  });

  it('says what would leave production, and that one may not do it oneself', async () => {
    const team = await newTeam();
    const ada = await team.as('ada');
    for (const mean of [0, 1]) await ada.register('means', meanModel(mean));
    await ada.promote('means', '1.0.0');
    expect(await ada.explainMove('means', '1.0.1', 'production')).toMatchObject({ allowed: true, replaces: '1.0.0' });
    expect(await ada.explainMove('means', '1.0.1', 'shadow')).toMatchObject({ replaces: undefined });
    await ada.setPolicy({ people });
    const explanation = await (await team.as('vic')).explainMove('means', '1.0.1', 'production');
    expect(explanation.allowed).toBe(false);
    expect(explanation.requirements[0]).toEqual({
      rule: 'permission',
      needed: 'the role operator',
      found: 'it needs the role operator, and vic has viewer',
      met: false,
      remedy: 'Ask olga',
    });
    await expect(ada.explainMove('means', '9.9.9', 'shadow')).rejects.toThrow(/knows nobody/u);
    await expect((await team.as('vic')).explainMove('means', '9.9.9', 'shadow')).rejects.toThrow(VersionNotFoundError);
  });
});

describe('a refused promotion', () => {
  it('names every requirement that is not met, and what to do about each', async () => {
    const team = await withVersion();
    const promoting = (await team.as('olga')).promote('means', '1.0.0');
    const error = (await promoting.catch((reason: unknown) => reason)) as PromotionRejectedError;
    expect(error).toBeInstanceOf(PromotionRejectedError);
    for (const part of [
      'production is entered from shadow alone',
      "It needs evidence of kind 'validation' that passed: none is attached.",
      "It needs evidence of kind 'shadow': none is attached.",
      'It needs 2 approvals by others than tom, who registered it: none that counts.',
      'It needs 20 days in shadow: 0.',
      'It needs a signature of the bundle by a trusted key: no keys are trusted',
    ]) {
      expect(error.message).toContain(part);
    }
    for (const part of ['Attach it', 'Ask amy or bob or cleo for 2 more', 'Put it there first', 'Have it signed']) {
      expect(error.hint).toContain(part);
    }
    expect(error.details['requirements']).toHaveLength(6);
    expect(await team.store.read('means')).toHaveLength(1);
  });

  it('looks at signatures as the trust says: another key, or another model, is none', async () => {
    const team = await newTeam({ stages: { production: { signature: true } } });
    const ada = await team.as('ada', { trust });
    await ada.register('means', meanModel(0));
    const found = async (trusted: TrustPolicy) =>
      (await (await team.as('ada', { trust: trusted })).explainMove('means', '1.0.0', 'production')).requirements.at(
        -1,
      );
    expect(await found(trust)).toMatchObject({ met: false, found: expect.stringMatching(/not signed/u) });
    await ada.sign('means', '1.0.0', { key: createKeyPair({ algorithm: 'ed25519', name: 'other' }) });
    expect(await found(trust)).toMatchObject({ met: false, found: expect.stringMatching(/known keys/u) });
    await ada.sign('means', '1.0.0', { key: anna });
    expect(await found(trust)).toMatchObject({ met: true, found: 'there' });
    const elsewhere = { ...trust, keys: [trustKey(anna.publicKey, { owner: 'Anna', models: ['others'] })] };
    expect(await found(elsewhere)).toMatchObject({ met: false });
    await ada.promote('means', '1.0.0');
  });
});
