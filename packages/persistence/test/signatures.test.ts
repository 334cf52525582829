// Signatures of models against what others say of them: the specifications, sigstore's own reader, OpenSSL, and signatures
// that the original tool has written.
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleFromJSON, isBundleWithDsseEnvelope, isBundleWithPublicKey } from '@sigstore/bundle';
import { describe, expect, it } from 'vitest';
import {
  checkTrust,
  createKeyPair,
  DigestMismatchError,
  FileSizeError,
  InvalidOptionError,
  InvalidSignatureFileError,
  loadModel,
  ModelFolderNotFoundError,
  readBundleFolder,
  SignatureExistsError,
  signBundle,
  signModel,
  SignatureOfAnotherModelError,
  trustKey,
  UnlistedFileError,
  UntrustedModelError,
  verifyModel,
  type SigningKey,
} from '../src/index.ts';
import { savedModel, temporaryFolder } from './support/bundles.ts';
import { chainSchema } from './support/chain-model.ts';
import { specifiedPae, verifyEnvelopeIndependently, verifyIndependently } from './support/independent-signature.ts';
import { anna, ben, mallory, policyOf, signatureName, signedFiles } from './support/signing.ts';

const published = (file: string) => readFile(new URL(`./fixtures/model-signing/${file}`, import.meta.url), 'utf8');

async function signedFolder(key: SigningKey): Promise<{ folder: string; path: string; text: string }> {
  const folder = await savedModel();
  const path = join(folder, await signModel(folder, key));
  return { folder, path, text: await readFile(path, 'utf8') };
}

