import type { OptionNames } from '@regimekit/numerics';
import type { JsonObject } from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';
import { NO_BUNDLE, REGISTRY_WIDE } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import { demand, type RegistryContext } from '../registry-context.ts';
import { type RegistryPolicy } from './policy.ts';
import { parsePolicy } from './parse-policy.ts';

/** The rules to come: as they are, or made of those that hold when nobody else can change them. */
export type PolicyChange = RegistryPolicy | ((present: RegistryPolicy) => RegistryPolicy);

/** What goes on record with new rules. */
export interface SetPolicyOptions {
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
}

const optionNames: OptionNames<SetPolicyOptions> = { reason: true };

/** Replaces the rules as a whole, from now on; what was decided before stands. */
export async function setPolicy(
  context: RegistryContext,
  policy: PolicyChange,
  options: SetPolicyOptions,
): Promise<RegistryEvent> {
  checkOptions(options, optionNames, 'setPolicy');
  const given = typeof policy === 'function' ? undefined : parsePolicy(policy);
  return await context.store.transact(async (transaction) => {
    const present = await demand(context, 'set the policy', (query) => transaction.read(query));
    const parsed = typeof policy === 'function' ? parsePolicy(policy(present)) : given;
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
