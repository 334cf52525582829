import { parsePolicy, type RegistryEvent, type RegistryPolicy } from '@regimekit/registry';

/** The rules that an event set. */
export function policyOf(event: RegistryEvent): RegistryPolicy {
  return parsePolicy(event.details['policy']);
}
