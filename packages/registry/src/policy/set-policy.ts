import type { OptionNames } from '@regimekit/numerics';
import type { JsonObject } from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';
import { NO_BUNDLE, REGISTRY_WIDE } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import { demand, type RegistryContext } from '../registry-context.ts';
import { parsePolicy, type RegistryPolicy } from './policy.ts';

export interface SetPolicyOptions {
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
}

const optionNames: OptionNames<SetPolicyOptions> = { reason: true };

/** Replaces the rules as a whole, from now on; what was decided before stands. */
export async function setPolicy(
  context: RegistryContext,
  policy: RegistryPolicy,
  options: SetPolicyOptions,
): Promise<RegistryEvent> {
  checkOptions(options, optionNames, 'setPolicy');
  const parsed = parsePolicy(policy);
  return await context.store.transact(async (transaction) => {
    await demand(context, 'set the policy', (query) => transaction.read(query));
    return await transaction.append({
      at: context.clock().toISOString(),
      actor: context.actor,
      type: 'policy_set',
      modelName: REGISTRY_WIDE,
      version: REGISTRY_WIDE,
      from: null,
      to: null,
      reason: options.reason ?? null,
      manifestDigest: NO_BUNDLE,
      details: { policy: parsed as unknown as JsonObject },
    });
  });
}
