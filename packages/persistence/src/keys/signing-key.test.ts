import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { InvalidKeyError, InvalidKeyNameError } from './key-errors.ts';
import { pemHint, readPublicKey, verifyBytes } from './public-key.ts';
import { createKeyPair, exportPrivatePem, readSigningKey, type KeyPairOptions } from './signing-key.ts';

const bytes = new TextEncoder().encode('content');
const algorithms = ['ecdsa-p256', 'ed25519'] as const;

describe('createKeyPair(options)', () => {
  it.each(algorithms)(
    'makes a key of %s that signs, and is verified by node:crypto and by verifyBytes',
    (algorithm) => {
      const key = createKeyPair({ algorithm, name: 'anna' });
      expect(key).toMatchObject({ name: 'anna', algorithm, publicKey: { algorithm } });
      const signature = key.sign(bytes);
      const digest = algorithm === 'ed25519' ? null : 'sha256';
      expect(verify(digest, bytes, createPublicKey(key.publicKey.pem), signature)).toBe(true);
      expect(verifyBytes(key.publicKey, bytes, signature)).toBe(true);
      expect(verifyBytes(key.publicKey, new TextEncoder().encode('Content'), signature)).toBe(false);
      expect(verifyBytes(createKeyPair({ algorithm, name: 'ben' }).publicKey, bytes, signature)).toBe(false);
      expect(verifyBytes(key.publicKey, bytes, new Uint8Array())).toBe(false);
    },
  );

  it.each(algorithms)('%s: shows nothing private when it is printed, serialised or cloned', (algorithm) => {
    const key = createKeyPair({ algorithm, name: 'anna' });
    const { d } = JSON.parse(exportJwk(exportPrivatePem(key))) as { d: string };
    const secrets = [d, Buffer.from(d, 'base64url').toString('hex'), ...exportPrivatePem(key).split('\n').slice(1, 3)];
    const shown = [
      JSON.stringify(key),
      inspect(key, { depth: 10, showHidden: true }),
      inspect(structuredClone(key)),
      Reflect.ownKeys(key).map(String).join(),
    ];
    for (const text of shown) for (const secret of secrets) expect(text).not.toContain(secret);
    expect(JSON.parse(JSON.stringify(key))).toEqual({ name: 'anna', publicKey: key.publicKey });
  });

  it.each([
    ['', InvalidKeyNameError],
    ['Anna', InvalidKeyNameError],
    ['../anna', InvalidKeyNameError],
    ['.anna', InvalidKeyNameError],
    ['anna.', InvalidKeyNameError],
    ['con', InvalidKeyNameError],
    ['nul.key', InvalidKeyNameError],
    ['anna/ben', InvalidKeyNameError],
    ['anna\u0000', InvalidKeyNameError],
    ['a'.repeat(65), InvalidKeyNameError],
    [undefined, InvalidKeyNameError],
  ])('refuses the name %j', (name, error) => {
    expect(() => createKeyPair({ algorithm: 'ed25519', name: name as string })).toThrow(error);
  });

  it('refuses an unknown algorithm and a misspelt option', () => {
    expect(() => createKeyPair({ algorithm: 'rsa' as 'ed25519', name: 'anna' })).toThrow(InvalidKeyError);
    expect(() => createKeyPair({ algorithm: 'ed25519', nane: 'anna' } as unknown as KeyPairOptions)).toThrow(
      InvalidOptionError,
    );
  });
});

describe('readSigningKey(pem, name)', () => {
  it.each(algorithms)('reads back a key of %s', (algorithm) => {
    const key = createKeyPair({ algorithm, name: 'anna' });
    expect(readSigningKey(exportPrivatePem(key), 'anna')).toEqual(key);
  });

  it('refuses other keys and damaged ones without repeating what it was given', () => {
    const pem = (type: 'rsa' | 'ec') =>
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
        : generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
    const rsa = String(pem('rsa').export({ type: 'pkcs8', format: 'pem' }));
    const p384 = String(pem('ec').export({ type: 'pkcs8', format: 'pem' }));
    const own = exportPrivatePem(createKeyPair({ algorithm: 'ed25519', name: 'anna' }));
    const damaged = own.replace('MC4C', 'MC4D');
    const open = createKeyPair({ algorithm: 'ed25519', name: 'anna' }).publicKey.pem;
    for (const text of [rsa, p384, damaged, open, own.slice(0, 40), '', 'secret']) {
      const error = caught(() => readSigningKey(text, 'anna'));
      expect(error).toBeInstanceOf(InvalidKeyError);
      const told = inspect(error, { depth: 10 });
      for (const line of text.split('\n').filter((part) => part.length > 20 && !part.startsWith('-----'))) {
        expect(told).not.toContain(line);
      }
    }
  });
});

