import { createPublicKey, verify } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { describe, expect, it } from 'vitest';
import { dsseVectors, protocolExample, vectorKeys, type DsseVector } from '../../test/support/dsse-vectors.ts';
import { specifiedPae } from '../../test/support/independent-signature.ts';
import { anna, ben, mallory } from '../../test/support/signing.ts';
import { InvalidOptionError } from '../errors.ts';
import { readPublicKey } from '../keys/public-key.ts';
import { preAuthEncoding, signDsse, verifyDsse, type DsseEnvelope } from './dsse.ts';
import {
  InvalidSignatureError,
  InvalidSignatureFileError,
  PayloadTypeError,
  UnknownSignerError,
  UntrustedModelError,
} from './signing-errors.ts';

const payloadType = 'application/vnd.regimekit.test+json';
const payload = new TextEncoder().encode('{"approved":true}');
const envelopeOf = (...keys: Parameters<typeof signDsse>[1][]) => signDsse({ payloadType, payload }, keys.flat());
const publicKeys = [anna.publicKey, ben.publicKey];

describe('the published vectors of DSSE', () => {
  const check = ({ envelope, trusted, threshold, supported }: DsseVector) => {
    const keys = trusted.map((name) => readPublicKey(vectorKeys[name]!));
    return verifyDsse(envelope, keys, { payloadType: supported, threshold });
  };

  it.each(dsseVectors.filter(({ accepted }) => accepted))('$id is accepted', (vector) => {
    const { payload: body, payloadType: type } = check(vector);
    expect(Buffer.from(preAuthEncoding(type, body)).toString('hex')).toBe(vector.pae);
  });

  it.each(dsseVectors.filter(({ accepted }) => !accepted))('$id is refused', (vector) => {
    expect(() => check(vector)).toThrow(UntrustedModelError);
  });

  it('the example of protocol.md: its encoding and its signature', () => {
    const body = new TextEncoder().encode(protocolExample.payload);
    const encoded = preAuthEncoding(protocolExample.payloadType, body);
    expect(new TextDecoder().decode(encoded)).toBe(protocolExample.pae);
    // As the document gives it, r and s side by side, …
    const raw = Buffer.from(protocolExample.sig, 'base64');
    const key = createPublicKey(protocolExample.publicPem);
    expect(verify('sha256', encoded, { key, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
    // … and in DER, which is what signatures are here.
    const envelope = {
      payload: Buffer.from(body).toString('base64'),
      payloadType: protocolExample.payloadType,
      signatures: [{ sig: toDer(raw).toString('base64') }],
    };
    const keys = [readPublicKey(protocolExample.publicPem)];
    expect(verifyDsse(envelope, keys, { payloadType: protocolExample.payloadType }).keyIds).toEqual([keys[0]!.keyId]);
    expect(() =>
      verifyDsse({ ...envelope, payload: 'aGVsbG8gV29ybGQ=' }, keys, { payloadType: protocolExample.payloadType }),
    ).toThrow(UnknownSignerError);
  });
});

describe('preAuthEncoding(payloadType, payload)', () => {
  it('is that of an encoder written from the specification alone, and of @sigstore/core for ASCII types', () => {
    for (const type of ['a', 'application/vnd.in-toto+json', 'x'.repeat(300)]) {
      for (const body of [new Uint8Array(), Uint8Array.of(0, 255, 10), payload]) {
        const encoded = Buffer.from(preAuthEncoding(type, body));
        expect(encoded.equals(specifiedPae(type, body))).toBe(true);
        expect(encoded.equals(dsse.preAuthEncoding(type, Buffer.from(body)))).toBe(true);
      }
    }
  });

  it('counts bytes where @sigstore/core counts characters, which is why that is not used', () => {
    const encoded = Buffer.from(preAuthEncoding('exämple', payload));
    expect(encoded.toString('utf8')).toContain('DSSEv1 8 exämple 17 ');
    expect(encoded.equals(dsse.preAuthEncoding('exämple', Buffer.from(payload)))).toBe(false);
  });
});

describe('verifyDsse(envelope, publicKeys, options)', () => {
  it('gives the payload and the keys of what signDsse signed, after JSON', () => {
    const envelope: unknown = JSON.parse(JSON.stringify(envelopeOf(anna, ben)));
    expect(verifyDsse(envelope, publicKeys, { payloadType, threshold: 2 })).toEqual({
      payload,
      payloadType,
      keyIds: [anna.keyId, ben.keyId],
    });
  });

  it.each([
    ['the payload', (e: DsseEnvelope) => ({ ...e, payload: Buffer.from('{"approved":null}').toString('base64') })],
    ['the type', (e: DsseEnvelope) => ({ ...e, payloadType: `${e.payloadType}2` })],
    [
      'the signature',
      (e: DsseEnvelope) => ({
        ...e,
        signatures: [{ ...e.signatures[0]!, sig: envelopeOf(mallory).signatures[0]!.sig }],
      }),
    ],
  ])('refuses an envelope when %s was changed', (_what, change) => {
    for (const key of [anna, ben]) {
      const changed = change(envelopeOf(key));
      const types = [payloadType, `${payloadType}2`];
      expect(() => verifyDsse(changed, publicKeys, { payloadType: types })).toThrow(InvalidSignatureError);
    }
  });

  it('refuses another type than the one asked for, though the signature is good', () => {
    const wrong = () => verifyDsse(envelopeOf(anna), publicKeys, { payloadType: 'application/vnd.in-toto+json' });
    expect(wrong).toThrow(PayloadTypeError);
    expect(wrong).toThrow(`of type '${payloadType}', expected 'application/vnd.in-toto+json'`);
  });

  it('refuses what only unknown keys have signed, and counts no unknown key towards the threshold', () => {
    const unknown = () => verifyDsse(envelopeOf(mallory), publicKeys, { payloadType });
    expect(unknown).toThrow(UnknownSignerError);
    expect(unknown).toThrow('signed by none of the 2 known keys, expected 1');
    const mixed = envelopeOf(mallory, anna);
    expect(verifyDsse(mixed, publicKeys, { payloadType }).keyIds).toEqual([anna.keyId]);
    expect(() => verifyDsse(mixed, publicKeys, { payloadType, threshold: 2 })).toThrow(/by 1 of the 2 .* expected 2/u);
  });

  it('takes the key id as a hint: nothing is decided by it', () => {
    const [signature] = envelopeOf(anna).signatures;
    const unnamed = { ...envelopeOf(anna), signatures: [{ sig: signature!.sig }] };
    expect(verifyDsse(unnamed, publicKeys, { payloadType }).keyIds).toEqual([anna.keyId]);
    // Named as somebody else's, a good signature is an error rather than that person's.
    const stolen = { ...unnamed, signatures: [{ sig: signature!.sig, keyid: ben.keyId }] };
    expect(() => verifyDsse(stolen, publicKeys, { payloadType })).toThrow(InvalidSignatureError);
  });

  it('refuses two signatures of one key whatever the threshold, however they are named', () => {
    const twice = (keyid: (i: number) => object) => ({
      ...envelopeOf(anna),
      signatures: [0, 1].map((i) => ({ sig: envelopeOf(anna).signatures[0]!.sig, ...keyid(i) })),
    });
    for (const named of [() => ({ keyid: anna.keyId }), () => ({}), (i: number) => ({ keyid: `alias-${i}` })]) {
      expect(() => verifyDsse(twice(named), publicKeys, { payloadType })).toThrow(InvalidSignatureFileError);
      expect(() => verifyDsse(twice(named), publicKeys, { payloadType })).toThrow('signed it twice');
    }
  });

  it('signDsse(content, keys) refuses what cannot be meant, and repeats no key', () => {
    const secret = 'PRIVATE-KEY-TEXT';
    for (const keys of [[], [anna, anna], secret, [anna, secret], undefined]) {
      const sign = () => signDsse({ payloadType, payload }, keys as never);
      expect(sign).toThrow(InvalidOptionError);
      expect(sign).not.toThrow(secret);
    }
    for (const content of [undefined, {}, { payloadType: '', payload }, { payloadType, payload: 'text' }]) {
      expect(() => signDsse(content as never, anna)).toThrow(InvalidOptionError);
    }
  });

  it('verifyDsse() refuses options that cannot be meant', () => {
    const check = (keys: unknown, options: unknown) => () =>
      verifyDsse(envelopeOf(anna), keys as never, options as never);
    for (const options of [undefined, {}, { payloadType: '' }, { payloadType: 5 }, { payloadType, treshold: 2 }]) {
      expect(check(publicKeys, options)).toThrow(InvalidOptionError);
    }
    expect(check(undefined, { payloadType })).toThrow(InvalidOptionError);
  });

  it('is not deceived by a list that gives one key two ids', () => {
    const forged = [anna.publicKey, { ...anna.publicKey, keyId: 'f'.repeat(64) }];
    const signatures = forged.map(({ keyId }) => ({ keyid: keyId, sig: envelopeOf(anna).signatures[0]!.sig }));
    const envelope = { ...envelopeOf(anna), signatures };
    expect(() => verifyDsse(envelope, forged, { payloadType, threshold: 2 })).toThrow('signed it twice');
  });

  it.each([
    ['null', null],
    ['a text', '{}'],
    ['one without signatures', { ...envelopeOf(anna), signatures: [] }],
    ['a field it does not know', { ...envelopeOf(anna), more: 1 }],
    ['a field in a signature', { ...envelopeOf(anna), signatures: [{ sig: 'AAAA', cert: 'x' }] }],
    ['33 signatures', { ...envelopeOf(anna), signatures: Array.from({ length: 33 }, () => ({ sig: 'AAAA' })) }],
    ['a payload that is no Base64', { ...envelopeOf(anna), payload: 'a b=' }],
    ['Base64 without its padding', { ...envelopeOf(anna), payload: 'YWI' }],
    ['Base64 with bits that do not count', { ...envelopeOf(anna), payload: 'YWJ=' }],
    ['both alphabets at once', { ...envelopeOf(anna), payload: '-/+_' }],
    ['an empty signature', { ...envelopeOf(anna), signatures: [{ sig: '' }] }],
  ])('refuses an envelope that is %s', (_what, envelope) => {
    expect(() => verifyDsse(envelope, publicKeys, { payloadType })).toThrow(InvalidSignatureFileError);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses a threshold of %d, which anything would meet', (threshold) => {
    expect(() => verifyDsse(envelopeOf(anna), publicKeys, { payloadType, threshold })).toThrow(InvalidOptionError);
  });

  it('refuses a signature of the right bytes in the wrong encoding', () => {
    const raw = Buffer.alloc(64, 1).toString('base64');
    const envelope = { ...envelopeOf(anna), signatures: [{ sig: raw, keyid: anna.keyId }] };
    expect(() => verifyDsse(envelope, publicKeys, { payloadType })).toThrow(InvalidSignatureError);
  });
});

/** ECDSA-Sig-Value of RFC 3279: a sequence of two integers. */
function toDer(raw: Buffer): Buffer {
  const integer = (bytes: Buffer) => {
    let start = 0;
    while (bytes[start] === 0) start++;
    const body = bytes[start]! >= 0x80 ? Buffer.concat([Buffer.of(0), bytes.subarray(start)]) : bytes.subarray(start);
    return Buffer.concat([Buffer.of(2, body.length), body]);
  };
  const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}
