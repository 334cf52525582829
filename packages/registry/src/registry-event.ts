// The record of events: what happened, who did it, and a digest that chains each event to the one before.
import { fingerprint } from '@regimekit/numerics';
import type { JsonObject } from '@regimekit/persistence';
import { z } from 'zod';
import { ChainBrokenError } from './errors.ts';
import { stages, type Stage } from './model-version.ts';

/**
 * - `registered`: a version came into being, in staging
 * - `promoted`: it moved to shadow or production
 * - `replaced`: it left production for the archive, because another was promoted
 * - `rolled_back`: it left production for the archive, because the one before was restored
 * - `restored`: it returned to production by a rollback
 * - `archived`: it was archived for its own sake
 * - `promotion_rejected`: a check failed and it stayed where it was; `to` is where it was to go
 */
export const eventTypes = [
  'registered',
  'promoted',
  'replaced',
  'rolled_back',
  'restored',
  'archived',
  'promotion_rejected',
] as const;
export type RegistryEventType = (typeof eventTypes)[number];

/** What happened, before it has its place in the chain. */
export interface NewEvent {
  /** Instant (UTC). */
  readonly at: string;
  /** Who did it. */
  readonly actor: string;
  readonly type: RegistryEventType;
  readonly modelName: string;
  readonly version: string;
  readonly from: Stage | null;
  readonly to: Stage;
  /** Why, in the words of the actor. */
  readonly reason: string | null;
  /** SHA-256 of the manifest of the version, which stands for its bundle. */
  readonly manifestDigest: string;
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

const digest = z.string().regex(/^[0-9a-f]{64}$/u);
const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** An event as it comes out of a store. */
export const registryEventSchema = z.strictObject({
  sequence: z.int().positive(),
  at: z.iso.datetime(),
  actor: z.string().min(1),
  type: z.enum(eventTypes),
  modelName: z.string().min(1),
  version: z.string().min(1),
  from: z.enum(stages).nullable(),
  to: z.enum(stages),
  reason: z.string().nullable(),
  manifestDigest: digest,
  details: jsonObject,
  previousDigest: digest,
  digest,
});

/** Gives an event its place after `head`. */
export function sealEvent(event: NewEvent, head: ChainHead): RegistryEvent {
  const placed = { ...event, sequence: head.sequence + 1, previousDigest: head.digest };
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
