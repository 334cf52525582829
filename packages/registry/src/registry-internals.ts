// How the parts of this package that stand beside the registry (webhooks, retention) reach what it stands on, without its
// showing that to everybody.
import { InvalidOptionError } from '@regimekit/persistence';
import type { RegistryContext } from './registry-context.ts';

const contexts = new WeakMap<object, RegistryContext>();

export function shareContext(registry: object, context: RegistryContext): void {
  contexts.set(registry, context);
}

/** @throws InvalidOptionError */
export function contextOf(registry: object): RegistryContext {
  const context = contexts.get(registry);
  if (context !== undefined) return context;
  throw new InvalidOptionError('registry', 'a ModelRegistry', registry, 'Open one: await ModelRegistry.open(place).');
}
