import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { chainSchema } from '../../test/support/chain-model.ts';
import type { StatementJson } from '../../test/support/independent-signature.ts';
import { anna, ben, mallory, policyOf, signatureName, signedFiles } from '../../test/support/signing.ts';
import { decodeModel, readBundleFiles, type TrustTerms } from '../index.ts';
import {
  HiddenFileError,
  InvalidSignatureError,
  InvalidSignatureFileError,
  KeyNotValidError,
  PayloadTypeError,
  RevokedKeyError,
  SignatureOfAnotherModelError,
  SignerNotAllowedError,
  UnknownSignerError,
  UnsignedFileError,
  UnsignedModelError,
  UntrustedModelError,
} from '../signing/signing-errors.ts';
import { signDsse } from '../signing/dsse.ts';
import { encodeSignature } from '../signing/signature-file.ts';
import { encodeStatement, IN_TOTO_PAYLOAD_TYPE } from '../signing/statement.ts';
import { checkTrust, type TrustFinding } from './check-trust.ts';
import { trustKey, type TrustPolicy } from './trust-policy.ts';

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** What a statement becomes; parts of it may be changed in place. */
type Change = (statement: Writable<StatementJson>) => unknown;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A statement of the model after a change, signed by a key that is trusted. */
function resigned(change: Change, key = anna): Map<string, Uint8Array> {
  const files = signedFiles();
  const statement = change(JSON.parse(text(encodeStatement(files, 'model'))));
  return files.set('signatures/changed.json', encodeSignature(bytes(statement), key));
}

function policyWith(terms: Partial<TrustTerms>, more: Partial<TrustPolicy> = {}): TrustPolicy {
  return { requireSignature: 'refuse', keys: [trustKey(anna.publicKey, { owner: 'Anna', ...terms })], ...more };
}

