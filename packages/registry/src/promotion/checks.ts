// What must hold before a version moves, and while it is on probation: the caller's checks, run by the registry.
import {
  decodeModel,
  InvalidOptionError,
  verifyBundleFiles,
  type BundleFiles,
  type LoadOptions,
  type ModelSchema,
} from '@regimekit/persistence';
import type { ModelVersion, Stage } from '../model-version.ts';
import { toModelVersion, type RegistryContext } from '../registry-context.ts';
import type { ModelState } from '../state/model-state.ts';
import type { VersionRecord } from '../state/version-record.ts';

/** What a check looks at. */
export interface CheckContext {
  readonly version: ModelVersion;
  /** Absolute path of the bundle; undefined where bundles are bytes in a database. */
  readonly folder: string | undefined;
  /** The files of the bundle, verified against the digest of its registration. */
  files(): Promise<BundleFiles>;
  /**
   * The model, as a reader would load it: verified, trusted and checked by the schema.
   *
   * @throws what `ModelRegistry.load` throws
   */
  load<T>(schema: ModelSchema<T>): Promise<T>;
  /** Aborted when the caller gives up; a check that takes long should heed it. */
  readonly signal: AbortSignal | undefined;
}

/** Something that must hold. */
export interface PromotionCheck {
  /** Named in the record of events. */
  readonly name: string;
  /** Throws, or rejects, when it does not hold. */
  run(context: CheckContext): Promise<void> | void;
}

/** A check that did not hold. */
export interface FailedCheck {
  readonly check: string;
  readonly error: unknown;
  /** Its message, bounded and well-formed, because the record keeps it for ever. */
  readonly cause: string;
}

/** How the checks went: the names of those that held, and the one that did not. */
export interface CheckOutcome {
  readonly passed: readonly string[];
  readonly failed: FailedCheck | undefined;
}

const MAX_CAUSE = 2_000;

/** The registry's own check: what is to be used is, to the byte, what was registered. */
const bundleCheck: PromotionCheck = {
  name: 'bundle as registered',
  run: async (context) => {
    await context.files();
  },
};

export interface ChecksToRun {
  readonly model: ModelState;
  readonly record: VersionRecord;
  /** The stage it is wanted in, for which signatures are judged. */
  readonly stage: Stage;
  readonly checks: readonly PromotionCheck[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Verifies the bundle, then runs the checks in order up to the first that does not hold.
 *
 * @throws the reason of the signal when it is aborted; a check cut short by it has neither held nor failed
 */
export async function runChecks(context: RegistryContext, to: ChecksToRun): Promise<CheckOutcome> {
  const passed: string[] = [];
  const checkContext = createCheckContext(context, to);
  for (const check of [bundleCheck, ...(to.checks ?? [])]) {
    to.signal?.throwIfAborted();
    try {
      await check.run(checkContext);
    } catch (error) {
      to.signal?.throwIfAborted();
      return { passed, failed: { check: check.name, error, cause: messageOf(error) } };
    }
    passed.push(check.name);
  }
  to.signal?.throwIfAborted();
  return { passed, failed: undefined };
}

/** A list that is none would be found half way. @throws InvalidOptionError */
export function checkChecks(checks: readonly PromotionCheck[] = []): void {
  const sound = (check: Partial<PromotionCheck> | null) =>
    typeof check?.name === 'string' && typeof check.run === 'function';
  if (Array.isArray(checks) && checks.every(sound)) return;
  throw new InvalidOptionError('checks', 'an array of checks with name and run', checks, 'Leave it out for none.');
}

/** Reads and verifies a bundle. */
export async function readVerified({ store }: RegistryContext, record: VersionRecord): Promise<BundleFiles> {
  const files = await store.bundles.read(record);
  verifyBundleFiles(files, { manifestDigest: record.manifestDigest });
  return files;
}

function createCheckContext(context: RegistryContext, { model, record, stage, signal }: ChecksToRun): CheckContext {
  const version = toModelVersion(context, model, record);
  const { manifestDigest } = record;
  return {
    version,
    folder: version.folder,
    files: () => readVerified(context, record),
    load: async (schema) =>
      decodeModel(await context.store.bundles.read(record), schema, {
        manifestDigest,
        ...trustOf(context, record.name, stage),
      }),
    signal,
  };
}

/** The options that have a loading look at signatures, for a model and the stage it is used in. */
export function trustOf(
  { trust, clock }: RegistryContext,
  model: string,
  stage: Stage,
): Pick<LoadOptions, 'trust' | 'trustContext'> {
  return trust === undefined ? {} : { trust, trustContext: { model, stage, clock } };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, MAX_CAUSE).toWellFormed();
}
