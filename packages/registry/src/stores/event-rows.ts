import { canonicalJson, type JsonValue } from '@regimekit/numerics';
import { z } from 'zod';
import { ChainBrokenError } from '../errors.ts';
import { registryEventSchema, type RegistryEvent } from '../events/registry-event.ts';
import type { EventRow } from './tables.ts';

export function toRow(event: RegistryEvent): EventRow {
  return {
    sequence: event.sequence,
    at: event.at,
    actor: event.actor,
    type: event.type,
    model_name: event.modelName,
    version: event.version,
    from_stage: event.from,
    to_stage: event.to,
    reason: event.reason,
    manifest_digest: event.manifestDigest,
    evidence_digest: event.evidenceDigest ?? null,
    details: canonicalJson(event.details),
    previous_digest: event.previousDigest,
    digest: event.digest,
  };
}

/** @throws ChainBrokenError when the row is no event, whoever wrote it */
export function toEvent(row: EventRow): RegistryEvent {
  const event = registryEventSchema.safeParse({
    sequence: row.sequence,
    at: row.at,
    actor: row.actor,
    type: row.type,
    modelName: row.model_name,
    version: row.version,
    from: row.from_stage,
    to: row.to_stage,
    reason: row.reason,
    manifestDigest: row.manifest_digest,
    // What was absent is absent again: it is not in the hashed JSON either.
    ...(row.evidence_digest === null ? {} : { evidenceDigest: row.evidence_digest }),
    details: parseDetails(row),
    previousDigest: row.previous_digest,
    digest: row.digest,
  });
  if (event.success) return freeze(event.data as RegistryEvent);
  throw new ChainBrokenError(row.sequence, `it is no event. ${z.prettifyError(event.error)}`, undefined, event.error);
}

function parseDetails(row: EventRow): unknown {
  let details: unknown;
  try {
    details = JSON.parse(row.details) as unknown;
  } catch (error) {
    throw new ChainBrokenError(row.sequence, 'its details are not JSON.', undefined, error);
  }
  // The digest covers what they mean; another spelling (spaces, a key twice) has the same meaning and was not written here.
  if (JSON.stringify(details) === row.details || canonicalJson(details as JsonValue) === row.details) return details;
  throw new ChainBrokenError(row.sequence, 'its details are not spelt as they were written, so they were changed.');
}

/** Events are handed out many times over; nobody may change what the next one gets. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