describe('an option that is given a private key as a text', () => {
  it('is refused without repeating it, wherever that happens', () => {
    const pem = exportPrivatePem(createKeyPair({ algorithm: 'ed25519', name: 'anna' }));
    const error = new InvalidOptionError('key', 'a SigningKey', pem, 'Take one of a KeyStore.');
    expect(inspect(error, { depth: 10 })).not.toContain(pem.split('\n')[1]);
    expect(error.message).toBe("key: expected a SigningKey, received 'a private key as a text'.");
  });
});

describe('readPublicKey(pem)', () => {
  it.each(['prime256v1', 'secp384r1', 'secp521r1'])('reads %s, and gives one record for every spelling', (curve) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
    const key = readPublicKey(String(publicKey.export({ type: 'spki', format: 'pem' })));
    const compressed = compress(publicKey.export({ type: 'spki', format: 'der' }));
    const text = compressed.toString('base64');
    const pem = `-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----\n`;
    expect(readPublicKey(pem)).toEqual(key);
    expect(readPublicKey(key.pem.replaceAll('\n', '\r\n'))).toEqual(key);
    expect(pemHint(key)).toMatch(/^[0-9a-f]{64}$/u);
  });

  it.each([
    ['prime256v1', 'sha256'],
    ['secp384r1', 'sha384'],
    ['secp521r1', 'sha512'],
  ])('verifyBytes() goes with %s by %s alone', (curve, digest) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
    const key = readPublicKey(String(publicKey.export({ type: 'spki', format: 'pem' })));
    expect(verifyBytes(key, bytes, sign(digest, bytes, privateKey))).toBe(true);
    expect(verifyBytes(key, bytes, sign('sha224', bytes, privateKey))).toBe(false);
  });

  it('refuses RSA, other curves, certificates, private keys and what is no key', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey;
    const x25519 = generateKeyPairSync('x25519').publicKey;
    for (const key of [rsa, k1, x25519]) {
      expect(() => readPublicKey(String(key.export({ type: 'spki', format: 'pem' })))).toThrow(/expected Ed25519 or/u);
    }
    const own = createKeyPair({ algorithm: 'ed25519', name: 'anna' });
    const texts = [exportPrivatePem(own), '', 'x', '-----BEGIN CERTIFICATE-----\n', own.publicKey.pem.slice(0, 60)];
    for (const text of texts) expect(() => readPublicKey(text)).toThrow(InvalidKeyError);
    expect(() => readPublicKey(undefined as unknown as string)).toThrow(InvalidKeyError);
  });
});

function exportJwk(pem: string): string {
  const key = readSigningKey(pem, 'x');
  const der = Buffer.from(exportPrivatePem(key).split('\n').slice(1, -2).join(''), 'base64');
  // The private number is the last OCTET STRING of Ed25519, and follows the marker 02 01 01 04 20 in an EC key.
  const marker = Buffer.from('0201010420', 'hex');
  const at = key.algorithm === 'ed25519' ? der.length - 32 : der.indexOf(marker) + marker.length;
  return JSON.stringify({ d: der.subarray(at, at + 32).toString('base64url') });
}

/** The same point with its sign alone instead of y, and the two lengths before it mended. */
function compress(spki: Buffer): Buffer {
  // By its length, because the bytes that stand before the point may also occur inside it.
  const { x: side } = createPublicKey({ key: spki, type: 'spki', format: 'der' }).export({ format: 'jwk' });
  const size = Buffer.from(side!, 'base64url').length;
  const point = spki.length - 2 * size - 1;
  const x = spki.subarray(point + 1, point + 1 + size);
  const shortened = Buffer.concat([Buffer.of(2 + (spki.at(-1)! & 1)), x]);
  const algorithm = spki.subarray(
    spki.indexOf(Buffer.of(0x30), 1),
    spki.indexOf(Buffer.of(0x30), 1) + 2 + spki[spki.indexOf(Buffer.of(0x30), 1) + 1]!,
  );
  const bits = Buffer.concat([Buffer.of(3, shortened.length + 1, 0), shortened]);
  const body = Buffer.concat([algorithm, bits]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