describe('checkTrust(files, policy)', () => {
  it('trusts a model that a trusted key has signed, in both forms, and says who', () => {
    const files = signedFiles(anna, ben);
    const finding = checkTrust(files, policyOf(anna, ben), { model: 'spx', stage: 'production' });
    expect(finding).toMatchObject({ outcome: 'trusted', model: 'spx', stage: 'production' });
    expect(new Map(finding.signatures.map(({ owner, algorithm }) => [owner, algorithm]))).toEqual(
      new Map([
        ['anna', 'ecdsa-p256'],
        ['ben', 'ed25519'],
      ]),
    );
    for (const key of [anna, ben]) expect(checkTrust(files, policyOf(key)).outcome).toBe('trusted');
  });

  it('refuses a model without a signature', () => {
    expect(() => checkTrust(signedFiles(), policyOf(anna))).toThrow(UnsignedModelError);
  });

  it('refuses a model that only an untrusted key has signed; beside a trusted one it does no harm', () => {
    expect(() => checkTrust(signedFiles(mallory), policyOf(anna))).toThrow(UnknownSignerError);
    expect(() => checkTrust(signedFiles(anna), policyOf())).toThrow(UnknownSignerError);
    const finding = checkTrust(signedFiles(anna, mallory), policyOf(anna));
    expect(finding.outcome).toBe('trusted');
    expect(finding.signatures.filter(({ problem }) => problem instanceof UnknownSignerError)).toHaveLength(1);
  });

  it('refuses a signature over another model', () => {
    const other = new Map(signedFiles());
    other.set('metadata.json', bytes('{"seed":2}\n'));
    for (const key of [anna, ben, mallory]) {
      const files = new Map(other);
      const signature = [...signedFiles(key)].find(([file]) => file.startsWith('signatures/'))!;
      files.set(...signature);
      expect(() => checkTrust(files, policyOf(anna, ben))).toThrow(SignatureOfAnotherModelError);
      expect(() => checkTrust(files, policyOf(anna, ben))).toThrow('metadata.json with another content');
    }
  });

  it('refuses a model from which a signed file was taken', () => {
    const files = signedFiles(anna);
    files.delete('metadata.json');
    expect(() => checkTrust(files, policyOf(anna))).toThrow('metadata.json, not there');
  });

  it('refuses a file that was added after the signing', () => {
    const files = signedFiles(anna).set('extra.json', bytes('{}'));
    expect(() => checkTrust(files, policyOf(anna))).toThrow(UnsignedFileError);
    expect(() => checkTrust(files, policyOf(anna))).toThrow('holds extra.json, which signatures/');
  });

  it.each([['metadata.json'], ['./metadata.json'], ['metadata.json/'], ['.'], ['']])(
    'refuses a signature whose ignore_paths %j hides a file',
    (path) => {
      const files = resigned((statement) => {
        const { predicate, subject } = statement;
        predicate.resources = predicate.resources.filter(({ name }: { name: string }) => name !== 'metadata.json');
        predicate.serialization.ignore_paths.push(path);
        subject[0]!.digest.sha256 = digestOf(predicate.resources);
        return statement;
      });
      expect(() => checkTrust(files, policyOf(anna))).toThrow(HiddenFileError);
      expect(() => checkTrust(files, policyOf(anna))).toThrow('holds metadata.json, which signatures/changed.json');
    },
  );

  it('accepts ignore_paths that name what is not there, as the original tool writes them', () => {
    const files = resigned((statement) => {
      statement.predicate.serialization.ignore_paths = ['.git', 'model.sig', '.gitattributes'];
      return { ...statement, predicate: { ...statement.predicate, annotations: { more: true } } };
    });
    expect(checkTrust(files, policyOf(anna)).outcome).toBe('trusted');
  });

  it.each<[string, RegExp, Change]>([
    ['another statement type', /_type/u, (s) => ({ ...s, _type: 'https://in-toto.io/Statement/v0.1' })],
    ['another predicate', /predicateType/u, (s) => ({ ...s, predicateType: 'https://slsa.dev/provenance/v1' })],
    ['two subjects', /subject/u, (s) => ({ ...s, subject: [...s.subject, ...s.subject] })],
    [
      'a subject of another digest',
      /digest of its subject/u,
      (s) => ({ ...s, subject: [{ name: 'x', digest: { sha256: 'a'.repeat(64) } }] }),
    ],
    ['shards', /method/u, (s) => changed(s, { method: 'shards' })],
    ['another hash', /hash_type/u, (s) => changed(s, { hash_type: 'blake2' })],
    ['no resources', /resources/u, (s) => ({ ...s, predicate: { ...s.predicate, resources: [] } })],
    [
      'a file listed twice',
      /lists a file twice/u,
      (s) => ({ ...s, predicate: { ...s.predicate, resources: [...s.predicate.resources, s.predicate.resources[0]] } }),
    ],
    ['no object', /statement/u, () => 'null'],
    ['no JSON', /statement/u, () => '{'],
    ['a key twice', /occurs twice/u, (s) => JSON.stringify(s).replace('{', '{"_type":"x",')],
  ])('refuses a good signature over a statement with %s', (_what, problem, change) => {
    const files = resigned(change);
    expect(() => checkTrust(files, policyOf(anna))).toThrow(InvalidSignatureFileError);
    expect(() => checkTrust(files, policyOf(anna))).toThrow(problem);
  });

  it('refuses a path out of the model in the statement without looking there', () => {
    const files = resigned((statement) => {
      statement.predicate.resources[0]!.name = '../../etc/hosts';
      return statement;
    });
    expect(() => checkTrust(files, policyOf(anna))).toThrow(SignatureOfAnotherModelError);
  });

  it('refuses an envelope of another payload type, though a trusted key has signed it', () => {
    const files = signedFiles();
    const envelope = signDsse({ payloadType: 'application/vnd.other+json', payload: encodeStatement(files, 'm') }, ben);
    files.set('signatures/other.json', bytes(envelope));
    expect(() => checkTrust(files, policyOf(ben))).toThrow(PayloadTypeError);
  });

  it('refuses several signatures in one file, and an ECDSA signature without its sigstore bundle', () => {
    const files = signedFiles();
    const content = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload: encodeStatement(files, 'm') };
    const both = new Map(files).set('signatures/both.json', bytes(signDsse(content, [anna, ben])));
    expect(() => checkTrust(both, policyOf(anna, ben))).toThrow('expected one signature');
    const bare = new Map(files).set('signatures/bare.json', bytes(signDsse(content, anna)));
    expect(() => checkTrust(bare, policyOf(anna, ben))).toThrow(UnknownSignerError);
  });

  it('refuses a signature that names another trusted key than the one that made it', () => {
    const files = signedFiles(ben);
    const file = signatureName(files);
    files.set(file, bytes(text(files.get(file)).replace(ben.keyId, 'f'.repeat(64))));
    expect(() => checkTrust(files, policyOf(anna, ben))).toThrow(InvalidSignatureError);
    expect(() => checkTrust(files, policyOf(anna, ben))).toThrow('names another key');
  });

  it('does not let one damaged signature pass beside a good one', () => {
    const files = signedFiles(anna, ben);
    const file = [...files.keys()].find((name) => name.includes('ed25519'))!;
    files.set(file, files.get(file)!.subarray(0, -3));
    expect(() => checkTrust(files, policyOf(anna, ben))).toThrow(InvalidSignatureFileError);
  });

  it.each([
    ['cut short', (t: string) => t.slice(0, t.length / 2)],
    ['empty', () => ''],
    ['with a space', (t: string) => t.replace(':', ': ')],
    ['with a line feed', (t: string) => `${t}\n`],
    ['with a needless escape', (t: string) => t.replace('mediaType', '\\u006dediaType')],
    ['with a field more', (t: string) => t.replace('{', '{"note":"x",')],
    ['with a certificate', (t: string) => t.replace('{"hint"', '{"rawBytes":"AA==","hint"')],
    ['of another media type', (t: string) => t.replace('bundle.v0.3', 'bundle.v0.2')],
    ['with a log entry', (t: string) => t.replace('"tlogEntries":[]', '"tlogEntries":[{}]')],
    ['larger than any', (t: string) => t.replace('"sig":"', `"sig":"${'A'.repeat(70_000)}`)],
    ['a list', () => '[]'],
    ['of URL-safe Base64', (t: string) => t.replace(/"sig":"[^"]{8}/u, '"sig":"-_-_-_-_')],
  ])('refuses a signature file that is %s', (_what, change) => {
    const files = signedFiles(anna);
    const file = signatureName(files);
    files.set(file, bytes(change(text(files.get(file)))));
    expect(() => checkTrust(files, policyOf(anna))).toThrow(InvalidSignatureFileError);
  });

  it('accepts a key for the models and stages it is trusted for, and no others', () => {
    const files = signedFiles(anna);
    const policy = policyWith({ models: ['spx-*', 'gold'], stages: ['staging', 'shadow'] });
    expect(checkTrust(files, policy, { model: 'spx-eu', stage: 'shadow' }).outcome).toBe('trusted');
    const wrong = [{ model: 'dax', stage: 'shadow' }, { model: 'gold', stage: 'production' }, { stage: 'shadow' }, {}];
    for (const context of wrong) expect(() => checkTrust(files, policy, context)).toThrow(SignerNotAllowedError);
    expect(() => checkTrust(files, policy, { model: 'dax' })).toThrow("for the models 'spx-*', 'gold' only, not 'dax'");
    expect(() => checkTrust(files, policy)).toThrow('and none was named');
  });

  it('accepts one key under several terms, whichever of them fits', () => {
    const files = signedFiles(anna);
    const [first] = policyWith({ models: ['gold'], stages: ['production'] }).keys;
    const [second] = policyWith({ models: ['spx'], stages: ['staging'] }).keys;
    const policy: TrustPolicy = { requireSignature: 'refuse', keys: [first!, second!] };
    for (const context of [
      { model: 'gold', stage: 'production' },
      { model: 'spx', stage: 'staging' },
    ]) {
      expect(checkTrust(files, policy, context).outcome).toBe('trusted');
    }
    expect(() => checkTrust(files, policy, { model: 'spx', stage: 'production' })).toThrow(SignerNotAllowedError);
    expect(() => checkTrust(files, { ...policy, revoked: [anna.keyId] }, { model: 'gold' })).toThrow(RevokedKeyError);
  });

  it('accepts a key in its time, both ends included', () => {
    const files = signedFiles(anna);
    const policy = policyWith({ notBefore: '2024-01-01T00:00:00Z', notAfter: '2024-12-31T00:00:00+01:00' });
    const at = (instant: string) => () => checkTrust(files, policy, { clock: () => new Date(instant) });
    for (const good of ['2024-01-01T00:00:00Z', '2024-12-30T23:00:00Z']) expect(at(good)().outcome).toBe('trusted');
    expect(at('2023-12-31T23:59:59.999Z')).toThrow(KeyNotValidError);
    expect(at('2024-12-30T23:00:00.001Z')).toThrow('was valid until 2024-12-31T00:00:00+01:00 only');
    expect(at('no date')).toThrow(KeyNotValidError);
  });

  it('refuses a revoked key, also when it is the only thing wrong', () => {
    const files = signedFiles(anna, ben);
    const policy = { ...policyOf(anna), revoked: [anna.keyId] };
    expect(() => checkTrust(files, policy)).toThrow(RevokedKeyError);
    expect(checkTrust(files, { ...policyOf(anna, ben), revoked: [anna.keyId] }).outcome).toBe('trusted');
  });

  it('warns when the policy says so: the finding is handed over, and loading goes on', () => {
    const onFinding = vi.fn<(finding: TrustFinding) => void>();
    const policy = { ...policyOf(anna), requireSignature: 'warn' as const };
    const finding = checkTrust(signedFiles(mallory), policy, { model: 'spx', onFinding });
    expect(finding).toMatchObject({ outcome: 'untrusted', problem: { code: 'UNKNOWN_SIGNER' } });
    expect(onFinding).toHaveBeenCalledExactlyOnceWith(finding);
    checkTrust(signedFiles(anna), policy, { onFinding });
    expect(onFinding).toHaveBeenCalledTimes(1);
  });

  it('warns by a process warning when nobody listens', () => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    checkTrust(signedFiles(), { requireSignature: 'warn', keys: [] }, { model: 'spx' });
    expect(emit).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('spx: The model is not signed'),
      'UntrustedModelWarning',
      'UNSIGNED_MODEL',
    );
    emit.mockRestore();
  });

  it('looks at nothing when it is off, but at the policy itself', () => {
    const files = signedFiles().set('signatures/x.json', bytes('{'));
    expect(checkTrust(files, { requireSignature: 'off', keys: [] }).outcome).toBe('unchecked');
    expect(() => checkTrust(files, { requireSignature: 'of' as 'off', keys: [] })).toThrow('a trust policy');
  });
});

describe('loading with the option trust', () => {
  it('decodeModel and readBundleFiles refuse what the policy refuses, before any content is parsed', () => {
    const trust = policyWith({ models: ['spx'] });
    const trustContext = { model: 'spx' };
    decodeModel(signedFiles(anna), chainSchema, { trust, trustContext });
    const parse = vi.fn<() => never>();
    const load = () => decodeModel(signedFiles(ben), { ...chainSchema, parse }, { trust, trustContext });
    expect(load).toThrow(UntrustedModelError);
    expect(parse).not.toHaveBeenCalled();
    expect(() => readBundleFiles(signedFiles(), { trust, trustContext })).toThrow(UnsignedModelError);
    expect(() => readBundleFiles(signedFiles(anna), { trust })).toThrow(SignerNotAllowedError);
  });
});

function changed(statement: StatementJson, serialization: object): unknown {
  const { predicate } = statement;
  return { ...statement, predicate: { ...predicate, serialization: { ...predicate.serialization, ...serialization } } };
}

function digestOf(resources: readonly { digest: string }[]): string {
  return createHash('sha256')
    .update(Buffer.from(resources.map(({ digest }) => digest).join(''), 'hex'))
    .digest('hex');
}