describe('signModel(folder, key)', () => {
  it('adds one file that is named by the key, and changes no other', async () => {
    const folder = await savedModel();
    const before = await readBundleFolder(folder);
    expect(await signModel(folder, anna)).toBe(`signatures/${anna.keyId.slice(0, 16)}.sigstore.json`);
    expect(await signModel(folder, ben)).toBe(`signatures/${ben.keyId.slice(0, 16)}.ed25519.json`);
    const after = await readBundleFolder(folder);
    expect(after.size).toBe(before.size + 2);
    for (const [file, bytes] of before) expect(after.get(file)).toEqual(bytes);
    expect(await readdir(dirname(folder))).toEqual(['model']);
    await verifyModel(folder);
  });

  it('writes nothing over a signature that is there, also when eight sign at once', async () => {
    const { folder, path, text } = await signedFolder(anna);
    await expect(signModel(folder, anna)).rejects.toThrow(SignatureExistsError);
    expect(await readFile(path, 'utf8')).toBe(text);
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => signModel(folder, mallory)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(join(folder, 'signatures'))).toHaveLength(2);
    expect(await readdir(dirname(folder))).toEqual(['model']);
  });

  it('signs nothing that does not verify', async () => {
    const folder = await savedModel();
    await writeFile(join(folder, 'config.json'), '{}\n');
    await expect(signModel(folder, anna)).rejects.toThrow(FileSizeError);
    expect(await readdir(folder)).not.toContain('signatures');
    await expect(signModel(`${folder}-not`, anna)).rejects.toThrow(ModelFolderNotFoundError);
    const text = 'not a key, but perhaps a secret';
    const error: unknown = await signModel(await savedModel(), text as never).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('is noticed by loadModel with a policy, from the folder', async () => {
    const { folder, path } = await signedFolder(anna);
    await loadModel(folder, chainSchema, { trust: policyOf(anna) });
    await expect(loadModel(folder, chainSchema, { trust: policyOf(ben) })).rejects.toThrow(UntrustedModelError);
    await rm(path);
    await expect(loadModel(folder, chainSchema, { trust: policyOf(anna) })).rejects.toMatchObject({
      code: 'UNSIGNED_MODEL',
      kind: 'integrity',
    });
    await loadModel(folder, chainSchema); // An empty folder of signatures is no damage.
  });

  it('leaves the statement unchanged when the folder is renamed: the name is informative', async () => {
    const { folder } = await signedFolder(anna);
    await rename(folder, `${folder}-2`);
    expect(checkTrust(await readBundleFolder(`${folder}-2`), policyOf(anna)).outcome).toBe('trusted');
  });
});

describe('the signature of signModel, checked from the specifications alone', () => {
  it('ECDSA P-256: statement, envelope and sigstore bundle', async () => {
    const { folder, text } = await signedFolder(anna);
    const statement = verifyIndependently(text, anna.publicKey.pem, folder);
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'model' }],
      predicate: { serialization: { ignore_paths: ['signatures'] } },
    });
  });

  it('Ed25519: the same statement in an envelope alone', async () => {
    const { folder, text } = await signedFolder(ben);
    expect(verifyEnvelopeIndependently(text, ben.publicKey.pem, folder).subject[0]?.name).toBe('model');
    const payloadOf = (json: string) => JSON.parse(json).payload ?? JSON.parse(json).dsseEnvelope.payload;
    const file = await signModel(folder, anna);
    expect(payloadOf(await readFile(join(folder, file), 'utf8'))).toBe(payloadOf(text));
  });

  it('the independent check can fail: another key, another model, an added file, a changed byte', async () => {
    const { folder, text } = await signedFolder(anna);
    expect(() => verifyIndependently(text, mallory.publicKey.pem, folder)).toThrow('hint');
    const hinted = text.replace(/"hint":"[^"]*"/u, () => {
      const other = signedFiles(mallory);
      return /"hint":"[^"]*"/u.exec(new TextDecoder().decode(other.get(signatureName(other))))![0];
    });
    expect(() => verifyIndependently(hinted, mallory.publicKey.pem, folder)).toThrow('signature');
    const mutated = text.replace('"payload":"eyJ', '"payload":"eyI');
    expect(() => verifyIndependently(mutated, anna.publicKey.pem, folder)).toThrow('signature');
    await writeFile(join(folder, 'extra.txt'), '');
    expect(() => verifyIndependently(text, anna.publicKey.pem, folder)).toThrow('files');
    await rm(join(folder, 'extra.txt'));
    await writeFile(join(folder, 'config.json'), '{}');
    expect(() => verifyIndependently(text, anna.publicKey.pem, folder)).toThrow('files');
  });

  it("sigstore's own reader takes the bundle", async () => {
    const { text } = await signedFolder(anna);
    const bundle = bundleFromJSON(JSON.parse(text));
    expect(isBundleWithPublicKey(bundle) && isBundleWithDsseEnvelope(bundle)).toBe(true);
    expect(bundle.mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
  });

  it('has the members of a signature of the original tool, in its order', async () => {
    const { text } = await signedFolder(anna);
    const shape = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : typeof value === 'object' && value !== null
          ? Object.entries(value).map(([key, member]) => [key, shape(member)])
          : typeof value;
    expect(shape(JSON.parse(text))).toEqual(shape(JSON.parse(await published('v1.1.0.json'))));
  });
});

const OPENSSL = 'openssl';
const openssl = spawnSync(OPENSSL, ['version'], { encoding: 'utf8' });

