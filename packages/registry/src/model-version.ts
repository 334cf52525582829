// Names, versions and stages: how a model is addressed.
import type { JsonObject } from '@regimekit/persistence';
import { inc, rsort, valid } from 'semver';
import { InvalidActorError, InvalidNameError, InvalidStageError, InvalidVersionError } from './errors.ts';

/** Where a version stands. A stage is a pointer in the record of events; folders never move. */
export const stages = ['staging', 'shadow', 'production', 'archive'] as const;
export type Stage = (typeof stages)[number];

/** Which part of the version grows. */
export type Bump = 'major' | 'minor' | 'patch';

/** One registered model. All but its stage is as it was registered, for ever. */
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
  /** Absolute path of the bundle. */
  readonly folder: string;
  /** The known facts about the model (`modelMetadataSchema` of persistence) and those given at its registration. */
  readonly metadata: JsonObject;
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

/** @throws InvalidActorError when nobody would be named in the record */
export function checkActor(actor: string): string {
  if (typeof actor !== 'string' || actor.trim() === '' || actor.length > MAX_ACTOR || !actor.isWellFormed()) {
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
  return rsort([...versions]);
}
