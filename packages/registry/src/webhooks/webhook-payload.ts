// What a receiver is told about an event.
import { REGISTRY_WIDE } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import type { Stage } from '../model-version.ts';
import type { WebhookMessage } from './sign-webhook.ts';

/** The body of a webhook. */
export interface WebhookPayload {
  /** `model.` and the type of the event, or `registry.` where it speaks of the whole registry. */
  readonly type: string;
  /** Instant (UTC) of the event. */
  readonly timestamp: string;
  readonly data: {
    /** Place of the event in the record. A gap means that something has not arrived, or was not asked for. */
    readonly sequence: number;
    /** Digest of the event. Whoever keeps the last one notices a record that was rewritten. */
    readonly digest: string;
    /** null where the event speaks of the whole registry, as `version`. */
    readonly model: string | null;
    readonly version: string | null;
    readonly from: Stage | null;
    readonly to: Stage | null;
    /** The version in production before and after, where the event changes it; else null. */
    readonly production: { readonly before: string | null; readonly after: string | null } | null;
    readonly actor: string;
    readonly reason: string | null;
    readonly manifestDigest: string;
    readonly evidenceDigest: string | null;
  };
}

/** @param neighbours the events right before and after, if any: a change of production is an event for each version */
export function toWebhookPayload(event: RegistryEvent, neighbours: Neighbours): WebhookPayload {
  const wide = event.modelName === REGISTRY_WIDE;
  return {
    type: `${wide ? 'registry' : 'model'}.${event.type}`,
    timestamp: event.at,
    data: {
      sequence: event.sequence,
      digest: event.digest,
      model: wide ? null : event.modelName,
      version: wide ? null : event.version,
      from: event.from,
      to: event.to,
      production: productionChange(event, neighbours),
      actor: event.actor,
      reason: event.reason,
      manifestDigest: event.manifestDigest,
      evidenceDigest: event.evidenceDigest ?? null,
    },
  };
}

/** The message of an event: the same id and the same bytes in every attempt, by whatever worker. */
export function toWebhookMessage(event: RegistryEvent, neighbours: Neighbours): WebhookMessage {
  return {
    id: `msg_${event.sequence}_${event.digest.slice(0, 32)}`,
    body: JSON.stringify(toWebhookPayload(event, neighbours)),
  };
}

interface Neighbours {
  readonly previous: RegistryEvent | undefined;
  readonly next: RegistryEvent | undefined;
}

function productionChange(event: RegistryEvent, { previous, next }: Neighbours): WebhookPayload['data']['production'] {
  if (event.type === 'promotion_rejected' || event.from === event.to) return null;
  if (event.from === 'production') {
    // The version that takes its place enters in the next event of the same transaction.
    const after = next !== undefined && arePair(event, next) ? next.version : null;
    return { before: event.version, after };
  }
  if (event.to !== 'production') return null;
  const before = previous !== undefined && arePair(previous, event) ? previous.version : null;
  return { before, after: event.version };
}

/** Whether one version left production and the other took its place in one transaction. */
function arePair(left: RegistryEvent, entered: RegistryEvent): boolean {
  return (
    left.modelName === entered.modelName &&
    left.sequence + 1 === entered.sequence &&
    left.at === entered.at &&
    left.from === 'production' &&
    left.to !== 'production' &&
    entered.to === 'production' &&
    entered.type !== 'promotion_rejected'
  );
}
