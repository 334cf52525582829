// Dead Simple Signing Envelope, protocol 1.0.0 (secure-systems-lab/dsse, protocol.md and envelope.md).
// Own code rather than @sigstore/core: its pre-authentication encoding counts characters instead of bytes and writes
// them as Latin-1, so that it disagrees with the specification on a payload type such as 'application/vnd.exämple'.
import { Buffer } from 'node:buffer';
import type { OptionNames } from '@regimekit/numerics';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { readPublicKey, verifyBytes, type PublicKey } from '../keys/public-key.ts';
import { SigningKey } from '../keys/signing-key.ts';
import { fromBase64, toBase64 } from './base64.ts';
import {
  InvalidSignatureError,
  InvalidSignatureFileError,
  PayloadTypeError,
  UnknownSignerError,
} from './signing-errors.ts';

/** Of one envelope; more is no team but an attempt to make the verifier work. */
const MAX_SIGNATURES = 32;

/** One signature of an envelope. */
export interface DsseSignature {
  /** A hint which key to try; it is not signed, and nothing is decided by it. */
  readonly keyid?: string | undefined;
  /** Base64 of the signature. */
  readonly sig: string;
}

/** The JSON envelope of DSSE. */
export interface DsseEnvelope {
  /** Base64 of the signed bytes. */
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly DsseSignature[];
}

/** What is signed: bytes, and what they mean. */
export interface DsseContent {
  /** A media type or URI of the application's own, such as `application/vnd.regimekit.approval+json`. */
  readonly payloadType: string;
  readonly payload: Uint8Array;
}

/** What an envelope held, and whose signatures over it hold. */
export interface DsseVerification {
  /** The signed bytes. Parse these, never another copy. */
  readonly payload: Uint8Array;
  readonly payloadType: string;
  /** The keys that have signed: distinct, at least `threshold`, in the order of the signatures. */
  readonly keyIds: readonly string[];
}

/** What an envelope must be. */
export interface VerifyDsseOptions {
  /** The types that are accepted: a signature for another purpose must not count here. */
  readonly payloadType: string | readonly string[];
  /**
   * How many different keys must have signed.
   *
   * @default 1
   */
  readonly threshold?: number | undefined;
}

const optionNames: OptionNames<VerifyDsseOptions> = { payloadType: true, threshold: true };

export const envelopeSchema = z.strictObject({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z
    .array(z.strictObject({ keyid: z.string().max(512).optional(), sig: z.string().max(4096) }))
    .min(1)
    .max(MAX_SIGNATURES),
});

/**
 * `PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`, lengths in bytes, decimal (protocol.md,
 * "Signature Definition").
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload]);
}

/**
 * Signs bytes and their type with one key or several; each signature is independent of the others.
 *
 * @example
 * ```ts
 * import { createKeyPair, signDsse, verifyDsse } from '@regimekit/persistence';
 *
 * const anna = createKeyPair({ algorithm: 'ed25519', name: 'anna' });
 * const payloadType = 'application/vnd.example.note+json';
 * const envelope = signDsse({ payloadType, payload: new TextEncoder().encode('{"ok":true}') }, anna);
 *
 * const { payload, keyIds } = verifyDsse(JSON.parse(JSON.stringify(envelope)), [anna.publicKey], { payloadType });
 * new TextDecoder().decode(payload); // '{"ok":true}'
 * keyIds.includes(anna.keyId); // true
 * ```
 *
 * @throws InvalidOptionError when there is no key, one twice, or no content
 */
export function signDsse(content: DsseContent, keys: SigningKey | readonly SigningKey[]): DsseEnvelope {
  const signers: readonly unknown[] = Array.isArray(keys) ? keys : [keys];
  checkContent(content);
  checkSigners(signers);
  const bytes = preAuthEncoding(content.payloadType, content.payload);
  const signatures = signers.map((key) => ({ keyid: key.keyId, sig: toBase64(key.sign(bytes)) }));
  return { payload: toBase64(content.payload), payloadType: content.payloadType, signatures };
}

function checkContent(content: DsseContent): void {
  const { payloadType, payload } = (content ?? {}) as Partial<DsseContent>;
  if (typeof payloadType === 'string' && payloadType !== '' && payload instanceof Uint8Array) return;
  const hint = "Such as { payloadType: 'application/vnd.example+json', payload: new TextEncoder().encode('{}') }.";
  throw new InvalidOptionError('content', 'a payloadType and the bytes of a payload', typeof content, hint);
}

/** The values themselves are kept out of the error: one may be a private key as a text. */
function checkSigners(signers: readonly unknown[]): asserts signers is readonly SigningKey[] {
  const ids = signers.map((key) => (key instanceof SigningKey ? key.keyId : undefined));
  const sound = !ids.includes(undefined) && ids.length > 0 && ids.length <= MAX_SIGNATURES;
  if (sound && new Set(ids).size === ids.length) return;
  const received = `${ids.length} of which ${ids.filter((id) => id !== undefined).length} are`;
  const hint = 'Take them of KeyStore.signingKey or createKeyPair, each once.';
  throw new InvalidOptionError('keys', `1 to ${MAX_SIGNATURES} different SigningKeys`, received, hint);
}

