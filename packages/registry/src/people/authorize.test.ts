import { createKeyPair } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import { newTeam, people } from '../../test/support/team.ts';
import { meanModel } from '../../test/support/registries.ts';
import { PermissionDeniedError } from '../errors.ts';
import type { ModelRegistry } from '../registry.ts';
import { createToken } from './tokens.ts';

/** Everything one can do, on a model with a version in production and one in staging. */
const deeds: readonly [string, readonly string[], (registry: ModelRegistry) => Promise<unknown>][] = [
  ['list', Object.keys(people), (r) => r.list()],
  ['get', Object.keys(people), (r) => r.get('means', '1.0.0')],
  ['history', Object.keys(people), (r) => r.history()],
  ['asOf', Object.keys(people), (r) => r.asOf('means', '2024-01-01T00:00:00Z')],
  ['verify', Object.keys(people), (r) => r.verify()],
  ['policy', Object.keys(people), (r) => r.policy()],
  ['explainMove', Object.keys(people), (r) => r.explainMove('means', '1.0.1', 'shadow')],
  ['register', ['tom', 'cleo'], (r) => r.register('means', meanModel(9))],
  [
    'attachEvidence',
    ['tom', 'cleo'],
    (r) => r.attachEvidence('means', '1.0.1', { kind: 'backtest', passed: true, document: {} }),
  ],
  ['approve', ['amy', 'bob', 'cleo'], (r) => r.approve('means', '1.0.1')],
  ['promote', ['olga'], (r) => r.promote('means', '1.0.1')],
  ['archive', ['olga'], (r) => r.promote('means', '1.0.1', { to: 'archive' })],
  ['setAlias', ['olga'], (r) => r.setAlias('means', 'champion', '1.0.1')],
  ['setPolicy', ['olga'], (r) => r.setPolicy({})],
  [
    'sign',
    ['tom', 'amy', 'bob', 'cleo', 'olga'],
    (r) => r.sign('means', '1.0.1', { key: createKeyPair({ algorithm: 'ed25519', name: 'k' }) }),
  ],
];

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof PermissionDeniedError ? 'denied' : `failed: ${(error as Error).message}`;
  }
}

describe('a registry that knows its people', () => {
  it.each(deeds)('%s is for %j alone', async (_what, who, work) => {
    for (const actor of [...Object.keys(people), 'stranger', 'unknown', '__proto__', 'toString']) {
      const team = await newTeam();
      const founder = await team.as('founder');
      await founder.register('means', meanModel(0));
      await founder.promote('means', '1.0.0');
      await founder.register('means', meanModel(1));
      await founder.setPolicy({ people });
      const before = (await team.store.read()).length;
      const result = await outcome(work(await team.as(actor)));
      const written = (await team.store.read()).length > before;
      // What is denied leaves nothing behind.
      expect({ actor, result, strayed: result === 'denied' && written }).toEqual({
        actor,
        result: who.includes(actor) ? 'done' : 'denied',
        strayed: false,
      });
    }
  });

  it('says which role is needed, who has it, and what to do', async () => {
    const team = await newTeam({ people });
    const denied = (await team.as('vic')).register('means', meanModel(1));
    await expect(denied).rejects.toThrow(/'vic' may not register: it needs the role trainer, and vic has viewer/u);
    await expect(denied).rejects.toMatchObject({
      kind: 'permission',
      code: 'PERMISSION_DENIED',
      hint: 'Ask cleo or tom.',
      details: { actor: 'vic', action: 'register', neededRoles: ['trainer'], holders: ['cleo', 'tom'] },
    });
    await expect((await team.as('eve')).list()).rejects.toThrow(/the policy knows nobody of that name/u);
  });

  it('lets everybody do everything while it knows nobody', async () => {
    const team = await newTeam({ stages: {} });
    for (const [, , work] of deeds.slice(0, 1)) expect(await outcome(work(await team.as('anybody')))).toBe('done');
    expect(await outcome((await team.as('anybody')).register('means', meanModel(1)))).toBe('done');
  });

  it('decides by the rules of the moment, not of the opening', async () => {
    const team = await newTeam({ people });
    const tom = await team.as('tom');
    await tom.register('means', meanModel(1));
    await (await team.as('olga')).setPolicy({ people: { olga: { roles: ['operator'] } } });
    await expect(tom.register('means', meanModel(2))).rejects.toThrow(PermissionDeniedError);
    await expect(tom.list()).rejects.toThrow(PermissionDeniedError);
  });

  it('looks again when it writes: rights that are lost while checks run are lost', async () => {
    const team = await newTeam({ people: { ...people, otto: { roles: ['operator'] } } });
    await (await team.as('tom')).register('means', meanModel(1));
    const olga = await team.as('olga');
    const fire = { name: 'fire', run: async () => void (await olga.setPolicy({ people })) };
    const otto = await team.as('otto');
    await expect(otto.promote('means', '1.0.0', { checks: [fire] })).rejects.toThrow(PermissionDeniedError);
    expect((await olga.get('means', '1.0.0')).stage).toBe('staging');
  });
});

