// What is known of one version, as its events add up to it.
import type { DsseEnvelope, JsonObject } from '@regimekit/persistence';
import type { Stage } from '../model-version.ts';

/** Fingerprints of what made a version: equal ones mean that only the data differ. */
export interface RecipeFingerprints {
  /** Of what the model is: features, labels. */
  readonly identity: string;
  /** Of how it was fitted: hyper-parameters. */
  readonly settings: string;
}

/** A document that speaks for or against a version. */
export interface AttachedEvidence {
  /** SHA-256 of the canonical JSON of the document. */
  readonly digest: string;
  /** For example 'validation', 'backtest', 'shadow'. */
  readonly kind: string;
  readonly passed: boolean;
  readonly summary: string | null;
  /** Instant (UTC). */
  readonly at: string;
  readonly attachedBy: string;
  /** Sequence of the event. */
  readonly event: number;
}

/** One person stands for one version and what was known of it. */
export interface ApprovalRecord {
  readonly approver: string;
  /** Instant (UTC). */
  readonly at: string;
  readonly reason: string | null;
  /** Sequence of the event. */
  readonly event: number;
  readonly manifestDigest: string;
  /** Digest of all evidence when it was given (`digestEvidence`). */
  readonly evidenceDigest: string;
  /** The signature of the person, and the public key (PEM) that verifies it. */
  readonly signature: { readonly envelope: DsseEnvelope; readonly publicKey: string } | undefined;
}

/** A signature on a bundle that was added through the registry. */
export interface AddedSignature {
  /** SHA-256 of the public key. */
  readonly keyId: string;
  /** Its file in the bundle, `signatures/….json`. */
  readonly file: string;
  /** SHA-256 of that file. */
  readonly sha256: string;
  /** Instant (UTC). */
  readonly at: string;
  /** Who added it. */
  readonly addedBy: string;
}

/** Where a probation stands. */
export type ProbationStatus = 'running' | 'passed' | 'failed' | 'ended';

/** The time after a promotion during which a failed check sends the version back. */
export interface Probation {
  /** Instants (UTC). */
  readonly since: string;
  readonly until: string;
  /** Sequence of the event that put it into production. */
  readonly event: number;
  /** `ended`: it left production before a verdict. */
  readonly status: ProbationStatus;
}

/** A version, without the place of its bundle. */
export interface VersionRecord {
  readonly name: string;
  readonly version: string;
  readonly stage: Stage;
  readonly stageSince: string;
  readonly stageEvent: number;
  readonly kind: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly reason: string | null;
  readonly manifestDigest: string;
  readonly metadata: JsonObject;
  readonly recipe: RecipeFingerprints | undefined;
  /** The newest of each kind and digest, in the order of attaching. */
  readonly evidence: readonly AttachedEvidence[];
  /** The newest of each person, those withdrawn apart; stale ones are among them. */
  readonly approvals: readonly ApprovalRecord[];
  readonly signatures: readonly AddedSignature[];
  /** Milliseconds in shadow before the present stage. */
  readonly earlierShadowTime: number;
  readonly probation: Probation | undefined;
  /** Instant (UTC) at which the retention removed its bundle. */
  readonly collectedAt: string | undefined;
}

/** Milliseconds a version has been in shadow until `now`, all its stays together. */
export function shadowTime({ stage, stageSince, earlierShadowTime }: VersionRecord, now: Date): number {
  return earlierShadowTime + (stage === 'shadow' ? elapsed(stageSince, now.toISOString()) : 0);
}

/** Milliseconds from one instant to another; never negative, whatever the clocks of two machines say. */
export function elapsed(since: string, until: string): number {
  return Math.max(0, Date.parse(until) - Date.parse(since));
}
