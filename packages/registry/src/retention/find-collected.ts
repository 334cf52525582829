import type { RegistryContext } from '../registry-context.ts';
import { CollectedVersionError } from './errors.ts';

/** Why a version cannot be loaded, where the retention is the cause; undefined where it is not. */
export async function findCollected(
  { store }: Pick<RegistryContext, 'store'>,
  name: string,
  version: string,
): Promise<CollectedVersionError | undefined> {
  const events = await store.read(name);
  const collected = events.findLast((event) => event.type === 'collected' && event.version === version);
  return collected === undefined ? undefined : new CollectedVersionError(collected);
}