describe('a person with tokens', () => {
  it('must show one of them', async () => {
    const [first, second, wrong] = [createToken(), createToken(), createToken()];
    const olga = { roles: ['operator'] as const, tokenHashes: [first.tokenHash, second.tokenHash] };
    const team = await newTeam({ people: { ...people, olga } });
    await expect((await team.as('olga')).list()).rejects.toThrow(/must show a token, and none was given/u);
    await expect((await team.as('olga', { token: wrong.token })).list()).rejects.toThrow(/not one of olga's/u);
    for (const { token } of [first, second]) expect(await (await team.as('olga', { token })).list()).toEqual([]);
    expect(await (await team.as('vic')).list()).toEqual([]); // Nobody else needs one.
  });

  it('is known by the token alone', async () => {
    const { token, tokenHash } = createToken();
    const team = await newTeam({ people: { ...people, olga: { roles: ['operator'], tokenHashes: [tokenHash] } } });
    const registry = await team.as(undefined as never, { token });
    expect(registry.actor).toBe('olga');
    await expect(team.as(undefined as never, { token: createToken().token })).rejects.toThrow(/belongs to nobody/u);
  });

  it('may use a key of theirs instead', async () => {
    const [mine, other] = ['mine', 'other'].map((name) => createKeyPair({ algorithm: 'ed25519', name }));
    const olga = { roles: ['operator'] as const, tokenHashes: [createToken().tokenHash], keyIds: [mine!.keyId] };
    const team = await newTeam({ people: { ...people, olga } });
    expect(await (await team.as('olga', { key: mine })).list()).toEqual([]);
    await expect((await team.as('olga', { key: other })).list()).rejects.toThrow(PermissionDeniedError);
  });

  it('never finds the token in a message or in the record', async () => {
    const { token, tokenHash } = createToken();
    const team = await newTeam({ people: { ...people, olga: { roles: ['operator'], tokenHashes: [tokenHash] } } });
    const wrong = createToken().token;
    const error = await (await team.as('olga', { token: wrong })).list().catch((reason: unknown) => reason);
    expect(JSON.stringify([error, await team.store.read()])).not.toContain(wrong);
    await (await team.as('olga', { token })).setPolicy({});
    expect(JSON.stringify(await team.store.read())).not.toContain(token);
  });
});

describe('a person with keys and no token', () => {
  const [mine, other] = ['mine', 'other'].map((name) => createKeyPair({ algorithm: 'ed25519', name }));
  const olga = { roles: ['operator'] as const, keyIds: [mine!.keyId] };
  const amy = { roles: ['approver'] as const, keyIds: [mine!.keyId] };

  it('must use one of them to change anything, and none to look', async () => {
    const team = await newTeam({ people: { ...people, olga } });
    await (await team.as('tom')).register('means', meanModel(0));
    for (const open of [{}, { key: other }, { token: createToken().token }]) {
      const impostor = await team.as('olga', open);
      expect(await impostor.list()).toHaveLength(1);
      await expect(impostor.promote('means', '1.0.0')).rejects.toThrow(PermissionDeniedError);
      await expect(impostor.setPolicy({})).rejects.toThrow(/'olga' may not set the policy: .* key/u);
    }
    expect((await (await team.as('olga', { key: mine })).promote('means', '1.0.0')).stage).toBe('production');
  });

  it('has no approval taken back by who knows the name alone', async () => {
    const team = await newTeam({ people: { ...people, amy } });
    await (await team.as('tom')).register('means', meanModel(0));
    await (await team.as('amy')).approve('means', '1.0.0', { key: mine });
    await expect((await team.as('amy')).withdrawApproval('means', '1.0.0')).rejects.toThrow(PermissionDeniedError);
    await (await team.as('amy', { key: mine })).withdrawApproval('means', '1.0.0');
  });
});