describe.skipIf(openssl.status !== 0)('openssl (skipped where it is not installed)', () => {
  it.each([
    ['ECDSA P-256', anna, ['dgst', '-sha256', '-verify', 'key.pem', '-signature', 'sig', 'pae']],
    ['Ed25519', ben, ['pkeyutl', '-verify', '-pubin', '-inkey', 'key.pem', '-rawin', '-in', 'pae', '-sigfile', 'sig']],
  ])('verifies a signature of %s, and not over another statement', async (_what, key, args) => {
    const { text } = await signedFolder(key);
    const cwd = await temporaryFolder();
    const { dsseEnvelope, ...bare } = JSON.parse(text);
    const { payload, payloadType, signatures } = dsseEnvelope ?? bare;
    const pae = specifiedPae(payloadType, Buffer.from(payload, 'base64'));
    await writeFile(join(cwd, 'pae'), pae);
    await writeFile(join(cwd, 'sig'), Buffer.from(signatures[0].sig, 'base64'));
    await writeFile(join(cwd, 'key.pem'), key.publicKey.pem);
    const run = () => spawnSync(OPENSSL, args, { cwd, encoding: 'utf8' });
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringMatching(/Verified (?:OK|Success)/iu) });
    pae[pae.length - 1]! ^= 1;
    await writeFile(join(cwd, 'pae'), pae);
    expect(run().status).not.toBe(0);
  });

  it('makes keys that sign here, as the original tool documents it', async () => {
    const cwd = await temporaryFolder();
    const run = (...args: string[]) => spawnSync(OPENSSL, args, { cwd, encoding: 'utf8' });
    run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'key.priv');
    run('pkey', '-in', 'key.priv', '-pubout', '-out', 'key.pub');
    const { readSigningKey } = await import('../src/index.ts');
    const key = readSigningKey(await readFile(join(cwd, 'key.priv'), 'utf8'), 'made-by-openssl');
    expect(key.publicKey.pem).toBe(await readFile(join(cwd, 'key.pub'), 'utf8'));
  });
});

describe('a signature that model_signing 1.1 has written', () => {
  const signed = (file: string, text: string) =>
    new Map([
      ['signme-1', Buffer.from('signme-1\n')],
      ['signme-2', Buffer.from('signme-2')],
      [`signatures/${file}`, Buffer.from(text)],
    ]);

  it('verifies here, with its P-384 key, its own key hint and its ignore_paths', async () => {
    const key = trustKey(await published('key-p384.pem'), { owner: 'model-transparency' });
    const files = signed('model.sig.json', await published('v1.1.0.json'));
    const finding = checkTrust(files, { requireSignature: 'refuse', keys: [key] });
    expect(finding).toMatchObject({ outcome: 'trusted', signatures: [{ algorithm: 'ecdsa-p384' }] });
  });

  it('verifies by the independent check as well, which is thereby known to read theirs', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'signme-1'), 'signme-1\n');
    await writeFile(join(folder, 'signme-2'), 'signme-2');
    await writeFile(join(folder, 'ignore-me'), 'anything');
    const { predicate } = verifyIndependently(await published('v1.1.0.json'), await published('key-p384.pem'), folder);
    expect(predicate.serialization.ignore_paths).toContain('ignore-me');
  });

  it('does not hide a file here that it ignores there', async () => {
    const key = trustKey(await published('key-p384.pem'), { owner: 'model-transparency' });
    const files = signed('model.sig.json', await published('v1.1.0.json')).set('ignore-me', Buffer.from('anything'));
    const check = () => checkTrust(files, { requireSignature: 'refuse', keys: [key] });
    expect(check).toThrow('holds ignore-me, which signatures/model.sig.json leaves out by its ignore_paths');
  });

  it('of 1.0 is refused with a word: that has no key hint, and its JSON is spelt otherwise', async () => {
    const key = trustKey(await published('key-p384.pem'), { owner: 'model-transparency' });
    const files = signed('old.json', await published('v1.0.1.json'));
    const check = () => checkTrust(files, { requireSignature: 'refuse', keys: [key] });
    expect(check).toThrow(InvalidSignatureFileError);
    expect(check).toThrow('model_signing 1.1');
  });

  it('beside one of ours is accepted too: it then lists that as a file', async () => {
    // As their tool does when nothing is ignored: every file of the folder becomes a resource.
    const files = signedFiles(ben);
    const listed = new Map([...files].map(([name, bytes]) => [name.replace('signatures/', 'x-'), bytes]));
    const statementOf = await import('../src/signing/statement.ts');
    const { encodeSignature } = await import('../src/signing/signature-file.ts');
    const text = new TextDecoder().decode(statementOf.encodeStatement(listed, 'model'));
    const statement = new TextEncoder().encode(text.replace('"x-', '"signatures/'));
    files.set('signatures/theirs.json', encodeSignature(statement, anna));
    expect(checkTrust(files, policyOf(anna, ben)).outcome).toBe('trusted');
    files.delete(signatureName(files));
    expect(() => checkTrust(files, policyOf(anna))).toThrow(SignatureOfAnotherModelError);
  });
});

