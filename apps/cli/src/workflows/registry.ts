// The home's models: open the registry, under the name of whoever acts.
import { userInfo } from 'node:os';
import { ModelRegistry } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';

/** Opens the registry, and creates it when it is missing. */
export async function openRegistry(context: Context, configuration: Configuration): Promise<ModelRegistry> {
  return ModelRegistry.open(context.home.models, { actor: actorOf(configuration), clock: context.now });
}

/** Who acts, for the audit trail: the configuration's word, else the account. */
export function actorOf(configuration: Configuration): string {
  return configuration.actor ?? userInfo().username;
}
