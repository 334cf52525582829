// Everything that can be hashed again, hashed again.
import { sha256Hex } from '@regimekit/numerics';
import { readBundleFiles, verifyBundleFiles, type BundleFiles } from '@regimekit/persistence';
import { ChainBrokenError, DamagedVersionsError } from '../errors.ts';
import { checkChain, type RegistryEvent } from '../events/registry-event.ts';
import { checkProjectedHead, readProjectedHead } from '../projections/write-projections.ts';
import { demand, type RegistryContext } from '../registry-context.ts';
import { foldEvents } from '../state/model-state.ts';
import type { VersionRecord } from '../state/version-record.ts';
import type { BundlePlace } from '../stores/registry-store.ts';
import { checkAuthority } from './check-authority.ts';
import { mapInParallel } from './map-in-parallel.ts';
import { findSeenHead } from './seen-head.ts';

/** What was verified. */
export interface RegistryVerification {
  readonly models: number;
  /** Versions whose every byte is as registered; those whose bundle the retention removed apart. */
  readonly versions: number;
  /** Events whose digests fit. */
  readonly events: number;
  /** Evidence documents that have their digests. */
  readonly documents: number;
  /** Signatures on approvals and bundles that are as they were recorded. */
  readonly signatures: number;
  /** Digest of the last event. Kept elsewhere, it shows later that nothing before it was changed. */
  readonly headDigest: string;
}

/** What is wrong with one version. */
interface Damage {
  readonly name: string;
  readonly version: string;
  readonly problem: string;
}

export async function verifyRegistry(context: RegistryContext): Promise<RegistryVerification> {
  await demand(context, 'read');
  const { store } = context;
  // Read before the events: then it can be behind them, but never ahead.
  const projected = store.folder === undefined ? undefined : readProjectedHead(store.folder);
  const events = await store.read({ fresh: true });
  const { digest: headDigest } = checkChain(events);
  checkProjectedHead(projected, events);
  const { signedApprovals } = checkAuthority(events);
  const models = foldEvents(events);
  const records = [...models.values()].flatMap(({ versions }) => [...versions.values()]);
  const damage = (await mapInParallel(records, (record) => findDamage(context, record, events))).flat();
  await checkStrangers(context, records, events);
  if (damage.length > 0) throw new DamagedVersionsError(damage);
  return {
    models: models.size,
    versions: records.filter(({ collectedAt }) => collectedAt === undefined).length,
    events: events.length,
    documents: new Set(records.flatMap(({ evidence }) => evidence.map(({ digest }) => digest))).size,
    signatures: signedApprovals + countSignatures(records),
    headDigest,
  };
}

async function findDamage(
  context: RegistryContext,
  record: VersionRecord,
  events: readonly RegistryEvent[],
): Promise<Damage[]> {
  const problems: string[] = [];
  if (record.collectedAt === undefined) problems.push(...(await findBundleDamage(context, record, events)));
  for (const { digest, kind } of record.evidence) {
    const problem = await findDocumentDamage(context, digest);
    if (problem !== undefined) problems.push(`the evidence '${kind}' (${digest}) ${problem}.`);
  }
  return problems.map((problem) => ({ name: record.name, version: record.version, problem }));
}

async function findBundleDamage(
  { store }: RegistryContext,
  record: VersionRecord,
  events: readonly RegistryEvent[],
): Promise<string[]> {
  let files: BundleFiles;
  try {
    files = await store.bundles.read(record);
    const { evidence = {} } = verifyBundleFiles(files, { manifestDigest: record.manifestDigest });
    expectSeen(record, evidence, events);
  } catch (error) {
    if (error instanceof ChainBrokenError) throw error;
    return [(error as Error).message];
  }
  return record.signatures.flatMap(({ file, sha256 }) => {
    const bytes = files.get(file);
    if (bytes === undefined) return [`${file}, which was added at its signing, is gone.`];
    return sha256Hex(bytes) === sha256 ? [] : [`${file} is not the signature that was added.`];
  });
}

async function findDocumentDamage({ store }: RegistryContext, digest: string): Promise<string | undefined> {
  const text = await store.evidence.read(digest);
  if (text === undefined) return 'is gone';
  return sha256Hex(new TextEncoder().encode(text)) === digest ? undefined : 'was changed';
}

/** Bundles that no event knows of: left by a crash, or all that is left of events that were cut off. */
async function checkStrangers(
  { store }: RegistryContext,
  records: readonly VersionRecord[],
  events: readonly RegistryEvent[],
): Promise<void> {
  const known = new Set(records.map(toKey));
  for (const place of await store.bundles.list()) {
    if (known.has(toKey(place))) continue;
    const evidence = await readStranger(store.bundles.read(place));
    if (evidence !== undefined) expectSeen(place, evidence, events);
  }
}

/** What a crash left half written says nothing. */
async function readStranger(reading: Promise<BundleFiles>): Promise<object | undefined> {
  try {
    return readBundleFiles(await reading).evidence;
  } catch {
    return undefined;
  }
}

/** @throws ChainBrokenError when a bundle has seen an event that the record does not hold */
function expectSeen({ name, version }: BundlePlace, evidence: object, events: readonly RegistryEvent[]): void {
  const seen = findSeenHead(evidence);
  if (seen === undefined || seen.sequence === 0) return;
  const received = events[seen.sequence - 1]?.digest;
  if (received === seen.digest) return;
  const who = `the bundle of ${name} ${version}`;
  throw new ChainBrokenError(
    seen.sequence,
    received === undefined
      ? `${who} has seen it, and the record ends at ${events.length}, so its end was cut off.`
      : `${who} has seen another one in its place.`,
    { expected: seen.digest, received },
  );
}

function countSignatures(records: readonly VersionRecord[]): number {
  const kept = records.filter(({ collectedAt }) => collectedAt === undefined);
  return kept.reduce((sum, { signatures }) => sum + signatures.length, 0);
}

function toKey({ name, version }: BundlePlace): string {
  return `${name}/${version}`;
}