describe('tampering', () => {
  it.each([
    ['ECDSA P-256', anna],
    ['Ed25519', ben],
  ])('every byte of a signature of %s that is changed is noticed', (_what, key) => {
    const files = signedFiles(key);
    const file = signatureName(files);
    const bytes = files.get(file)!;
    const policy = policyOf(key);
    // Bit 0 gives the next digit or letter; bit 5 changes the case of a letter, which hex and Base64 readers may overlook.
    for (const bit of [0, 5]) {
      for (let position = 0; position < bytes.length; position++) {
        const changed = Uint8Array.from(bytes);
        changed[position]! ^= 1 << bit;
        files.set(file, changed);
        expect(() => checkTrust(files, policy), `byte ${position}, bit ${bit}`).toThrow(UntrustedModelError);
      }
    }
    files.set(file, bytes);
    expect(checkTrust(files, policy).outcome).toBe('trusted'); // The refusals were for the bits alone.
  });

  it('every length to which a signature is cut is noticed', () => {
    const files = signedFiles(anna);
    const file = signatureName(files);
    const bytes = files.get(file)!;
    for (let length = 0; length < bytes.length; length += 7) {
      files.set(file, bytes.subarray(0, length));
      expect(() => checkTrust(files, policyOf(anna))).toThrow(InvalidSignatureFileError);
    }
  });

  it('every content file is covered: a model whose digests were all rewritten is noticed by its signature alone', async () => {
    const { folder } = await signedFolder(anna);
    const { forge } = await import('./support/bundles.ts');
    const text = await readFile(join(folder, 'metadata.json'), 'utf8');
    await forge(folder, { files: { 'metadata.json': text.replace(/\}\n$/u, ',"zzz":1}\n').replace('{,', '{') } });
    await loadModel(folder, chainSchema); // The forger knew the format: without a signature nothing is noticed.
    const loading = loadModel(folder, chainSchema, { trust: policyOf(anna) });
    await expect(loading).rejects.toThrow(SignatureOfAnotherModelError);
    await expect(loading).rejects.not.toThrow(DigestMismatchError);
  });

  it('another file beside the signatures is refused by the reader', async () => {
    const { folder } = await signedFolder(anna);
    await writeFile(join(folder, 'signatures', 'note.txt'), '');
    await expect(readBundleFolder(folder)).rejects.toThrow(UnlistedFileError);
    await rm(join(folder, 'signatures', 'note.txt'));
    await mkdir(join(folder, 'signatures', 'more.json'));
    await expect(readBundleFolder(folder)).rejects.toThrow(UnlistedFileError);
  });
});

describe('signBundle(files, key)', () => {
  it('gives for equal models the same statement, and for Ed25519 the same file', () => {
    const key = createKeyPair({ algorithm: 'ed25519', name: 'carl' });
    expect(signBundle(signedFiles(), key)).toEqual(signBundle(signedFiles(anna), key));
  });

  it('does not sign twice with one key, and names the model by its kind or as told', () => {
    expect(() => signBundle(signedFiles(ben), ben)).toThrow(SignatureExistsError);
    const nameOf = (bytes: Uint8Array) =>
      JSON.parse(Buffer.from(JSON.parse(new TextDecoder().decode(bytes)).payload, 'base64').toString()).subject[0].name;
    expect(nameOf(signBundle(signedFiles(), ben).bytes)).toBe('chain');
    expect(nameOf(signBundle(signedFiles(), ben, { name: 'spx' }).bytes)).toBe('spx');
    expect(() => signBundle(signedFiles(), ben, { nmae: 'spx' } as never)).toThrow(InvalidOptionError);
  });
});
