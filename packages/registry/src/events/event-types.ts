// What can happen in a registry, and what each kind of event tells beside its common fields.
import type { JsonObject } from '@regimekit/persistence';
import { z } from 'zod';

/**
 * What moves a version:
 * - `registered`: it came into being, in staging
 * - `promoted`: it moved to shadow or production
 * - `replaced`: it left production for the archive, because another was promoted
 * - `rolled_back`: it left production for the archive, because the one before was restored
 * - `restored`: it returned to production by a rollback or after a failed probation
 * - `archived`: it was archived for its own sake
 * - `probation_failed`: a check failed in its probation and it left production for the archive; where there was no good
 *   version to return to it stayed, and `from` equals `to`
 *
 * What is said of a version while it stays where it is (`from` equals `to`, its stage then):
 * - `promotion_rejected`: a check failed and it stayed; here `to` is where it was to go
 * - `approved`, `approval_withdrawn`: a person stands for it, or no longer
 * - `evidence_attached`: a document was added to what is known about it
 * - `alias_set`, `alias_removed`: a name of the users' own points to it, or no longer
 * - `probation_passed`: the checks after its promotion held
 * - `signed`: a signature was added to its bundle
 * - `collected`: its bundle was removed by the retention; the record stays
 *
 * What is said of the registry (`modelName` and `version` are `*`, `from` and `to` null):
 * - `policy_set`: its rules were changed; `details` holds them whole
 * - `copied`: it was copied from another, whose end of the chain `details` gives
 */
export const eventTypes = [
  'registered',
  'promoted',
  'replaced',
  'rolled_back',
  'restored',
  'archived',
  'promotion_rejected',
  'approved',
  'approval_withdrawn',
  'evidence_attached',
  'alias_set',
  'alias_removed',
  'probation_passed',
  'probation_failed',
  'policy_set',
  'collected',
  'signed',
  'copied',
] as const;
/** What an event says was done. */
export type RegistryEventType = (typeof eventTypes)[number];

/** Model name and version of the events that speak of the registry as a whole. */
export const REGISTRY_WIDE = '*';

/** The manifest digest of events that speak of no bundle. */
export const NO_BUNDLE = '0'.repeat(64);

const registryWide: ReadonlySet<RegistryEventType> = new Set(['policy_set', 'copied']);

export function isRegistryWide(type: RegistryEventType): boolean {
  return registryWide.has(type);
}

export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 lower-case hex digits');

export const jsonObjectSchema = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

const anything = z.looseObject({});

/**
 * What `details` must hold by type of event. Loose on purpose: a later version may tell more, and what it wrote must stay
 * readable, because the digests cover it.
 */
export const eventDetailsSchemas = {
  // The folding looks at these seven itself; what was written before this schema existed must stay readable.
  registered: anything,
  promoted: anything,
  replaced: anything,
  rolled_back: anything,
  restored: anything,
  archived: anything,
  promotion_rejected: anything,
  /**
   * `evidence`: the sorted digests it was given on; `envelope` and `publicKey` (PEM): the person's signature as a DSSE
   * envelope, and what verifies it.
   */
  approved: z.looseObject({
    evidence: z.array(digestSchema),
    envelope: anything.optional(),
    publicKey: z.string().optional(),
  }),
  /** `approver`: whose approval; `event`: the sequence of the approval. */
  approval_withdrawn: z.looseObject({ approver: z.string().min(1), event: z.int().positive() }),
  /** The digest of the document is the event's `evidenceDigest`. */
  evidence_attached: z.looseObject({ kind: z.string().min(1), passed: z.boolean(), summary: z.string().optional() }),
  /** `previous`: the version it pointed to before. */
  alias_set: z.looseObject({ alias: z.string().min(1), previous: z.string().nullable() }),
  alias_removed: z.looseObject({ alias: z.string().min(1) }),
  /** `event`: the sequence of the event that put it into production. */
  probation_passed: z.looseObject({ checks: z.array(z.string()), event: z.int().positive() }),
  /** `check`, `cause`: what failed and why; `restored`: the version that serves instead. */
  probation_failed: z.looseObject({
    check: z.string(),
    cause: z.string(),
    event: z.int().positive(),
    restored: z.string().nullable(),
  }),
  /** `policy`: the whole new policy. */
  policy_set: z.looseObject({ policy: jsonObjectSchema }),
  /** `bytes`: how much was freed; `rule`: why it could go. */
  collected: z.looseObject({ bytes: z.int().nonnegative().optional(), rule: z.string().optional() }),
  /** `keyId`: SHA-256 of the public key; `file`: name of the signature in the bundle; `sha256`: of that file. */
  signed: z.looseObject({ keyId: digestSchema, file: z.string().min(1), sha256: digestSchema }),
  /** The end of the chain of the registry that was copied. */
  copied: z.looseObject({ sequence: z.int().nonnegative(), headDigest: digestSchema }),
} as const satisfies Record<RegistryEventType, z.ZodType>;
