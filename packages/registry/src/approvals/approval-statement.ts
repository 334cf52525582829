// What a person signs who approves a version, and how such a signature is checked. The statement names everything that
// the approval is bound to, so that it cannot be used for another version, for other evidence or a second time.
import { canonicalJson, type JsonValue } from '@regimekit/numerics';
import {
  readPublicKey,
  signDsse,
  verifyDsse,
  type DsseEnvelope,
  type JsonObject,
  type SigningKey,
} from '@regimekit/persistence';
import type { ApprovalRecord, VersionRecord } from '../state/version-record.ts';

/** The payload type of a signed approval. */
export const APPROVAL_TYPE = 'application/vnd.regimekit.approval+json';

/** What is signed, as canonical JSON. */
export interface ApprovalStatement {
  readonly model: string;
  readonly version: string;
  readonly manifestDigest: string;
  readonly evidenceDigest: string;
  readonly approver: string;
  /** Instant (UTC), that of the event. */
  readonly at: string;
  readonly reason: string | null;
}

/** @returns what goes into the details of the event */
export function signApproval(statement: ApprovalStatement, key: SigningKey): JsonObject {
  const envelope = signDsse({ payloadType: APPROVAL_TYPE, payload: encode(statement) }, key);
  return { envelope: envelope as unknown as JsonValue, publicKey: key.publicKey.pem };
}

/**
 * Checks the signature of an approval, where there is one.
 *
 * @param keyIds the keys that may have signed; any when it is not given
 * @returns undefined when there is none to check or it holds, else what is wrong with it
 */
export function findSignatureProblem(
  { name, version }: Pick<VersionRecord, 'name' | 'version'>,
  approval: ApprovalRecord,
  keyIds?: readonly string[],
): string | undefined {
  const { signature, approver, at, reason, manifestDigest, evidenceDigest } = approval;
  if (signature === undefined) return undefined;
  try {
    const key = readPublicKey(signature.publicKey);
    if (keyIds !== undefined && !keyIds.includes(key.keyId))
      return `it is signed by key ${key.keyId}, which is not one of ${approver}'s`;
    const { payload } = verifyDsse(signature.envelope satisfies DsseEnvelope, [key], { payloadType: APPROVAL_TYPE });
    const statement = { model: name, version, manifestDigest, evidenceDigest, approver, at, reason };
    return Buffer.compare(payload, encode(statement)) === 0 ? undefined : 'what was signed is not what is recorded';
  } catch (error) {
    return (error as Error).message;
  }
}

function encode(statement: ApprovalStatement): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ ...statement }));
}
