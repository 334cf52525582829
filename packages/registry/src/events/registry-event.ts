// The record of events: what happened, who did it, and a digest that chains each event to the one before.
import { fingerprint } from '@regimekit/numerics';
import type { JsonObject } from '@regimekit/persistence';
import { z } from 'zod';
import { ChainBrokenError } from '../errors.ts';
import { stages, type Stage } from '../model-version.ts';
import {
  digestSchema,
  eventDetailsSchemas,
  eventTypes,
  isRegistryWide,
  jsonObjectSchema,
  REGISTRY_WIDE,
  type RegistryEventType,
} from './event-types.ts';

/** What happened, before it has its place in the chain. */
export interface NewEvent {
  /** Instant (UTC). */
  readonly at: string;
  /** Who did it. */
  readonly actor: string;
  readonly type: RegistryEventType;
  /** `*` where the event speaks of the whole registry. */
  readonly modelName: string;
  /** `*` where the event speaks of the whole registry. */
  readonly version: string;
  /** Where the version stood; null before its registration, and where the event speaks of the whole registry. */
  readonly from: Stage | null;
  /** Where it stands after the event; null where the event speaks of the whole registry. */
  readonly to: Stage | null;
  /** Why, in the words of the actor. */
  readonly reason: string | null;
  /** SHA-256 of the manifest of the version, which stands for its bundle; 64 zeros where there is none. */
  readonly manifestDigest: string;
  /**
   * The evidence it speaks of: the digest of the document for `evidence_attached`, that of the whole set (see
   * `digestEvidence`) where an approval or a move stands on several. Absent, in the hashed JSON too, where none is meant.
   */
  readonly evidenceDigest?: string;
  /** Facts of this type of event: metadata, the checks that passed, the check that failed and why. */
  readonly details: JsonObject;
}

/** One link of the chain. */
export interface RegistryEvent extends NewEvent {
  /** 1, 2, 3, ... without gaps, over all models of the registry. */
  readonly sequence: number;
  /** `digest` of the event before; 64 zeros for the first. */
  readonly previousDigest: string;
  /** SHA-256 over the canonical JSON of all other fields. */
  readonly digest: string;
}

/** What identifies the end of a chain. */
export interface ChainHead {
  readonly sequence: number;
  readonly digest: string;
}

/** The end of a chain without events. */
export const GENESIS: ChainHead = { sequence: 0, digest: '0'.repeat(64) };

const fields = z.strictObject({
  sequence: z.int().positive(),
  at: z.iso.datetime(),
  actor: z.string().min(1),
  type: z.enum(eventTypes),
  modelName: z.string().min(1),
  version: z.string().min(1),
  from: z.enum(stages).nullable(),
  to: z.enum(stages).nullable(),
  reason: z.string().nullable(),
  manifestDigest: digestSchema,
  evidenceDigest: digestSchema.optional(),
  details: jsonObjectSchema,
  previousDigest: digestSchema,
  digest: digestSchema,
});

/** An event as it comes out of a store. */
export const registryEventSchema = fields.check(({ value: event, issues }) => {
  const wide = isRegistryWide(event.type);
  if (wide !== (event.modelName === REGISTRY_WIDE) || wide !== (event.to === null)) {
    issues.push({
      code: 'custom',
      message: `only an event of the whole registry has the model name ${REGISTRY_WIDE} and no stage`,
      input: event,
    });
  }
  const details = eventDetailsSchemas[event.type].safeParse(event.details);
  if (details.success) return;
  for (const { path, message } of details.error.issues) {
    issues.push({ code: 'custom', message, path: ['details', ...path], input: event });
  }
});

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Gives an event its place after `head`. */
export function sealEvent(event: NewEvent, head: ChainHead): RegistryEvent {
  const placed: Mutable<Omit<RegistryEvent, 'digest'>> = {
    ...event,
    sequence: head.sequence + 1,
    previousDigest: head.digest,
  };
  // What is absent is absent in the hashed JSON too, so that events from before a field existed keep their digests.
  if (placed.evidenceDigest === undefined) delete placed.evidenceDigest;
  return { ...placed, digest: fingerprint(placed) };
}

/** @throws ChainBrokenError when the content of the event is not what its digest was made of */
export function checkDigest(event: RegistryEvent): void {
  const { digest: claimed, ...content } = event;
  const actual = fingerprint(content);
  if (actual !== claimed) {
    throw new ChainBrokenError(event.sequence, 'its content does not have its digest, so it was changed.', {
      expected: claimed,
      received: actual,
    });
  }
}

/**
 * Hashes a whole chain again.
 *
 * @returns its end
 * @throws ChainBrokenError at the first event that was changed, or that does not follow the one before
 */
export function checkChain(events: readonly RegistryEvent[]): ChainHead {
  let head = GENESIS;
  for (const event of events) {
    const expected = head.sequence + 1;
    if (event.sequence !== expected) {
      throw new ChainBrokenError(expected, `the next one found is ${event.sequence}, so events were removed.`);
    }
    checkDigest(event);
    if (event.previousDigest !== head.digest) {
      throw new ChainBrokenError(event.sequence, 'it does not follow the event before, so one of both was exchanged.');
    }
    head = event;
  }
  return { sequence: head.sequence, digest: head.digest };
}
