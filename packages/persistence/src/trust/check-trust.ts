import type { OptionNames } from '@regimekit/numerics';
import { signatureFiles, type BundleFiles } from '../bundle/bundle-files.ts';
import { checkOptions } from '../check-options.ts';
import { pemHint, verifyBytes, type KeyAlgorithm, type PublicKey } from '../keys/public-key.ts';
import { decodeSignature, type SignatureFile } from '../signing/signature-file.ts';
import {
  InvalidSignatureError,
  KeyNotValidError,
  RevokedKeyError,
  SignerNotAllowedError,
  UnknownSignerError,
  UnsignedModelError,
  UntrustedModelError,
} from '../signing/signing-errors.ts';
import { checkStatement, createDigests, decodeStatement } from '../signing/statement.ts';
import {
  matchesPattern,
  resolvePolicy,
  type ResolvedPolicy,
  type TrustedKey,
  type TrustPolicy,
} from './trust-policy.ts';

/** What the model is used as, and when. */
export interface TrustContext {
  /** Name of the model, as the registry or the caller knows it. */
  readonly model?: string | undefined;
  /** Stage it is used in. */
  readonly stage?: string | undefined;
  /** @default () => new Date() */
  readonly clock?: (() => Date) | undefined;
  /**
   * Is handed the finding when the policy says `warn` and the model is not trusted.
   *
   * @default a process warning (`process.emitWarning`)
   */
  readonly onFinding?: ((finding: TrustFinding) => void) | undefined;
}

/** One signature of a model. */
export interface SignatureFinding {
  readonly file: string;
  /** The key and its owner; absent when no known key has made it. */
  readonly keyId?: string;
  readonly owner?: string;
  readonly algorithm?: KeyAlgorithm;
  /** Why it does not count; absent when it does. */
  readonly problem?: UntrustedModelError;
}

/** What the signatures of a model are worth under a policy. */
export interface TrustFinding {
  readonly outcome: 'trusted' | 'untrusted' | 'unchecked';
  readonly model?: string;
  readonly stage?: string;
  readonly signatures: readonly SignatureFinding[];
  /** Why the model is not trusted. */
  readonly problem?: UntrustedModelError;
}

const contextNames: OptionNames<TrustContext> = { model: true, stage: true, clock: true, onFinding: true };

/**
 * Applies a policy to the signatures of a bundle. A model is trusted when no signature in it is damaged or about other
 * files, and at least one is of a trusted key, valid now, not revoked, and allowed for the model and stage. Signatures of
 * unknown keys neither help nor harm beside that one.
 *
 * The digests of the bundle are not verified here; `loadModel`, `readBundle` and `decodeModel` do both with their option
 * `trust`.
 *
 * @throws UntrustedModelError (the subclass says why) when the policy says `refuse`; InvalidOptionError or InvalidKeyError
 * for a policy that cannot be meant
 *
 * @example
 * ```ts
 * import { checkTrust, encodeModel } from '@regimekit/persistence';
 *
 * const { files } = encodeModel({ kind: 'empty', config: {}, arrays: {}, metadata: {} });
 * const finding = checkTrust(files, { requireSignature: 'warn', keys: [] }, { onFinding: () => undefined });
 * finding.problem?.code; // 'UNSIGNED_MODEL'
 * ```
 */
export function checkTrust(files: BundleFiles, policy: TrustPolicy, context: TrustContext = {}): TrustFinding {
  checkOptions(context, contextNames, 'trust');
  const resolved = resolvePolicy(policy);
  if (resolved.requireSignature === 'off') return { ...about(context), outcome: 'unchecked', signatures: [] };
  const finding = findTrust(files, resolved, context);
  if (finding.problem === undefined) return finding;
  if (resolved.requireSignature === 'refuse') throw finding.problem;
  (context.onFinding ?? warn)(finding);
  return finding;
}

function findTrust(files: BundleFiles, policy: ResolvedPolicy, context: TrustContext): TrustFinding {
  const now = (context.clock ?? (() => new Date()))();
  const signatures: SignatureFinding[] = [];
  let damage: UntrustedModelError | undefined;
  const digestOf = createDigests(files);
  // Whoever has made it: a signature that is damaged or about other files has no place in the bundle.
  const readSignature = (file: string, bytes: Uint8Array): SignatureFile => {
    const signature = decodeSignature(file, bytes);
    checkStatement(file, decodeStatement(file, signature.payload), files, digestOf);
    return signature;
  };
  for (const [file, bytes] of signatureFiles(files)) {
    try {
      signatures.push(judge(readSignature(file, bytes), policy, context, now));
    } catch (error) {
      if (!(error instanceof UntrustedModelError)) throw error;
      damage ??= error;
      signatures.push({ file, problem: error });
    }
  }
  if (damage === undefined && signatures.some(({ problem }) => problem === undefined)) {
    return { ...about(context), outcome: 'trusted', signatures };
  }
  // A refused signature of a known key says more than one of an unknown key.
  const refused = signatures.find(({ keyId }) => keyId !== undefined) ?? signatures[0];
  const problem = damage ?? refused?.problem ?? new UnsignedModelError();
  return { ...about(context), outcome: 'untrusted', signatures, problem };
}