/**
 * Verifies an envelope, parsed from JSON, against the keys that may sign. Of the rules of DSSE:
 *
 * - Different keys are counted, not signatures. A key that has signed twice makes the envelope invalid, whatever the
 *   threshold, so that nobody can take a number of signatures for a number of people.
 * - A signature that names one of `publicKeys` and does not verify is an error, not skipped: something was changed.
 * - A signature of an unknown key does not count and does no harm beside enough that count.
 * - `keyid` is a hint: without it, or with one that is unknown, every key is tried.
 *
 * @param envelope what `JSON.parse` gave; its form is checked here
 * @throws InvalidSignatureFileError, PayloadTypeError, InvalidSignatureError or UnknownSignerError (all
 * `UntrustedModelError`); InvalidOptionError or InvalidKeyError for wrong arguments
 */
export function verifyDsse(
  envelope: unknown,
  publicKeys: readonly PublicKey[],
  options: VerifyDsseOptions,
): DsseVerification {
  checkOptions(options, optionNames, 'DSSE');
  if (!Array.isArray(publicKeys)) {
    throw new InvalidOptionError(
      'publicKeys',
      'a list of public keys',
      typeof publicKeys,
      'Take those of readPublicKey.',
    );
  }
  const what = 'The envelope';
  const { payloadType, payload, signatures } = parseEnvelope(what, envelope);
  const expected = checkTypes(options.payloadType);
  const threshold = checkThreshold(options.threshold ?? 1);
  // Read again, so that the key ids are those of the keys: a caller's list may come from a file.
  const keys = publicKeys.map(({ pem }) => readPublicKey(pem));
  const keyIds = findSigners(what, preAuthEncoding(payloadType, payload), signatures, keys);
  if (keyIds.length < threshold) throw new UnknownSignerError(what, keys.length, keyIds.length, threshold);
  // After the signatures, as the protocol orders it; nothing of the payload has been parsed yet.
  if (!expected.includes(payloadType)) throw new PayloadTypeError(what, expected, payloadType);
  return { payload, payloadType, keyIds };
}

function checkTypes(payloadType: string | readonly string[]): readonly string[] {
  const types: unknown = typeof payloadType === 'string' ? [payloadType] : payloadType;
  if (Array.isArray(types) && types.every((type) => typeof type === 'string' && type !== '')) return types as string[];
  const hint = 'Say which type you expect: a signature for another purpose must not count.';
  throw new InvalidOptionError('payloadType', 'a text or a list of texts', payloadType, hint);
}

function checkThreshold(threshold: number): number {
  if (Number.isSafeInteger(threshold) && threshold >= 1) return threshold;
  throw new InvalidOptionError('threshold', 'a whole number of at least 1', threshold, 'Leave it out for one key.');
}

interface ParsedEnvelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly { keyid: string; sig: Uint8Array }[];
}

/** @throws InvalidSignatureFileError unless it has the form of an envelope, and its Base64 decodes */
function parseEnvelope(what: string, envelope: unknown): ParsedEnvelope {
  const parsed = envelopeSchema.safeParse(envelope);
  if (!parsed.success) throw new InvalidSignatureFileError(what, z.prettifyError(parsed.error), parsed.error);
  const payload = fromBase64(parsed.data.payload);
  if (payload === undefined) throw new InvalidSignatureFileError(what, 'its payload is not Base64.');
  const signatures = parsed.data.signatures.map(({ keyid, sig }) => {
    const bytes = fromBase64(sig);
    if (bytes === undefined || bytes.length === 0) throw new InvalidSignatureFileError(what, 'a sig is not Base64.');
    return { keyid: keyid ?? '', sig: bytes };
  });
  const named = signatures.map(({ keyid }) => keyid).filter((keyid) => keyid !== '');
  if (new Set(named).size < named.length) throw new InvalidSignatureFileError(what, 'one key has signed it twice.');
  return { payloadType: parsed.data.payloadType, payload, signatures };
}

function findSigners(
  what: string,
  bytes: Uint8Array,
  signatures: ParsedEnvelope['signatures'],
  publicKeys: readonly PublicKey[],
): string[] {
  const accepted = new Set<string>();
  for (const { keyid, sig } of signatures) {
    const named = publicKeys.filter(({ keyId }) => keyId === keyid);
    const signer = (named.length > 0 ? named : publicKeys).find((key) => verifyBytes(key, bytes, sig));
    if (signer === undefined && named.length > 0) {
      throw new InvalidSignatureError(what, [keyid], 'the payload, its type or the signature was changed.');
    }
    if (signer === undefined) continue;
    if (accepted.has(signer.keyId)) throw new InvalidSignatureFileError(what, 'one key has signed it twice.');
    accepted.add(signer.keyId);
  }
  return [...accepted];
}
