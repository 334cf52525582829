import { createKeyPair, type SigningKey } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import { meanModel } from '../../test/support/registries.ts';
import { newTeam, people, type Team } from '../../test/support/team.ts';
import { ApprovalKeyError, ApprovalNotFoundError, PermissionDeniedError, PromotionRejectedError } from '../errors.ts';
import type { RegistryPolicy } from '../policy/policy.ts';

const TWO: RegistryPolicy = { people, stages: { production: { approvals: { count: 2 } } } };

async function withVersion(policy: RegistryPolicy): Promise<Team> {
  const team = await newTeam(policy);
  const trainer = await team.as('cleo');
  await trainer.register('means', meanModel(0));
  await trainer.attachEvidence('means', '1.0.0', { kind: 'validation', passed: true, document: { accuracy: 0.9 } });
  return team;
}

async function approvals(team: Team): Promise<{ met: boolean; found: string; remedy: string | undefined }> {
  const { requirements } = await (await team.as('vic')).explainMove('means', '1.0.0', 'production');
  const row = requirements.find(({ rule }) => rule === 'approvals');
  if (row === undefined) throw new Error('No approvals are asked for.');
  return { met: row.met, found: row.found, remedy: row.remedy };
}

const approve = async (team: Team, who: string, options = {}) =>
  (await team.as(who)).approve('means', '1.0.0', options);

describe('approve(name, version)', () => {
  it('counts people, not approvals', async () => {
    const team = await withVersion(TWO);
    expect((await approvals(team)).found).toBe('none that counts');
    for (let i = 0; i < 3; i++) await approve(team, 'amy', { reason: `time ${i}` });
    expect(await approvals(team)).toEqual({
      met: false,
      found: '1: amy',
      remedy: "Ask bob or cleo for 1 more: approve('means', '1.0.0')",
    });
    const version = await approve(team, 'bob');
    expect(version.approvals.map(({ approver, reason, stale, signed }) => [approver, reason, stale, signed])).toEqual([
      ['amy', 'time 2', false, false],
      ['bob', null, false, false],
    ]);
    expect(await approvals(team)).toMatchObject({ met: true, found: '2: amy, bob' });
    await (await team.as('olga')).promote('means', '1.0.0');
    expect((await (await team.as('vic')).history('means')).at(-1)).toMatchObject({
      type: 'promoted',
      evidenceDigest: version.evidenceDigest,
      details: {
        approvals: [
          { approver: 'amy', event: 6 },
          { approver: 'bob', event: 7 },
        ],
        evidence: [{ kind: 'validation', passed: true }],
      },
    });
  });

  it('is stale once the evidence changes, and counts again when it is given anew', async () => {
    const team = await withVersion(TWO);
    for (const who of ['amy', 'bob']) await approve(team, who);
    expect((await approvals(team)).met).toBe(true);
    const evidence = { kind: 'backtest', passed: false, document: { sharpe: -1 } };
    await (await team.as('tom')).attachEvidence('means', '1.0.0', evidence);
    expect(await approvals(team)).toMatchObject({
      met: false,
      found:
        'none that counts; amy does not count (stale, given on other evidence); bob does not count (stale, given on other evidence)',
    });
    const promoting = (await team.as('olga')).promote('means', '1.0.0');
    await expect(promoting).rejects.toThrow(PromotionRejectedError);
    for (const who of ['amy', 'bob'])
      expect(await approve(team, who)).toMatchObject({ evidenceDigest: expect.any(String) });
    expect((await approvals(team)).met).toBe(true);
  });

  it('does not count when it was given on other evidence a moment before the promotion commits', async () => {
    const team = await withVersion(TWO);
    for (const who of ['amy', 'bob']) await approve(team, who);
    const tom = await team.as('tom');
    const late = {
      name: 'late news',
      run: async () =>
        void (await tom.attachEvidence('means', '1.0.0', { kind: 'backtest', passed: true, document: {} })),
    };
    const promoting = (await team.as('olga')).promote('means', '1.0.0', { checks: [late] });
    await expect(promoting).rejects.toThrow(/It needs 2 approvals: none that counts/u);
    expect((await tom.get('means', '1.0.0')).stage).toBe('staging');
  });

  it.each([
    [true, '1: cleo'],
    [false, 'none that counts; cleo does not count (registered it)'],
  ])('from who registered the version counts where the policy says %s', async (trainerCounts, found) => {
    const team = await withVersion({ people, stages: { production: { approvals: { count: 1, trainerCounts } } } });
    await approve(team, 'cleo');
    expect(await approvals(team)).toMatchObject({ met: trainerCounts, found });
    await approve(team, 'bob');
    expect((await approvals(team)).met).toBe(true);
  });

  it.each<[string, object]>([
    ['trained it', { trainedBy: 'amy' }],
    ['imported it', { importedBy: 'amy' }],
  ])('from who %s counts no more where somebody else registered the version', async (part, metadata) => {
    const asked = (trainerCounts: boolean): RegistryPolicy => ({
      people,
      stages: { production: { approvals: { count: 1, trainerCounts } } },
    });
    const team = await newTeam(asked(false));
    await (await team.as('tom')).register('means', meanModel(0), { metadata: { ...metadata } });
    await approve(team, 'amy');
    expect(await approvals(team)).toEqual({
      met: false,
      found: `none that counts; amy does not count (${part})`,
      remedy: "Ask bob or cleo for 1 more: approve('means', '1.0.0')",
    });
    const { requirements } = await (await team.as('olga')).explainMove('means', '1.0.0', 'production');
    expect(requirements.find(({ rule }) => rule === 'approvals')?.needed).toBe(
      `1 approval by others than tom, who registered it, and amy, who ${part}`,
    );
    const promoting = (await team.as('olga')).promote('means', '1.0.0');
    await expect(promoting).rejects.toThrow(PromotionRejectedError);
    await (await team.as('olga')).setPolicy(asked(true));
    expect(await approvals(team)).toMatchObject({ met: true, found: '1: amy' });
  });

  it('counts from somebody whom the metadata name as nothing of the kind', async () => {
    const team = await newTeam({ people, stages: { production: { approvals: { count: 1, trainerCounts: false } } } });
    const metadata = { trainedBy: 'tom', importedBy: 7, praisedBy: 'amy' };
    await (await team.as('tom')).register('means', meanModel(0), { metadata });
    await approve(team, 'amy');
    expect(await approvals(team)).toMatchObject({ met: true, found: '1: amy' });
  });

  it('counts from those alone whom the policy names', async () => {
    const team = await withVersion({
      people,
      stages: { production: { approvals: { count: 1, of: ['bob', 'cleo'] } } },
    });
    await approve(team, 'amy');
    expect(await approvals(team)).toMatchObject({
      met: false,
      found: 'none that counts; amy does not count (not among them)',
      remedy: "Ask bob or cleo for 1 more: approve('means', '1.0.0')",
    });
    await approve(team, 'bob');
    expect((await approvals(team)).met).toBe(true);
  });

  it('does not count any more from somebody who has lost the right', async () => {
    const team = await withVersion(TWO);
    for (const who of ['amy', 'bob']) await approve(team, who);
    const { amy: _, ...rest } = people;
    await (await team.as('olga')).setPolicy({ ...TWO, people: { ...rest, amy: { roles: ['viewer'] } } });
    expect(await approvals(team)).toMatchObject({ met: false, found: '1: bob; amy does not count (may not approve)' });
  });
});