/** @throws InvalidSignatureError when it names a known key but is not of that key */
function judge(signature: SignatureFile, policy: ResolvedPolicy, context: TrustContext, now: Date): SignatureFinding {
  const { file } = signature;
  const signer = findSigner(signature, policy);
  if (signer === undefined) return { file, problem: new UnknownSignerError(file, policy.keys.length) };
  // One key may be listed with several terms: for one model in production, for another in staging.
  const findings = policy.keys
    .filter(({ terms }) => terms.keyId === signer.keyId)
    .map(({ terms }): SignatureFinding => {
      const problem = findProblem(file, terms, policy.revoked, context, now);
      const { keyId, owner } = terms;
      return { file, keyId, owner, algorithm: signer.algorithm, ...(problem === undefined ? {} : { problem }) };
    });
  return findings.find(({ problem }) => problem === undefined) ?? findings[0]!;
}

/** Why a good signature of a trusted key does not count. */
function findProblem(
  file: string,
  { keyId, owner, notBefore, notAfter, models, stages }: TrustedKey,
  revoked: ReadonlySet<string>,
  context: TrustContext,
  now: Date,
): UntrustedModelError | undefined {
  if (revoked.has(keyId)) return new RevokedKeyError(file, owner, keyId);
  // Written so that a clock that gives no date is neither before nor after anything.
  if (notAfter !== undefined && !(now.getTime() <= Date.parse(notAfter))) {
    return new KeyNotValidError(file, owner, keyId, `was valid until ${notAfter} only.`);
  }
  if (notBefore !== undefined && !(now.getTime() >= Date.parse(notBefore))) {
    return new KeyNotValidError(file, owner, keyId, `is valid from ${notBefore} only.`);
  }
  const limit = findLimit('models', models, context.model) ?? findLimit('stages', stages, context.stage);
  return limit === undefined ? undefined : new SignerNotAllowedError(file, owner, keyId, limit);
}

function findLimit(
  what: string,
  patterns: readonly string[] | undefined,
  value: string | undefined,
): string | undefined {
  if (patterns === undefined || (value !== undefined && matchesPattern(value, patterns))) return undefined;
  const received = value === undefined ? 'and none was named' : `not '${value}'`;
  return `is trusted for the ${what} ${patterns.map((pattern) => `'${pattern}'`).join(', ')} only, ${received}.`;
}

/**
 * The trusted key that made the signature. What the file says of its key is not signed; so it must be right where it is
 * said, and it never decides anything alone.
 */
function findSigner(signature: SignatureFile, { keys }: ResolvedPolicy): PublicKey | undefined {
  const { file, form, hint, keyid } = signature;
  const able = keys
    .map(({ publicKey }) => publicKey)
    .filter(({ algorithm }) => (algorithm === 'ed25519') === (form === 'dsse'));
  const named = able.filter((key) => keyid === key.keyId || hint === pemHint(key));
  const signer = (named.length > 0 ? named : able).find((key) =>
    verifyBytes(key, signature.signed, signature.signature),
  );
  if (signer === undefined) {
    if (named.length === 0) return undefined;
    const keyIds = named.map(({ keyId }) => keyId);
    throw new InvalidSignatureError(file, keyIds, 'the statement or the signature was changed after the signing.');
  }
  const saysId = keyid === signer.keyId || (form === 'sigstore' && keyid === '');
  const saysHint = form === 'dsse' || hint === pemHint(signer);
  if (saysId && saysHint) return signer;
  throw new InvalidSignatureError(file, [signer.keyId], 'it names another key than the one that made it.');
}

function about({ model, stage }: TrustContext): { model?: string; stage?: string } {
  return { ...(model === undefined ? {} : { model }), ...(stage === undefined ? {} : { stage }) };
}

function warn({ problem, model }: TrustFinding): void {
  const which = model === undefined ? '' : `${model}: `;
  process.emitWarning(`${which}${problem?.message ?? ''}`, 'UntrustedModelWarning', problem?.code);
}
