import type { OptionNames } from '@regimekit/numerics';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { InvalidKeyError } from '../keys/key-errors.ts';
import { readPublicKey, type PublicKey } from '../keys/public-key.ts';

/** What holds for a trusted key, beside the key itself. */
export interface TrustTerms {
  /** Whose key it is, for people: `'Anna Ito, model risk'`. */
  readonly owner: string;
  /**
   * Names of models it may sign; `*` stands for any characters: `['spx-*']`.
   *
   * @default all, also a model that is loaded without a name
   */
  readonly models?: readonly string[] | undefined;
  /**
   * Stages it may sign for: `['staging', 'shadow']`; `*` as above.
   *
   * @default all
   */
  readonly stages?: readonly string[] | undefined;
  /** Instant (UTC) from which the key is accepted. */
  readonly notBefore?: string | undefined;
  /** Instant (UTC) up to which the key is accepted; at the time of the check, as a signature proves no time. */
  readonly notAfter?: string | undefined;
}

/** A public key that somebody has vouched for. Plain data, fit for a configuration file. */
export interface TrustedKey extends TrustTerms {
  /** SHA-256 (lower-case hex) of the key's SPKI in DER; must be that of `publicKey`. */
  readonly keyId: string;
  /** SPKI in PEM. */
  readonly publicKey: string;
}

/** Whose signatures a model needs before it is used. Plain data, fit for a configuration file. */
export interface TrustPolicy {
  /** What happens when no acceptable signature is there: the loading fails, a finding is handed over, or nothing. */
  readonly requireSignature: 'refuse' | 'warn' | 'off';
  readonly keys: readonly TrustedKey[];
  /** Ids of keys that are not believed any more. Leave the key itself in `keys`, so that its signatures are recognised. */
  readonly revoked?: readonly string[] | undefined;
}

const keyIdSchema = z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 lower-case hex digits');
const patternsSchema = z.array(z.string().min(1).max(200)).max(100);
const instantSchema = z.iso.datetime({ offset: true });

const termsShape = {
  owner: z.string().min(1).max(200),
  models: patternsSchema.optional(),
  stages: patternsSchema.optional(),
  notBefore: instantSchema.optional(),
  notAfter: instantSchema.optional(),
};

/** A trusted key as it lies in a configuration file or a key store. */
export const trustedKeySchema = z.strictObject({
  keyId: keyIdSchema,
  publicKey: z.string().max(2000),
  ...termsShape,
});

/** A trust policy as it lies in a configuration file; `checkTrust` applies it to whatever it is given. */
export const trustPolicySchema = z.strictObject({
  requireSignature: z.enum(['refuse', 'warn', 'off']),
  keys: z.array(trustedKeySchema).max(1000),
  revoked: z.array(keyIdSchema).max(10_000).optional(),
});

const termNames: OptionNames<TrustTerms> = {
  owner: true,
  models: true,
  stages: true,
  notBefore: true,
  notAfter: true,
};

/**
 * Vouches for a public key: the record that goes into a `TrustPolicy`.
 *
 * @param key PEM text, or the public half of a `SigningKey`
 * @throws InvalidKeyError, or InvalidOptionError for terms that cannot be meant
 *
 * @example
 * ```ts
 * import { createKeyPair, trustKey } from '@regimekit/persistence';
 *
 * const { publicKey } = createKeyPair({ algorithm: 'ed25519', name: 'anna' });
 * const key = trustKey(publicKey, { owner: 'Anna', models: ['spx-*'], notAfter: '2030-01-01T00:00:00Z' });
 * key.keyId === publicKey.keyId; // true
 * ```
 */
export function trustKey(key: string | PublicKey, terms: TrustTerms): TrustedKey {
  checkOptions(terms, termNames, 'trust');
  const { keyId, pem } = readPublicKey(typeof key === 'string' ? key : key.pem);
  // Absent terms stay absent, so that the record is the same before and after JSON.
  const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined)) as typeof terms;
  const trusted = trustedKeySchema.safeParse({ keyId, publicKey: pem, ...given });
  if (trusted.success) return Object.freeze(trusted.data);
  throw new InvalidOptionError('trust', 'an owner and plain terms', z.prettifyError(trusted.error), TERMS_HINT);
}

const TERMS_HINT = "Such as { owner: 'Anna', models: ['spx-*'], notAfter: '2030-01-01T00:00:00Z' }.";

/** A policy whose keys were read: the form in which it is applied. */
export interface ResolvedPolicy {
  readonly requireSignature: TrustPolicy['requireSignature'];
  readonly keys: readonly { readonly terms: TrustedKey; readonly publicKey: PublicKey }[];
  readonly revoked: ReadonlySet<string>;
}

/**
 * Checks a policy before it is relied upon: a misspelt one must not come out as a lenient one.
 *
 * @throws InvalidOptionError or InvalidKeyError
 */
export function resolvePolicy(policy: TrustPolicy): ResolvedPolicy {
  const parsed = trustPolicySchema.safeParse(policy);
  if (!parsed.success) {
    const hint = "Such as { requireSignature: 'refuse', keys: [trustKey(pem, { owner: 'Anna' })] }.";
    throw new InvalidOptionError('trust', 'a trust policy', z.prettifyError(parsed.error), hint);
  }
  const keys = parsed.data.keys.map((terms) => ({ terms, publicKey: readPublicKey(terms.publicKey) }));
  for (const { terms, publicKey } of keys) {
    if (terms.keyId === publicKey.keyId) continue;
    throw new InvalidKeyError(`The trusted key of ${terms.owner}`, `its keyId is not that of its publicKey.`);
  }
  return { requireSignature: parsed.data.requireSignature, keys, revoked: new Set(parsed.data.revoked) };
}

/** Whether one of the patterns fits the whole name; `*` stands for any characters, everything else for itself. */
export function matchesPattern(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => fits(name, pattern.split('*')));
}

/** Takes each part at its first place after the one before: linear, where a regular expression would try every way. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let position = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return name.length - last.length >= position && name.endsWith(last);
}