describe('withdrawApproval(name, version)', () => {
  it("takes back one's own, or as an operator somebody else's", async () => {
    const team = await withVersion(TWO);
    for (const who of ['amy', 'bob']) await approve(team, who);
    await (await team.as('amy')).withdrawApproval('means', '1.0.0', { reason: 'second thoughts' });
    expect((await approvals(team)).found).toBe('1: bob');
    const others = (await team.as('amy')).withdrawApproval('means', '1.0.0', { approver: 'bob' });
    await expect(others).rejects.toThrow(PermissionDeniedError);
    await (await team.as('olga')).withdrawApproval('means', '1.0.0', { approver: 'bob' });
    expect((await approvals(team)).found).toBe('none that counts');
    expect((await (await team.as('vic')).history('means')).slice(-2)).toMatchObject([
      { type: 'approval_withdrawn', actor: 'amy', reason: 'second thoughts', details: { approver: 'amy', event: 4 } },
      { type: 'approval_withdrawn', actor: 'olga', details: { approver: 'bob', event: 5 } },
    ]);
    await (await team.as('vic')).verify();
  });

  it('says that there is none', async () => {
    const team = await withVersion(TWO);
    await approve(team, 'bob');
    const amy = await team.as('amy');
    await expect(amy.withdrawApproval('means', '1.0.0')).rejects.toThrow(ApprovalNotFoundError);
    await expect(amy.withdrawApproval('means', '1.0.0')).rejects.toThrow(
      /'amy' has not approved means 1\.0\.0; bob did/u,
    );
  });
});

