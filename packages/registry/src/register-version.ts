import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OptionNames } from '@regimekit/numerics';
import {
  manifestDigest,
  modelMetadataSchema,
  moveFolder,
  saveModel,
  type JsonObject,
  type ModelData,
} from '@regimekit/persistence';
import { checkOptions } from './check-options.ts';
import { VersionConflictError } from './errors.ts';
import { foldEvents } from './state/model-state.ts';
import { checkName, checkVersion, nextVersion, type Bump } from './model-version.ts';
import { versionsFolder, type RegistryContext } from './registry-context.ts';

export interface RegisterOptions {
  /**
   * The version to give.
   * @default the one after the highest version of the model, 1.0.0 for the first
   */
  readonly version?: string | undefined;
  /**
   * Which part of the version grows when none is given: major for changed features or labels, minor for changed
   * hyper-parameters, patch for new data.
   * @default 'patch'
   */
  readonly bump?: Bump | undefined;
  /** Laid over the metadata of the model; shown by `list` in full. */
  readonly metadata?: JsonObject | undefined;
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
}

const optionNames: OptionNames<RegisterOptions> = { version: true, bump: true, metadata: true, reason: true };

/**
 * Writes the bundle beside its place first; then, while nobody else writes, chooses the version, moves the bundle there
 * and records the event. A crash before the record leaves folders that no version points to, and nothing else.
 *
 * @returns the version
 */
export async function registerVersion(
  context: RegistryContext,
  name: string,
  data: ModelData,
  options: RegisterOptions,
): Promise<string> {
  checkOptions(options, optionNames, 'register');
  const versions = versionsFolder(context, checkName(name));
  if (options.version !== undefined) checkVersion(options.version);
  const now = context.clock();
  const incoming = join(versions, `.incoming-${randomBytes(6).toString('hex')}`);
  const manifest = await saveModel(incoming, data, { metadata: options.metadata, clock: () => now });
  try {
    return await context.store.transact(async (transaction) => {
      const existing = [
        ...(foldEvents(await transaction.read(name))
          .get(name)
          ?.versions.keys() ?? []),
      ];
      const version = options.version ?? checkVersion(nextVersion(existing, options.bump ?? 'patch'));
      if (existing.includes(version)) throw new VersionConflictError(name, version);
      await takePlace(incoming, versions, version);
      await transaction.append({
        at: now.toISOString(),
        actor: context.actor,
        type: 'registered',
        modelName: name,
        version,
        from: null,
        to: 'staging',
        reason: options.reason ?? null,
        manifestDigest: manifestDigest(manifest),
        details: { kind: data.kind, metadata: summarise(data.metadata, options.metadata) },
      });
      return version;
    });
  } catch (error) {
    await rm(incoming, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Moves a bundle to the folder of its version. What lies there belongs to no event, and since nobody else writes now it
 * is what a crash left behind. It is moved aside rather than used (nobody vouches for it) or deleted (it may be wanted).
 */
async function takePlace(incoming: string, versions: string, version: string): Promise<void> {
  const place = join(versions, version);
  if (await moveFolder(incoming, place)) return;
  await moveFolder(place, join(versions, `.orphan-${version}-${randomBytes(6).toString('hex')}`));
  if (!(await moveFolder(incoming, place))) throw new Error(`'${place}' could not be freed.`);
}

/** The facts with a known name, and what was given at the registration. The rest stays in the bundle. */
function summarise(metadata: JsonObject, given: JsonObject | undefined): JsonObject {
  const known = Object.entries(metadata).filter(([field]) => field in modelMetadataSchema.shape);
  return { ...Object.fromEntries(known), ...given };
}
