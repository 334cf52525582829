import { createKeyPair, trustKey } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';
import { folderOf, meanModel, meanSchema, newRegistry } from '../../test/support/registries.ts';
import { newTeam } from '../../test/support/team.ts';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const anna = createKeyPair({ algorithm: 'ecdsa-p256', name: 'anna' });
const ben = createKeyPair({ algorithm: 'ed25519', name: 'ben' });
const trustOf = (stages: string[]) =>
  ({
    requireSignature: 'refuse',
    keys: [trustKey(anna.publicKey, { owner: 'Anna', models: ['means'], stages })],
  }) as const;

describe('sign(name, version, { key })', () => {
  it('adds the signature to the bundle and to the record; the version is the same', async () => {
    const { registry } = await newRegistry({ key: ben });
    const before = await registry.register('means', meanModel(1));
    await registry.sign('means', '1.0.0', { key: anna, reason: 'reviewed' });
    const version = await registry.sign('means', 'staging');
    expect(version.manifestDigest).toBe(before.manifestDigest);
    expect(version.signatures).toMatchObject([
      { keyId: anna.keyId, file: `signatures/${anna.keyId.slice(0, 16)}.sigstore.json`, addedBy: 'ada' },
      { keyId: ben.keyId },
    ]);
    expect((await registry.history('means'))[1]).toMatchObject({ type: 'signed', reason: 'reviewed' });
    expect((await registry.verify()).signatures).toBe(2);
    await expect(registry.sign('means', '1.0.0', { key: anna })).rejects.toMatchObject({ code: 'SIGNATURE_EXISTS' });
  });

  it('is needed for loading where the trust says so, by model and stage', async () => {
    const team = await newTeam();
    const ada = await team.as('ada', { trust: trustOf(['staging']) });
    await ada.register('means', meanModel(1));
    await expect(ada.load('means', '1.0.0', meanSchema)).rejects.toMatchObject({ code: 'UNSIGNED_MODEL' });
    await ada.sign('means', '1.0.0', { key: anna });
    expect((await ada.load('means', '1.0.0', meanSchema)).model).toBe(1);
    const other = await team.as('ada', { trust: trustOf(['production']) });
    await expect(other.load('means', '1.0.0', meanSchema)).rejects.toMatchObject({ kind: 'integrity' });
    await ada.promote('means', '1.0.0');
    expect((await other.loadProduction('means', meanSchema)).model).toBe(1);
    await expect(ada.loadProduction('means', meanSchema)).rejects.toMatchObject({ kind: 'integrity' });
  });

  it('is verified: a signature that was changed or removed is noticed', async () => {
    const { registry } = await newRegistry();
    await registry.register('means', meanModel(1));
    const version = await registry.sign('means', '1.0.0', { key: anna });
    const file = join(folderOf(version), version.signatures[0]!.file);
    await writeFile(file, '{}');
    await expect(registry.verify()).rejects.toThrow(/is not the signature that was added/u);
    await rm(file);
    await expect(registry.verify()).rejects.toThrow(/which was added at its signing, is gone/u);
  });

  it('needs a key', async () => {
    const { registry } = await newRegistry();
    await registry.register('means', meanModel(1));
    await expect(registry.sign('means', '1.0.0')).rejects.toThrow(/key: expected a SigningKey/u);
    await expect(registry.sign('means', '1.0.0', { key: 'pem' as never })).rejects.toThrow(
      /key: expected a SigningKey/u,
    );
  });
});
