// A signature in the folder `signatures/` of a bundle, in one of two forms:
// - a sigstore bundle v0.3 in key mode, as `model_signing sign key` writes it (`_signing/sign_ec_key.py`): ECDSA;
// - a DSSE envelope alone: Ed25519, which their key mode refuses.
import { z } from 'zod';
import { InvalidJsonError } from '../errors.ts';
import { pemHint } from '../keys/public-key.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { MAX_SIGNATURE_BYTES } from '../limits.ts';
import { decodeJson } from '../strict-json.ts';
import { fromStandardBase64, toBase64 } from './base64.ts';
import { envelopeSchema, preAuthEncoding, signDsse } from './dsse.ts';
import { InvalidSignatureFileError, PayloadTypeError } from './signing-errors.ts';
import { IN_TOTO_PAYLOAD_TYPE } from './statement.ts';

const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

const bundleSchema = z.strictObject({
  mediaType: z.literal(BUNDLE_MEDIA_TYPE),
  verificationMaterial: z.strictObject({
    publicKey: z.strictObject({ hint: z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 lower-case hex digits') }),
    tlogEntries: z.tuple([]),
  }),
  dsseEnvelope: envelopeSchema,
});

/** A signature file, taken apart and checked in its form. Nothing is verified yet. */
export interface SignatureFile {
  readonly file: string;
  readonly form: 'sigstore' | 'dsse';
  /** The signed statement. */
  readonly payload: Uint8Array;
  /** The pre-authentication encoding: the bytes that the signature is over. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** What the file says of the key: SHA-256 of its PEM text (sigstore). */
  readonly hint: string | undefined;
  /** What the envelope says of the key: our `keyId`, or nothing. */
  readonly keyid: string;
}

/** Bytes of a signature over `statement`, in the form that goes with the algorithm of the key. */
export function encodeSignature(statement: Uint8Array, key: SigningKey): Uint8Array {
  const content = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload: statement };
  if (key.algorithm === 'ed25519') return encode(signDsse(content, key));
  // Field for field and in the order in which their tool writes it. The key id is left empty, as by theirs.
  const sig = toBase64(key.sign(preAuthEncoding(content.payloadType, statement)));
  return encode({
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: pemHint(key.publicKey) }, tlogEntries: [] },
    dsseEnvelope: { payload: toBase64(statement), payloadType: content.payloadType, signatures: [{ sig, keyid: '' }] },
  });
}

/** Where a signature of this key lies in a bundle. */
export function signatureFileName(key: SigningKey): string {
  const suffix = key.algorithm === 'ed25519' ? 'ed25519' : 'sigstore';
  return `signatures/${key.keyId.slice(0, 16)}.${suffix}.json`;
}

/**
 * Reads a signature file strictly, so that no byte of it can be changed unnoticed: known fields alone, Base64 and JSON in
 * their one compact spelling (which is how our files and those of model_signing from 1.1 on are written).
 *
 * @throws InvalidSignatureFileError or PayloadTypeError
 */
export function decodeSignature(file: string, bytes: Uint8Array): SignatureFile {
  const value = decodeCompactJson(file, bytes);
  const form = isObject(value) && 'mediaType' in value ? 'sigstore' : 'dsse';
  const parsed = (form === 'sigstore' ? bundleSchema : envelopeSchema).safeParse(value);
  if (!parsed.success) throw new InvalidSignatureFileError(file, z.prettifyError(parsed.error), parsed.error);
  const envelope = 'dsseEnvelope' in parsed.data ? parsed.data.dsseEnvelope : parsed.data;
  const hint = 'dsseEnvelope' in parsed.data ? parsed.data.verificationMaterial.publicKey.hint : undefined;

  const { payloadType, signatures } = envelope;
  const [first, ...more] = signatures;
  if (first === undefined || more.length > 0) throw new InvalidSignatureFileError(file, 'expected one signature.');
  if (payloadType !== IN_TOTO_PAYLOAD_TYPE) throw new PayloadTypeError(file, [IN_TOTO_PAYLOAD_TYPE], payloadType);
  const payload = fromStandardBase64(envelope.payload);
  const signature = fromStandardBase64(first.sig);
  if (payload === undefined || signature === undefined) throw new InvalidSignatureFileError(file, 'damaged Base64.');
  const signed = preAuthEncoding(payloadType, payload);
  return { file, form, payload, signed, signature, hint, keyid: first.keyid ?? '' };
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function decodeCompactJson(file: string, bytes: Uint8Array): unknown {
  if (bytes.length > MAX_SIGNATURE_BYTES) {
    throw new InvalidSignatureFileError(file, `it has ${bytes.length} bytes, at most ${MAX_SIGNATURE_BYTES} are read.`);
  }
  let value: unknown;
  try {
    value = decodeJson(file, bytes);
  } catch (error) {
    if (error instanceof InvalidJsonError) throw new InvalidSignatureFileError(file, error.message, error);
    throw error;
  }
  if (Buffer.compare(encode(value), bytes) === 0) return value;
  throw new InvalidSignatureFileError(
    file,
    'expected compact JSON without spaces or escapes that are not needed, as this package and model_signing 1.1 write it.',
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
