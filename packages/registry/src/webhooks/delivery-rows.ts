// Receivers and deliveries as rows of a database, and back.
import { z } from 'zod';
import type { Delivery, DeliveryState, StoredSecret, StoredSubscription } from './delivery-store.ts';

export interface SubscriptionRow {
  id: string;
  url: string;
  events: string;
  models: string;
  /** `stored`, `environment` or `rotating`; what `secret` is then (see `toSecretColumns`). */
  secret_kind: string;
  secret: string;
  created_at: string;
  created_by: string;
  cursor_sequence: number;
  cursor_digest: string;
  disabled: string | null;
  lease_owner: string | null;
  lease_until: string | null;
}

export interface DeliveryRow {
  subscription_id: string;
  sequence: number;
  digest: string;
  state: DeliveryState;
  attempts: number;
  last_attempt_at: string | null;
  due_at: string;
  status: number | null;
  problem: string | null;
}

const names = z.array(z.string());

export function toRow({ secret, cursor, cursorDigest, ...subscription }: StoredSubscription): SubscriptionRow {
  const { createdAt, createdBy, events, models, ...same } = subscription;
  return {
    ...same,
    events: JSON.stringify(events),
    models: JSON.stringify(models),
    ...toSecretColumns(secret),
    created_at: createdAt,
    created_by: createdBy,
    cursor_sequence: cursor,
    cursor_digest: cursorDigest,
    lease_owner: null,
    lease_until: null,
  };
}

export function fromRow(row: SubscriptionRow): StoredSubscription {
  return {
    id: row.id,
    url: row.url,
    events: parseNames(row.events),
    models: parseNames(row.models),
    secret: fromSecretColumns(row),
    createdAt: row.created_at,
    createdBy: row.created_by,
    cursor: row.cursor_sequence,
    cursorDigest: row.cursor_digest,
    disabled: row.disabled,
  };
}

const rotating = z.strictObject({
  stored: z.string(),
  previous: z.strictObject({ stored: z.string(), until: z.string() }),
});

/** Two secrets and an instant do not fit into a text, so they are JSON there. Their keys are always in this order. */
export function toSecretColumns(secret: StoredSecret): Pick<SubscriptionRow, 'secret_kind' | 'secret'> {
  if ('environment' in secret) return { secret_kind: 'environment', secret: secret.environment };
  const { stored, previous } = secret;
  if (previous === undefined) return { secret_kind: 'stored', secret: stored };
  const { stored: before, until } = previous;
  return { secret_kind: 'rotating', secret: JSON.stringify({ stored, previous: { stored: before, until } }) };
}

function fromSecretColumns({ secret_kind: kind, secret }: SubscriptionRow): StoredSecret {
  if (kind === 'rotating') return rotating.parse(JSON.parse(secret));
  return kind === 'stored' ? { stored: secret } : { environment: secret };
}

function parseNames(text: string): string[] {
  return names.parse(JSON.parse(text));
}

export function toDeliveryRow({ subscription, lastAttemptAt, dueAt, ...same }: Delivery): DeliveryRow {
  return { ...same, subscription_id: subscription, last_attempt_at: lastAttemptAt, due_at: dueAt };
}

export function fromDeliveryRow({ subscription_id, last_attempt_at, due_at, ...same }: DeliveryRow): Delivery {
  return { ...same, subscription: subscription_id, lastAttemptAt: last_attempt_at, dueAt: due_at };
}
