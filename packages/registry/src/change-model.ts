// How every operation writes: in one transaction, by somebody who may, on the state as it is then.
import type { JsonObject } from '@regimekit/persistence';
import type { RegistryEventType } from './events/event-types.ts';
import type { RegistryEvent } from './events/registry-event.ts';
import type { Stage } from './model-version.ts';
import type { Action } from './people/authorize.ts';
import { viewModel, type ModelView, type RegistryContext } from './registry-context.ts';
import type { VersionRecord } from './state/version-record.ts';
import type { RegistryTransaction } from './stores/registry-store.ts';

/** What is to be said of a version. */
interface Saying {
  readonly type: RegistryEventType;
  /**
   * Where it goes.
   * @default its stage: it stays
   */
  readonly to?: Stage | undefined;
  readonly reason?: string | undefined;
  readonly evidenceDigest?: string | undefined;
  readonly details?: JsonObject | undefined;
}

/** A model under change. */
export interface ModelChange extends ModelView {
  readonly transaction: RegistryTransaction;
  /** Instant (UTC) of every event of this change. */
  readonly at: string;
  /** Adds an event about a version. */
  readonly say: (record: VersionRecord, saying: Saying) => Promise<RegistryEvent>;
}

/**
 * Runs `work` while nobody else writes; all that it says is recorded, or nothing.
 *
 * @throws PermissionDeniedError, ModelNotFoundError; what `work` throws
 */
export async function changeModel<T>(
  context: RegistryContext,
  name: string,
  action: Action,
  work: (change: ModelChange) => Promise<T>,
): Promise<T> {
  return await context.store.transact(async (transaction) => {
    const view = await viewModel(context, name, action, (query) => transaction.read(query));
    const at = context.clock().toISOString();
    return await work({
      ...view,
      transaction,
      at,
      say: (record, { type, to = record.stage, reason, evidenceDigest, details = {} }) =>
        transaction.append({
          at,
          actor: context.actor,
          type,
          modelName: record.name,
          version: record.version,
          from: record.stage,
          to,
          reason: reason ?? null,
          manifestDigest: record.manifestDigest,
          ...(evidenceDigest === undefined ? {} : { evidenceDigest }),
          details,
        }),
    });
  });
}
