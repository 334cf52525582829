// The home's models: open the registry, under the name of whoever acts.
import { userInfo } from 'node:os';
import { ModelRegistry } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import { trustPolicyOf } from './trust.ts';

/** Opens the registry, and creates it when it is missing. It loads what the configuration trusts. */
export async function openRegistry(context: Context, configuration: Configuration): Promise<ModelRegistry> {
  const trust = await trustPolicyOf(context, configuration);
  return ModelRegistry.open(context.home.models, { actor: actorOf(configuration), trust, clock: context.now });
}

/** Who acts, for the audit trail: the configuration's word, else the account. */
export function actorOf(configuration: Configuration): string {
  return configuration.actor ?? userInfo().username;
}