describe('signed approvals', () => {
  const keys = Object.fromEntries(
    ['amy', 'bob', 'new'].map((name) => [name, createKeyPair({ algorithm: 'ed25519', name })]),
  ) as Record<'amy' | 'bob' | 'new', SigningKey>;
  const policy: RegistryPolicy = {
    stages: { production: { approvals: { count: 2 } } },
    people: {
      ...people,
      amy: { roles: ['approver'], keyIds: [keys.amy.keyId] },
      bob: { roles: ['approver'], keyIds: [keys.bob.keyId, keys.new.keyId] },
    },
  };

  it('are asked of people whose keys are known', async () => {
    const team = await withVersion(policy);
    await expect(approve(team, 'amy')).rejects.toThrow(ApprovalKeyError);
    await expect(approve(team, 'amy')).rejects.toThrow(/must be signed: no key was given/u);
    await expect(approve(team, 'amy', { key: keys.bob })).rejects.toThrow(/is not known to be theirs/u);
    await expect(approve(team, 'amy', { key: 'secret' as never })).rejects.toThrow(/a SigningKey/u);
    await approve(team, 'amy', { key: keys.amy });
    await expect(approve(team, 'cleo', { key: keys.amy })).rejects.toThrow(/the key that was given is amy's/u);
    await approve(team, 'cleo'); // Of cleo no key is known.
    expect((await approvals(team)).found).toBe('2: amy, cleo');
    const verified = await (await team.as('vic')).verify();
    expect(verified.signatures).toBe(1);
  });

  it('take the key the registry was opened with', async () => {
    const team = await withVersion(policy);
    const version = await (await team.as('bob', { key: keys.new })).approve('means', '1.0.0', { reason: 'sound' });
    expect(version.approvals).toMatchObject([{ approver: 'bob', signed: true }]);
  });

  it('stop counting when the key is no longer known, or keys come to be known', async () => {
    const team = await withVersion(policy);
    await approve(team, 'amy', { key: keys.amy });
    await approve(team, 'cleo');
    const olga = await team.as('olga');
    await olga.setPolicy({
      ...policy,
      people: { ...policy.people, amy: { roles: ['approver'], keyIds: [keys.new.keyId] } },
    });
    expect((await approvals(team)).found).toMatch(/amy does not count \(its signature does not hold\)/u);
    await olga.setPolicy({
      ...policy,
      people: { ...policy.people, cleo: { roles: ['approver'], keyIds: [keys.new.keyId] } },
    });
    expect((await approvals(team)).found).toBe('1: amy; cleo does not count (not signed)');
  });

  it('cannot be moved to another version, other evidence or another person', async () => {
    const team = await withVersion(policy);
    await approve(team, 'amy', { key: keys.amy });
    const tom = await team.as('tom');
    await tom.register('means', meanModel(1));
    const stolen = (await team.store.read('means')).find(({ type }) => type === 'approved');
    const target = await tom.get('means', '1.0.1');
    // An intruder who can write the record, and seals the event as the registry would.
    const forge = (fields: object) =>
      team.store.transact(async (transaction) => {
        const { sequence: _s, previousDigest: _p, digest: _d, ...event } = stolen!;
        await transaction.append({ ...event, ...fields });
      });
    const { version, manifestDigest, evidenceDigest } = target;
    await forge({ version, manifestDigest, evidenceDigest });
    const { requirements } = await tom.explainMove('means', '1.0.1', 'production');
    expect(requirements.find(({ rule }) => rule === 'approvals')?.found).toBe(
      'none that counts; amy does not count (its signature does not hold)',
    );
    await expect(tom.verify()).rejects.toThrow(/the approval of 'amy': what was signed is not what is recorded/u);
  });

  it.each<[string, object]>([
    ['another instant', { at: '2024-02-02T08:00:00.000Z' }],
    ['another reason', { reason: 'I love it' }],
    ['another person', { actor: 'cleo' }],
    ['other evidence', { evidenceDigest: 'e'.repeat(64) }],
  ])('notice %s', async (_what, change) => {
    const team = await withVersion(policy);
    await approve(team, 'amy', { key: keys.amy });
    const event = (await team.store.read('means')).find(({ type }) => type === 'approved');
    await team.store.transact(async (transaction) => {
      const { sequence: _s, previousDigest: _p, digest: _d, ...content } = event!;
      await transaction.append({ ...content, ...change });
    });
    await expect((await team.as('vic')).verify()).rejects.toMatchObject({
      code: 'CHAIN_BROKEN',
      details: { sequence: 5 },
    });
  });
});
