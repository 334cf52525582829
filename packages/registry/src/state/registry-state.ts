// The whole registry as its events add up to it: every model, and the rules.
import type { RegistryEvent } from '../events/registry-event.ts';
import { permissivePolicy, type RegistryPolicy } from '../policy/policy.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { impossible } from './model-draft.ts';

/** The rules that hold, and who set them. */
export interface PolicyState {
  readonly policy: RegistryPolicy;
  /** The event that set it; undefined while nobody has. */
  readonly setBy: RegistryEvent | undefined;
}

/**
 * The rules after these events: the newest policy among them.
 *
 * @throws ChainBrokenError when what was set as a policy is none
 */
export function foldPolicy(events: readonly RegistryEvent[]): PolicyState {
  const setBy = events.findLast(({ type }) => type === 'policy_set');
  return setBy === undefined ? { policy: permissivePolicy, setBy } : { policy: readPolicy(setBy), setBy };
}

function readPolicy(event: RegistryEvent): RegistryPolicy {
  try {
    return parsePolicy(event.details['policy']);
  } catch (error) {
    return impossible(event, `its policy is none: ${(error as Error).message}`);
  }
}
