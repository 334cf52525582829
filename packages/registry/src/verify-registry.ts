import { verifyModel } from '@regimekit/persistence';
import { DamagedVersionsError } from './errors.ts';
import { foldEvents } from './state/model-state.ts';
import { checkProjectedHead, readProjectedHead } from './projections/write-projections.ts';
import { toModelVersion, type RegistryContext } from './registry-context.ts';
import { checkChain } from './events/registry-event.ts';

/** What was verified. */
export interface RegistryVerification {
  readonly models: number;
  /** Versions whose every byte is as registered. */
  readonly versions: number;
  /** Events whose digests fit. */
  readonly events: number;
  /** Digest of the last event. Kept elsewhere, it shows later that nothing before it was changed. */
  readonly headDigest: string;
}

export async function verifyRegistry(context: RegistryContext): Promise<RegistryVerification> {
  const projected = await readProjectedHead(context.folder);
  const events = await context.store.read();
  const { digest } = checkChain(events);
  checkProjectedHead(projected, events);
  const models = foldEvents(events);
  const records = [...models.values()].flatMap(({ versions }) => [...versions.values()]);
  const damaged: { name: string; version: string; problem: string }[] = [];
  for (const record of records) {
    const { folder, manifestDigest } = toModelVersion(context, record);
    try {
      await verifyModel(folder, { manifestDigest });
    } catch (error) {
      damaged.push({ name: record.name, version: record.version, problem: (error as Error).message });
    }
  }
  if (damaged.length > 0) throw new DamagedVersionsError(damaged);
  return { models: models.size, versions: records.length, events: events.length, headDigest: digest };
}
