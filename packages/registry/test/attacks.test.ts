// Attacks that take more than one step, each as somebody would try it.
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createKeyPair, trustKey } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import { addWebhook, applyRetention, createToken, deliverWebhooks, type RegistryPolicy } from '../src/index.ts';
import { contextOf } from '../src/registry-internals.ts';
import { local, startReceiver } from './support/receiver.ts';
import { folderOf, meanModel, meanSchema, openMemoryRegistry } from './support/registries.ts';
import { sites } from './support/sites.ts';
import { newTeam } from './support/team.ts';

const signer = createKeyPair({ algorithm: 'ed25519', name: 'signer' });
const trust = { requireSignature: 'refuse', keys: [trustKey(signer.publicKey, { owner: 'Signer' })] } as const;

describe.each(sites.filter(({ keepsFolders }) => keepsFolders))(
  'an attacker who can write to the folder of $title',
  (kind) => {
    it.skipIf(kind.missing)(
      'cannot put an old signed model back: load goes by the digest of the version, not by the signature',
      async () => {
        const site = await kind.make();
        const registry = await site.open({ key: signer, trust });
        for (const mean of [1, 2]) {
          const { version } = await registry.register('means', meanModel(mean));
          await registry.sign('means', version);
          await registry.promote('means', version);
        }
        const [old, present] = [
          folderOf(await registry.get('means', '1.0.0')),
          folderOf(await registry.get('means', '1.0.1')),
        ];
        await rm(present, { recursive: true });
        await cp(old, present, { recursive: true });
        await expect(registry.loadProduction('means', meanSchema)).rejects.toMatchObject({ kind: 'integrity' });
        await expect(registry.verify()).rejects.toMatchObject({ code: 'DAMAGED_VERSIONS' });
        // Nor does it serve as a rollback, which is verified first.
        await writeFile(join(old, 'config.json'), '{}');
        await expect(registry.rollback('means')).rejects.toMatchObject({ code: 'PROMOTION_REJECTED' });
      },
    );

    it.skipIf(kind.missing)('cannot change a bundle that others load, nor serve one of their own making', async () => {
      const site = await kind.make();
      const registry = await site.open();
      await registry.register('means', meanModel(1));
      await registry.promote('means', '1.0.0');
      const forger = await openMemoryRegistry();
      await forger.register('means', meanModel(666));
      const forged = await contextOf(forger).store.bundles.read({ name: 'means', version: '1.0.0' });
      const folder = folderOf(await registry.get('means', '1.0.0'));
      for (const [file, bytes] of forged) await writeFile(join(folder, file), bytes);
      const elsewhere = await site.open();
      await expect(elsewhere.loadProduction('means', meanSchema)).rejects.toMatchObject({ kind: 'integrity' });
    });

    it.skipIf(kind.missing)('cannot make a cached model another one', async () => {
      const site = await kind.make();
      const registry = await site.open({ cache: {} });
      await registry.register('means', meanModel(1));
      await registry.promote('means', '1.0.0');
      await registry.loadProduction('means', meanSchema);
      const file = join(folderOf(await registry.get('means', '1.0.0')), 'arrays.safetensors');
      const bytes = await readFile(file);
      await writeFile(file, bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
      // What was verified once is still what it was; `verify` looks at the disk, and so does the next loading after it.
      expect((await registry.loadProduction('means', meanSchema)).model).toBe(1);
      await expect(registry.verify()).rejects.toMatchObject({ code: 'DAMAGED_VERSIONS' });
      registry.clearCache();
      await expect(registry.loadProduction('means', meanSchema)).rejects.toMatchObject({ kind: 'integrity' });
    });
  },
);

describe('a person of the team', () => {
  const policy: RegistryPolicy = {
    people: {
      tom: { roles: ['trainer', 'approver'] },
      amy: { roles: ['approver'] },
      olga: { roles: ['operator'] },
    },
    stages: { production: { approvals: { count: 2, trainerCounts: false } } },
  };

  it('cannot bring a model into production alone, whatever one role does', async () => {
    const team = await newTeam(policy);
    const [tom, amy, olga] = [await team.as('tom'), await team.as('amy'), await team.as('olga')];
    await tom.register('means', meanModel(1));
    await tom.approve('means', '1.0.0');
    await tom.approve('means', '1.0.0', { reason: 'again' });
    await amy.approve('means', '1.0.0');
    await expect(olga.promote('means', '1.0.0')).rejects.toMatchObject({ code: 'PROMOTION_REJECTED' });
    for (const person of [tom, amy]) {
      await expect(person.promote('means', '1.0.0')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      await expect(person.setPolicy({})).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    }
    await expect(olga.approve('means', '1.0.0')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('who is an operator can change the rules, and cannot hide it', async () => {
    const team = await newTeam(policy);
    const [tom, olga] = [await team.as('tom'), await team.as('olga')];
    await tom.register('means', meanModel(1));
    await olga.setPolicy({ ...policy, stages: {} }, { reason: 'in a hurry' });
    await olga.promote('means', '1.0.0');
    await olga.setPolicy(policy);
    const kept = (await olga.history()).map(({ type, actor, reason }) => [type, actor, reason]);
    expect(kept).toContainEqual(['policy_set', 'olga', 'in a hurry']);
    await olga.verify();
  });
});

describe('secrets', () => {
  it('of webhooks and people are in no event, projection, error or printed object', async () => {
    const receiver = await startReceiver(500, 400);
    const { token, tokenHash } = createToken();
    const registry = await openMemoryRegistry({ actor: 'ada', token });
    const people = { ada: { roles: ['trainer', 'operator'], tokenHashes: [tokenHash] } } as const;
    await registry.setPolicy({ people });
    const url = `${receiver.url}?token=sesame`;
    const { webhook, secret } = await addWebhook(registry, { id: 'desk', url, ...local });
    await registry.register('means', meanModel(1));
    const attempts: unknown[] = [];
    await deliverWebhooks(registry, { ...local, once: true, onAttempt: (attempt) => attempts.push(attempt) });
    const refusal = await addWebhook(registry, { id: 'desk', url, secret: secret!, ...local }).catch(
      (error: unknown) => error,
    );
    const shown = [webhook, attempts, refusal, await registry.history(), await registry.projections(), registry];
    const text = shown
      .map((value) => `${JSON.stringify(value)} ${inspect(value, { depth: 20, showHidden: true })}`)
      .join();
    for (const hidden of [secret!.slice(6), token, 'sesame']) expect(text).not.toContain(hidden);
    // What is sent is signed, and holds none of them either.
    expect(JSON.stringify(receiver.received)).not.toContain(secret!.slice(6));
    expect(JSON.stringify(receiver.received)).not.toContain(token);
  });
});

describe('a clock that was set forward by ten years', () => {
  it('makes a retention remove nothing of what was ever in production, shadow, named or among the newest', async () => {
    const team = await newTeam();
    const olga = await team.as('olga');
    for (let mean = 0; mean < 14; mean++) await olga.register('means', meanModel(mean));
    await olga.promote('means', '1.0.0');
    await olga.promote('means', '1.0.1');
    await olga.promote('means', '1.0.2', { to: 'shadow' });
    await olga.setAlias('means', 'reference', '1.0.3');
    team.pass(3_650);
    const { collected } = await applyRetention(olga, {});
    expect(collected).toEqual([]);
    // One step further there is something to remove: the fifth of fourteen is not one of the newest ten.
    await olga.register('means', meanModel(14));
    expect((await applyRetention(olga, {})).collected.map(({ version }) => version)).toEqual(['1.0.4']);
  });
});
