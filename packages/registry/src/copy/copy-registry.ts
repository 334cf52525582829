import type { OptionNames } from '@regimekit/numerics';
import { readBundleFiles, type BundleFiles } from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';
import { ChainBrokenError } from '../errors.ts';
import { NO_BUNDLE, REGISTRY_WIDE } from '../events/event-types.ts';
import { GENESIS, type ChainHead, type NewEvent, type RegistryEvent } from '../events/registry-event.ts';
import type { OpenRegistryOptions } from '../opening/open-options.ts';
import { refreshProjections } from '../projections/write-projections.ts';
import { ModelRegistry } from '../registry.ts';
import { contextOf } from '../registry-internals.ts';
import { demand, type RegistryContext } from '../registry-context.ts';
import { foldEvents } from '../state/model-state.ts';
import type { VersionRecord } from '../state/version-record.ts';
import { resolveLocation, type RegistryLocation } from '../stores/registry-location.ts';
import type { RegistryStore, RegistryTransaction } from '../stores/registry-store.ts';
import { verifyRegistry, type RegistryVerification } from '../verify/verify-registry.ts';
import { RegistryNotEmptyError } from './errors.ts';
import { expectFreeFolder } from './expect-free-folder.ts';

/** How a registry is copied. */
export interface CopyRegistryOptions extends Pick<
  OpenRegistryOptions,
  'actor' | 'token' | 'key' | 'clock' | 'onWarning'
> {
  /** Why, kept in the record of events of the copy. */
  readonly reason?: string | undefined;
  /** Told after each version that was copied. */
  readonly onProgress?: ((progress: { readonly copied: number; readonly versions: number }) => void) | undefined;
  /** Stops the copying; the target is then as empty as it was. */
  readonly signal?: AbortSignal | undefined;
}

const optionNames: OptionNames<CopyRegistryOptions> = {
  actor: true,
  token: true,
  key: true,
  clock: true,
  onWarning: true,
  reason: true,
  onProgress: true,
  signal: true,
};

/**
 * Copies a registry between folders and databases: every event with its digest, every bundle with its signatures, every
 * document of evidence. Both are verified, the source before and the copy afterwards. The copy's record goes on with an
 * event `copied` that names the source and the end of its chain. The source is only read.
 *
 * Webhooks are not copied: both registries would tell of the same events.
 *
 * The target must be empty. It becomes the copy in one transaction, so it is empty still, or whole, whatever happens; who
 * repeats a copying that was killed finds the bundles that are there already.
 *
 * @returns what was verified in the copy
 * @throws RegistryNotEmptyError; FolderNotEmptyError for a folder that is no registry and not empty; ChainBrokenError, DamagedVersionsError when the source does not verify;
 * PermissionDeniedError when the actor may not read the source; what `ModelRegistry.open` throws
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { copyRegistry, ModelRegistry } from '@regimekit/registry';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'registries-'));
 * const registry = await ModelRegistry.open(join(folder, 'models'), { actor: 'ada' });
 * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
 * await registry.register('means', model);
 * await registry.close();
 *
 * const { versions } = await copyRegistry(join(folder, 'models'), join(folder, 'copy'), { actor: 'ada' });
 * versions; // 1
 * ```
 */
export async function copyRegistry(
  from: RegistryLocation,
  to: RegistryLocation,
  options: CopyRegistryOptions = {},
): Promise<RegistryVerification> {
  checkOptions(options, optionNames, 'copyRegistry');
  const { actor, token, key, clock, onWarning } = options;
  const opening = { actor, token, key, clock, onWarning };
  await expectFreeFolder(resolveLocation(to));
  const source = await ModelRegistry.open(from, opening);
  try {
    await demand(contextOf(source), 'read');
    await verifyRegistry(contextOf(source));
    // The copy is opened by name: a token means nothing to a registry without a policy.
    const target = await ModelRegistry.open(to, { ...opening, actor: source.actor });
    try {
      return await copy(contextOf(source), contextOf(target), options);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copy(
  source: RegistryContext,
  target: RegistryContext,
  options: CopyRegistryOptions,
): Promise<RegistryVerification> {
  refuseOccupied(target.store, await target.store.head());
  await target.store.transact(async (transaction) => {
    // Somebody may have been faster.
    refuseOccupied(target.store, await transaction.head());
    await copyAll(source.store, target, { transaction, options });
  });
  await refreshProjections(target);
  return await verifyRegistry(target);
}

function refuseOccupied({ location }: RegistryStore, { sequence }: ChainHead): void {
  if (sequence > 0) throw new RegistryNotEmptyError(location, sequence);
}

interface Copying {
  readonly transaction: RegistryTransaction;
  readonly options: CopyRegistryOptions;
}

async function copyAll(source: RegistryStore, target: RegistryContext, copying: Copying): Promise<void> {
  const { transaction, options } = copying;
  for (const digest of await source.evidence.list()) {
    const document = await source.evidence.read(digest);
    if (document !== undefined) await transaction.putEvidence(document);
  }
  const events = await source.read();
  const models = [...foldEvents(events).values()];
  const kept = models
    .flatMap(({ versions }) => [...versions.values()])
    .filter(({ collectedAt }) => collectedAt === undefined);
  for (const [index, record] of kept.entries()) {
    options.signal?.throwIfAborted();
    await copyBundle(source, target.store, { transaction, record });
    options.onProgress?.({ copied: index + 1, versions: kept.length });
  }
  for (const event of events) await copyEvent(transaction, event);
  const { sequence, digest: headDigest } = events.at(-1) ?? GENESIS;
  await transaction.append({
    at: target.clock().toISOString(),
    actor: target.actor,
    type: 'copied',
    modelName: REGISTRY_WIDE,
    version: REGISTRY_WIDE,
    from: null,
    to: null,
    reason: options.reason ?? null,
    manifestDigest: NO_BUNDLE,
    details: { from: source.location, sequence, headDigest },
  });
}

/** Verified on its way. What a copying that was killed has left in the place is used when it is the same. */
async function copyBundle(
  source: RegistryStore,
  target: RegistryStore,
  { transaction, record }: { readonly transaction: RegistryTransaction; readonly record: VersionRecord },
): Promise<void> {
  const { name, version, manifestDigest } = record;
  const files = await source.bundles.read(record);
  readBundleFiles(files, { manifestDigest });
  if (isSame(files, await transaction.readBundle({ name, version }).catch(() => undefined))) return;
  const staged = await target.bundles.stage(name, files);
  try {
    await transaction.placeBundle(staged, version);
  } finally {
    await staged.discard();
  }
}

function isSame(files: BundleFiles, others: BundleFiles | undefined): boolean {
  if (others?.size !== files.size) return false;
  return [...files].every(([file, bytes]) => {
    const other = others.get(file);
    return other !== undefined && Buffer.compare(bytes, other) === 0;
  });
}

/** The digest follows from the content and from the event before, so the same events make the same chain. */
async function copyEvent(transaction: RegistryTransaction, event: RegistryEvent): Promise<void> {
  const { sequence, previousDigest: _, digest, ...content } = event;
  const written = await transaction.append(content satisfies NewEvent);
  if (written.digest === digest && written.sequence === sequence) return;
  throw new ChainBrokenError(sequence, 'its copy has another digest.', { expected: digest, received: written.digest });
}
