import { createPrivateKey } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/bundles.ts';
import { InvalidOptionError } from '../errors.ts';
import {
  InvalidKeyError,
  InvalidKeyFileError,
  InvalidKeyNameError,
  KeyExistsError,
  KeyNotFoundError,
  KeyPermissionError,
  KeyStorageError,
} from './key-errors.ts';
import { KeyStore } from './key-store.ts';
import { createKeyPair, exportPrivatePem } from './signing-key.ts';

const HAS_MODES = process.platform !== 'win32';
const NOW = new Date('2024-03-01T12:00:00.000Z');

async function storeOf(...names: string[]): Promise<KeyStore> {
  const store = new KeyStore(join(await temporaryFolder(), 'keys'));
  for (const name of names) await store.create({ name, algorithm: name === 'ben' ? 'ed25519' : 'ecdsa-p256' });
  return store;
}

describe('new KeyStore(folder)', () => {
  it('create() keeps a pair as PEM that others read, list() and signingKey() give it back', async () => {
    const store = await storeOf('anna', 'ben');
    const own = await store.list();
    expect(own.map(({ name, algorithm }) => [name, algorithm])).toEqual([
      ['anna', 'ecdsa-p256'],
      ['ben', 'ed25519'],
    ]);
    const key = await store.signingKey('anna');
    expect(key).toMatchObject({ name: 'anna', keyId: own[0]!.keyId });
    expect(await store.publicKey('anna')).toEqual(key.publicKey);
    expect(await readFile(join(store.folder, 'anna.pub'), 'utf8')).toBe(key.publicKey.pem);
    const pem = await readFile(join(store.folder, 'anna.key'), 'utf8');
    expect(createPrivateKey(pem).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect((await readdir(store.folder)).sort()).toEqual(['anna.key', 'anna.pub', 'ben.key', 'ben.pub']);
  });

  it.skipIf(!HAS_MODES)('create() gives the folder mode 700 and the private key 600, whatever the umask', async () => {
    for (const umask of [0o000, 0o022, 0o077]) {
      const before = process.umask(umask);
      try {
        const store = await storeOf('anna');
        expect((await stat(store.folder)).mode & 0o777).toBe(0o700);
        expect((await stat(join(store.folder, 'anna.key'))).mode & 0o777).toBe(0o600);
      } finally {
        process.umask(before);
      }
    }
  });

  it('create() never overwrites, also when only one of the two files is there', async () => {
    const store = await storeOf('anna');
    const before = await readFile(join(store.folder, 'anna.key'), 'utf8');
    await expect(store.create({ name: 'anna', algorithm: 'ed25519' })).rejects.toThrow(KeyExistsError);
    await unlink(join(store.folder, 'anna.pub'));
    await expect(store.create({ name: 'anna', algorithm: 'ed25519' })).rejects.toThrow(KeyExistsError);
    expect(await readFile(join(store.folder, 'anna.key'), 'utf8')).toBe(before);
    await writeFile(join(store.folder, 'carl.pub'), 'somebody else');
    await expect(store.create({ name: 'carl', algorithm: 'ed25519' })).rejects.toThrow(KeyExistsError);
    expect((await readdir(store.folder)).sort()).toEqual(['anna.key', 'carl.pub']);
  });

  it('create() of one name by eight at once makes one key', async () => {
    const store = await storeOf();
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => store.create({ name: 'anna', algorithm: 'ed25519' })),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const made = all.find((result) => result.status === 'fulfilled');
    expect((await store.signingKey('anna')).keyId).toBe(made?.value.keyId);
    expect((await readdir(store.folder)).sort()).toEqual(['anna.key', 'anna.pub']);
  });

  it.skipIf(!HAS_MODES)('signingKey() refuses a private key that others can read, and says what mends it', async () => {
    const store = await storeOf('anna');
    const path = join(store.folder, 'anna.key');
    for (const mode of [0o640, 0o604, 0o610, 0o660]) {
      await chmod(path, mode);
      const refused = store.signingKey('anna');
      await expect(refused).rejects.toThrow(KeyPermissionError);
      await expect(refused).rejects.toMatchObject({
        kind: 'permission',
        hint: expect.stringContaining(`chmod 600 '${path}'`),
      });
    }
    await chmod(path, 0o400);
    await store.signingKey('anna');
  });

  it.skipIf(!HAS_MODES)('signingKey() refuses a key in a folder where others can exchange it', async () => {
    const store = await storeOf('anna');
    await chmod(store.folder, 0o770);
    const refused = store.signingKey('anna');
    await expect(refused).rejects.toThrow(KeyPermissionError);
    await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining(`chmod 700 '${store.folder}'`) });
    await chmod(store.folder, 0o700);
    await store.signingKey('anna');
  });

  it.skipIf(!HAS_MODES)('warns once of a folder into which others can look, and says what mends it', async () => {
    const { folder } = await storeOf('anna');
    const warnings: string[] = [];
    const open = () =>
      new KeyStore(folder, { onWarning: ({ code, message, hint }) => warnings.push(code, message, hint!) });
    await open().list();
    await open().signingKey('anna');
    expect(warnings).toEqual([]);
    for (const mode of [0o755, 0o750, 0o710]) {
      await chmod(folder, mode);
      const store = open();
      await store.signingKey('anna');
      await store.list();
      expect(warnings.splice(0)).toEqual([
        'KEY_PERMISSION',
        `The folder of your keys is open to others: '${folder}' has mode ${mode.toString(8)}, expected 700.`,
        `Run: chmod 700 '${folder}'`,
      ]);
    }
    await open().create({ name: 'ben', algorithm: 'ed25519' });
    expect(warnings).toHaveLength(3);
    await expect(async () => new KeyStore(folder, { onWarnings: () => {} } as object)).rejects.toThrow(/onWarning/u);
  });

  it.skipIf(!HAS_MODES)('looks at the mode of the folder itself where a link leads to it', async () => {
    const store = await storeOf('anna');
    const link = `${store.folder}-link`;
    await symlink(store.folder, link);
    await new KeyStore(link).signingKey('anna');
    await chmod(store.folder, 0o777);
    await expect(new KeyStore(link).signingKey('anna')).rejects.toThrow(KeyPermissionError);
  });

  it.skipIf(!HAS_MODES)(
    'policy() refuses trusted keys to which others can add, where signatures are looked at',
    async () => {
      const store = await storeOf('anna');
      await store.trust(await store.publicKey('anna'), { owner: 'Anna' });
      const trusted = join(store.folder, 'trusted');
      for (const folder of [store.folder, trusted]) {
        await chmod(folder, 0o777);
        for (const strictness of ['refuse', 'warn'] as const) {
          const refused = store.policy(strictness);
          await expect(refused).rejects.toThrow(KeyPermissionError);
          await expect(refused).rejects.toMatchObject({
            message: `The trusted keys are not used: '${folder}' has mode 777, expected 700: others may add keys to it.`,
            hint: `Run: chmod 700 '${folder}'`,
          });
        }
        expect((await store.policy('off')).keys).toHaveLength(1);
        await chmod(folder, 0o755);
        expect((await store.policy('refuse')).keys).toHaveLength(1);
      }
    },
  );

  it('signingKey() refuses a link, a damaged file, a folder, and a .pub of another key', async () => {
    const store = await storeOf('anna', 'ben');
    const path = (file: string) => join(store.folder, file);
    await writeFile(path('ben.pub'), (await store.publicKey('anna')).pem);
    await expect(store.signingKey('ben')).rejects.toThrow('does not belong to');
    await writeFile(path('ben.pub'), 'nothing');
    await expect(store.signingKey('ben')).rejects.toThrow(InvalidKeyFileError);
    await symlink(path('anna.key'), path('dora.key'));
    await expect(store.signingKey('dora')).rejects.toThrow('is a link');
    await mkdir(path('emil.key'), { mode: 0o700 });
    await expect(store.signingKey('emil')).rejects.toThrow(InvalidKeyFileError);
    const pem = await readFile(path('anna.key'), 'utf8');
    for (const text of ['', pem.slice(0, 80), pem.replace(/[A-Z]{2}/u, 'zz'), 'x'.repeat(20_000)]) {
      await writeFile(path('anna.key'), text, { mode: 0o600 });
      const error: unknown = await store.signingKey('anna').catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(InvalidKeyFileError);
      expect(inspect(error, { depth: 10 })).not.toContain(pem.split('\n')[1]);
    }
  });

  it('publicKey() comes from the private half when a crash left it alone', async () => {
    const store = await storeOf('anna');
    const { publicKey } = await store.signingKey('anna');
    await unlink(join(store.folder, 'anna.pub'));
    expect(await store.publicKey('anna')).toEqual(publicKey);
    expect((await store.list())[0]).toEqual({ name: 'anna', ...publicKey });
  });

  it('names what there is when a key is not found, and looks for no name that is a path', async () => {
    const store = await storeOf('anna', 'ben');
    const missing = store.signingKey('carl');
    await expect(missing).rejects.toThrow(KeyNotFoundError);
    await expect(missing).rejects.toMatchObject({ hint: 'There are: anna, ben.' });
    await expect(store.signingKey('../anna')).rejects.toThrow(InvalidKeyNameError);
    await expect(store.publicKey('trusted/x')).rejects.toThrow(InvalidKeyNameError);
    const empty = await storeOf();
    await expect(empty.signingKey('anna')).rejects.toMatchObject({ hint: 'Create one first; the store is empty.' });
    expect([await empty.list(), await empty.trusted()]).toEqual([[], []]);
  });

  it('add() keeps a key that was made elsewhere', async () => {
    const store = await storeOf();
    const key = createKeyPair({ algorithm: 'ed25519', name: 'anna' });
    await store.add(key);
    expect(exportPrivatePem(await store.signingKey('anna'))).toBe(exportPrivatePem(key));
  });

  it('trust() keeps a public key with its terms once, and policy() gives them all', async () => {
    const store = await storeOf('anna');
    const ben = createKeyPair({ algorithm: 'ed25519', name: 'ben' }).publicKey;
    const anna = await store.publicKey('anna');
    const terms = { owner: 'Ben', models: ['spx-*'], stages: ['staging'], notAfter: '2030-01-01T00:00:00Z' };
    await store.trust(ben.pem, terms);
    await store.trust(anna, { owner: 'Anna', models: undefined });
    await expect(store.trust(ben, { owner: 'Another' })).rejects.toThrow(KeyExistsError);
    expect(await store.trusted()).toEqual([
      { owner: 'Anna', keyId: anna.keyId, publicKey: anna.pem },
      { ...terms, keyId: ben.keyId, publicKey: ben.pem },
    ]);
    expect(await store.policy('warn')).toEqual({ requireSignature: 'warn', keys: await store.trusted() });
  });

  it('trust() refuses a private key, no owner, and terms that cannot be meant', async () => {
    const store = await storeOf('anna');
    const key = await store.signingKey('anna');
    await expect(store.trust(exportPrivatePem(key), { owner: 'Anna' })).rejects.toThrow(InvalidKeyError);
    const wrong = [
      {},
      { owner: '' },
      { owner: 'A', notAfter: 'tomorrow' },
      { owner: 'A', models: 'all' },
      { ower: 'A' },
    ];
    for (const terms of wrong) {
      await expect(store.trust(key.publicKey, terms as never)).rejects.toThrow(InvalidOptionError);
    }
    expect(await store.trusted()).toEqual([]);
  });

  it('revoke() keeps the key and puts its id on the list of the policy', async () => {
    const store = await storeOf('anna');
    const { keyId } = await store.trust(await store.publicKey('anna'), { owner: 'Anna' });
    expect(await store.revoke(keyId, () => NOW)).toMatchObject({ keyId, revokedAt: NOW.toISOString() });
    expect(await store.revoke(keyId)).toMatchObject({ revokedAt: NOW.toISOString() });
    const { keys, revoked } = await store.policy('refuse');
    expect([keys.length, revoked]).toEqual([1, [keyId]]);
    expect(keys[0]).not.toHaveProperty('revokedAt');
    await expect(store.revoke('f'.repeat(64))).rejects.toThrow(KeyNotFoundError);
  });

  it('trusted() refuses a file that was edited rather than leaving it out', async () => {
    const store = await storeOf('anna', 'ben');
    const { keyId } = await store.trust(await store.publicKey('anna'), { owner: 'Anna' });
    const path = join(store.folder, 'trusted', `${keyId}.json`);
    const text = await readFile(path, 'utf8');
    const other = JSON.stringify((await store.publicKey('ben')).pem).slice(1, -1);
    const changes = [
      text.slice(0, 50),
      text.replace('"owner"', '"owners"'),
      text.replace(/"publicKey":"[^"]*"/u, `"publicKey":"${other}"`),
      text.replace('{', '{"owner":"Eve",'),
    ];
    for (const changed of changes) {
      await writeFile(path, changed);
      await expect(store.policy('refuse')).rejects.toThrow(InvalidKeyFileError);
    }
    await writeFile(path, text);
    await store.policy('refuse');
  });

  it('says what the system refused', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const store = new KeyStore(join(folder, 'file', 'keys'));
    await expect(store.create({ name: 'anna', algorithm: 'ed25519' })).rejects.toThrow(KeyStorageError);
    expect(() => new KeyStore('')).toThrow(InvalidOptionError);
  });
});
