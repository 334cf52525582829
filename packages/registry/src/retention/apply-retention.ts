// Carries a retention out: the record says first that a bundle is gone, then it goes.
import type { OptionNames } from '@regimekit/numerics';
import { changeModel, type ModelChange } from '../change-model.ts';
import { checkOptions } from '../check-options.ts';
import { refreshProjections } from '../projections/write-projections.ts';
import { demand, type RegistryContext } from '../registry-context.ts';
import { contextOf } from '../registry-internals.ts';
import type { ModelRegistry } from '../registry.ts';
import { foldEvents } from '../state/model-state.ts';
import type { BundlePlace } from '../stores/registry-store.ts';
import { planRetention, type RetentionDecision } from './plan-retention.ts';
import type { RetentionPolicy } from './retention-policy.ts';

/** How a retention is carried out. */
export interface ApplyRetentionOptions {
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
  /**
   * Only say what would be done.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /** Stops between two versions. */
  readonly signal?: AbortSignal | undefined;
}

const optionNames: OptionNames<ApplyRetentionOptions> = { reason: true, dryRun: true, signal: true };

/** A bundle that went, or would go. */
export interface CollectedBundle extends BundlePlace {
  readonly bytes: number;
}

/** What a retention did, or would do. */
export interface RetentionReport {
  /** Every version, what was decided about it, and why. */
  readonly decisions: readonly RetentionDecision[];
  /** What went; in a dry run, what would go. */
  readonly collected: readonly CollectedBundle[];
  /** What was to go and stayed, because it was moved meanwhile or its bundle is damaged. */
  readonly skipped: readonly (BundlePlace & { readonly why: string })[];
  /** Bundles that an interrupted run had left behind, and that are gone now. */
  readonly mended: readonly BundlePlace[];
}

/**
 * Removes the bundles that a policy lets go (`planRetention` says which and why). What is not in the archive is archived
 * first. The record of each version stays, with its digests and who had it removed; `load` then says so.
 *
 * Each version goes in a transaction of its own, and only if the policy still says so then. The event is committed before
 * the files go, so a crash in between leaves files without use, never a version without files that should have some; the
 * next run removes them.
 *
 * @throws InvalidOptionError, PermissionDeniedError
 *
 * @example
 * ```ts
 * import { applyRetention, ModelRegistry } from '@regimekit/registry';
 *
 * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
 * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
 * for (let i = 0; i < 3; i++) await registry.register('means', model);
 * const policy = { keepLast: 2, keepDays: 0, stages: { staging: { keepDays: 0 } } };
 * const { collected } = await applyRetention(registry, policy, { reason: 'tidy up', dryRun: true });
 * collected.map(({ version }) => version); // ['1.0.0']
 * await registry.close();
 * ```
 */
export async function applyRetention(
  registry: ModelRegistry,
  policy: RetentionPolicy,
  options: ApplyRetentionOptions = {},
): Promise<RetentionReport> {
  checkOptions(options, optionNames, 'applyRetention');
  const context = contextOf(registry);
  const { dryRun = false, signal } = options;
  await demand(context, dryRun ? 'read' : 'collect');
  const decisions = planRetention(await context.store.read(), policy, context.clock());
  const report = { decisions, collected: [] as CollectedBundle[], skipped: [] as RetentionReport['skipped'][number][] };
  const mended = dryRun ? [] : await mend(context);
  try {
    for (const { name, version, action } of decisions) {
      if (action !== 'collect' || signal?.aborted === true) continue;
      const bytes = await measure(context, { name, version });
      const skip = (why: string) => report.skipped.push({ name, version, why });
      if (bytes === undefined) skip('its bundle cannot be read; verify says more');
      else if (dryRun) report.collected.push({ name, version, bytes });
      else if (await collect(context, { name, version, bytes }, { policy, reason: options.reason })) {
        report.collected.push({ name, version, bytes });
      } else skip('it has changed meanwhile');
    }
  } finally {
    if (!dryRun) await refreshProjections(context);
  }
  return { ...report, mended };
}

/** @returns false when the version is not to go any more */
async function collect(
  context: RegistryContext,
  { name, version, bytes }: CollectedBundle,
  { policy, reason }: { readonly policy: RetentionPolicy; readonly reason: string | undefined },
): Promise<boolean> {
  return await changeModel(context, name, 'collect', async (change) => {
    const rule = await findRule(change, { name, version }, policy);
    const record = change.model.versions.get(version);
    if (rule === undefined || record === undefined) return false;
    if (record.stage !== 'archive') await change.say(record, { type: 'archived', to: 'archive', reason });
    await change.say({ ...record, stage: 'archive' }, { type: 'collected', reason, details: { bytes, rule } });
    await change.transaction.removeBundle({ name, version });
    return true;
  });
}

/** Why a version may go, decided anew from what is so now; undefined when it may not. */
async function findRule(
  { transaction, at }: ModelChange,
  { name, version }: BundlePlace,
  policy: RetentionPolicy,
): Promise<string | undefined> {
  const decision = planRetention(await transaction.read(name), policy, new Date(at)).find(
    (candidate) => candidate.version === version,
  );
  return decision?.action === 'collect' ? decision.reasons[0] : undefined;
}

/** Bytes of all files of a bundle; undefined when it cannot be read, which is for `verify` to tell of. */
async function measure({ store }: RegistryContext, place: BundlePlace): Promise<number | undefined> {
  try {
    const files = await store.bundles.read(place);
    return [...files.values()].reduce((sum, file) => sum + file.length, 0);
  } catch {
    return undefined;
  }
}

/** Removes the bundles of collected versions that are still there, as a crash leaves them. */
async function mend({ store }: RegistryContext): Promise<BundlePlace[]> {
  const lying = await store.bundles.list();
  return await store.transact(async (transaction) => {
    const models = foldEvents(await transaction.read());
    const left = lying.filter(
      ({ name, version }) => models.get(name)?.versions.get(version)?.collectedAt !== undefined,
    );
    for (const place of left) await transaction.removeBundle(place);
    return left;
  });
}
