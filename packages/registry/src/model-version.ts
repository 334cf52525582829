// Names, versions and stages: how a model is addressed.
import type { JsonObject } from '@regimekit/persistence';
import { inc, rsort, valid } from 'semver';
import type { AddedSignature, AttachedEvidence, Probation, RecipeFingerprints } from './state/version-record.ts';
import { InvalidActorError, InvalidNameError, InvalidStageError, InvalidVersionError } from './errors.ts';

/** Where a version stands. A stage is a pointer in the record of events; folders never move. */
export const stages = ['staging', 'shadow', 'production', 'archive'] as const;
/** A stage a version can be in. */
export type Stage = (typeof stages)[number];

/** Which part of the version grows. */
export type Bump = 'major' | 'minor' | 'patch';

/** One registered model. Its bundle and what is said of its making are as they were registered, for ever. */
export interface ModelVersion {
  readonly name: string;
  /** Semantic version, for example `1.4.0`. */
  readonly version: string;
  readonly stage: Stage;
  /** Instant (UTC) since which it has been in that stage. */
  readonly stageSince: string;
  /** Sequence of the event that put it there. */
  readonly stageEvent: number;
  /** Kind of its bundle, which says who can read it. */
  readonly kind: string;
  /** Instant (UTC) of the registration. */
  readonly createdAt: string;
  /** Who registered it. */
  readonly createdBy: string;
  /** Why, in the words of who registered it. */
  readonly reason: string | null;
  /** SHA-256 that stands for every byte of the bundle. */
  readonly manifestDigest: string;
  /** Absolute path of the bundle; absent where bundles are bytes in a database. */
  readonly folder?: string;
  /** The known facts about the model (`modelMetadataSchema` of persistence) and those given at its registration. */
  readonly metadata: JsonObject;
  /** Fingerprints of its recipe, where one was given at its registration. */
  readonly recipe?: RecipeFingerprints;
  /** Free names that point to it, in order. */
  readonly aliases: readonly string[];
  /** What is attached to it, in the order of attaching; of each kind the last one counts. */
  readonly evidence: readonly AttachedEvidence[];
  /** Digest of all evidence together (`digestEvidence`), to which approvals are bound. */
  readonly evidenceDigest: string;
  /** Who stands for it; those withdrawn apart. What a stage makes of them, `explainMove` says. */
  readonly approvals: readonly VersionApproval[];
  /** Signatures on its bundle that were added through the registry. */
  readonly signatures: readonly AddedSignature[];
  /** The probation after its last promotion to production, where the policy asked for one. */
  readonly probation?: Probation;
  /** Instant (UTC) at which the retention removed its bundle; such a version can no longer be loaded. */
  readonly collectedAt?: string;
}

/** An approval as everybody sees it. */
export interface VersionApproval {
  readonly approver: string;
  /** Instant (UTC). */
  readonly at: string;
  readonly reason: string | null;
  /** Sequence of the event. */
  readonly event: number;
  /** Whether it carries a signature, which `verify` and each promotion check. */
  readonly signed: boolean;
  /** Whether the evidence has changed since, so that it counts no more. */
  readonly stale: boolean;
}

const FIRST_VERSION = '1.0.0';
const MAX_NAME = 64;
const MAX_VERSION = 64;
const MAX_ACTOR = 200;

/** @throws InvalidNameError unless the name can be a folder on any system and cannot lead out of its parent */
export function checkName(name: string): string {
  // Lower case alone, because some file systems do not tell the cases apart.
  if (typeof name !== 'string' || name.length > MAX_NAME || !/^[a-z0-9][a-z0-9_-]*$/u.test(name)) {
    throw new InvalidNameError(name);
  }
  return name;
}

/** @throws InvalidVersionError unless it is a semantic version in its one spelling */
export function checkVersion(version: string): string {
  if (typeof version !== 'string' || version.length > MAX_VERSION || valid(version) !== version) {
    throw new InvalidVersionError(version);
  }
  return version;
}

/** Whether a text is one line of well-formed characters, none of which controls the terminal of who reads the record. */
export function isPlain(text: string): boolean {
  return text.isWellFormed() && !/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(text);
}

/** @throws InvalidActorError when nobody would be named in the record */
export function checkActor(actor: string): string {
  if (typeof actor !== 'string' || actor.trim() === '' || actor.length > MAX_ACTOR || !isPlain(actor)) {
    throw new InvalidActorError(actor);
  }
  return actor;
}

/** @throws InvalidStageError */
export function checkStage(stage: string): Stage {
  const known = stages.find((candidate) => candidate === stage);
  if (known === undefined) throw new InvalidStageError(stage, stages);
  return known;
}

/** The version after the highest of those that exist; 1.0.0 when there is none. */
export function nextVersion(existing: readonly string[], bump: Bump): string {
  const [highest] = sortVersions(existing);
  return highest === undefined ? FIRST_VERSION : inc(highest, bump)!;
}

/** Highest first. */
export function sortVersions(versions: readonly string[]): string[] {
  const plain = versions.map(parsePlain);
  // Those without a suffix, which most are, are compared as numbers: semver parses both sides of each comparison.
  return plain.every((version) => version !== undefined)
    ? plain.sort(highestFirst).map(({ text }) => text)
    : rsort([...versions]);
}

interface PlainVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** A version such as 1.2.3; undefined for 1.2.3-rc.1. */
function parsePlain(text: string): PlainVersion | undefined {
  const [major = NaN, minor = NaN, patch = NaN, ...rest] = text.split('.').map(Number);
  const isPlain = rest.length === 0 && !Number.isNaN(major + minor + patch);
  return isPlain ? { text, major, minor, patch } : undefined;
}

function highestFirst(a: PlainVersion, b: PlainVersion): number {
  return b.major - a.major || b.minor - a.minor || b.patch - a.patch;
}
