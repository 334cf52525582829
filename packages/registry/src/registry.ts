import { join, resolve } from 'node:path';
import type { RegimekitError } from '@regimekit/errors';
import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError, loadModel, makeFolder, type ModelData, type ModelSchema } from '@regimekit/persistence';
import { checkOptions } from './check-options.ts';
import { openEventStore } from './event-store.ts';
import { foldEvents, type VersionRecord } from './state/model-state.ts';
import { checkActor, type ModelVersion } from './model-version.ts';
import { promoteVersion, rollBack, type MoveOptions, type PromoteOptions } from './move-version.ts';
import { refreshProjections } from './projections/write-projections.ts';
import {
  byText,
  findVersion,
  listVersions,
  readModel,
  toModelVersion,
  type RegistryContext,
} from './registry-context.ts';
import type { RegistryEvent } from './events/registry-event.ts';
import { registerVersion, type RegisterOptions } from './register-version.ts';
import { verifyRegistry, type RegistryVerification } from './verify-registry.ts';

export interface OpenRegistryOptions {
  /**
   * Who acts, as the record of events is to name them.
   * @default 'unknown'
   */
  readonly actor?: string | undefined;
  /**
   * Where the instants of the events come from.
   * @default () => new Date()
   */
  readonly clock?: (() => Date) | undefined;
  /**
   * Told when `registry.json` or `events.jsonl` could not be written after an operation that has itself succeeded.
   * @default process.emitWarning
   */
  readonly onWarning?: ((error: RegimekitError) => void) | undefined;
}

const openOptionNames: OptionNames<OpenRegistryOptions> = { actor: true, clock: true, onWarning: true };

/**
 * Immutable versions of models in one folder, the stage of each, and a chained record of everything that was done.
 *
 * Several processes may use one folder at once: every change is one transaction, and who decided on what is no longer so
 * is told (`RegistryChangedError`) and has changed nothing.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { ModelRegistry } from '@regimekit/registry';
 *
 * const registry = await ModelRegistry.open(await mkdtemp(join(tmpdir(), 'registry-')), { actor: 'ada' });
 * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
 * await registry.register('means', model);                    // 1.0.0, in staging
 * await registry.promote('means', '1.0.0', { reason: 'first' });
 * (await registry.get('means', 'production')).version;        // '1.0.0'
 * await registry.close();
 * ```
 */
export class ModelRegistry {
  readonly #context: RegistryContext;

  private constructor(context: RegistryContext) {
    this.#context = context;
  }

  /**
   * Opens a registry, creating folder and database when missing, and brings `registry.json` and `events.jsonl` up to
   * date when they lag.
   *
   * @throws InvalidActorError, InvalidOptionError; DatabaseUnavailableError of @regimekit/database when the folder cannot be used
   */
  static async open(folder: string, options: OpenRegistryOptions = {}): Promise<ModelRegistry> {
    checkOptions(options, openOptionNames, 'ModelRegistry.open');
    const { actor = 'unknown', clock = () => new Date() } = options;
    checkActor(actor);
    checkFolder(folder);
    const path = resolve(folder);
    await makeFolder(path);
    const store = await openEventStore(join(path, 'registry.sqlite'), clock);
    const warn = options.onWarning ?? ((error) => process.emitWarning(error));
    const context = { folder: path, store, actor, clock, warn };
    await refreshProjections(context);
    return new ModelRegistry(context);
  }

  /**
   * Adds a version in staging. Its bundle is written, synced and moved to its place, and the event recorded, as one.
   *
   * @throws InvalidNameError, InvalidVersionError, VersionConflictError; what `saveModel` throws
   */
  async register(name: string, data: ModelData, options: RegisterOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => registerVersion(this.#context, name, data, options));
  }

  /**
   * The versions of one model, or of all: models by name, the highest version first.
   *
   * @throws ModelNotFoundError when a name is given that does not exist
   */
  async list(name?: string): Promise<ModelVersion[]> {
    if (name !== undefined) return this.#describe(listVersions(await readModel(this.#context, name)));
    const models = [...foldEvents(await this.#context.store.read()).values()];
    return this.#describe(models.sort((a, b) => byText(a.name, b.name)).flatMap(listVersions));
  }

  /**
   * One version, by its number or by its stage; of several in one stage the one that entered it last.
   *
   * @throws ModelNotFoundError, VersionNotFoundError; NoProductionModelError when 'production' is asked for and empty
   */
  async get(name: string, versionOrStage: string): Promise<ModelVersion> {
    return toModelVersion(this.#context, findVersion(await readModel(this.#context, name), versionOrStage));
  }

  /**
   * Moves a version to another stage: production, unless `to` says otherwise. What was in production before is archived
   * in the same transaction. The bundle is verified, then the checks run; when one fails nothing moves and the record
   * says why.
   *
   * @throws PromotionRejectedError by the rules of movement or by a failed check
   * @throws RegistryChangedError when somebody else moved a version of the model while the checks ran
   * @throws ModelNotFoundError, VersionNotFoundError, InvalidStageError
   */
  async promote(name: string, versionOrStage: string, options: PromoteOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => promoteVersion(this.#context, name, versionOrStage, options));
  }

  /**
   * Returns production to the version before the present one, and again to the one before that. Verified and checked
   * like a promotion.
   *
   * @throws NothingToRollBackError when there is no earlier one
   * @throws PromotionRejectedError, RegistryChangedError, ModelNotFoundError
   */
  async rollback(name: string, options: MoveOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => rollBack(this.#context, name, options));
  }

  /**
   * Loads a version, verified against the digest of its registration and checked by the schema.
   *
   * @throws as `get`, and what `loadModel` throws
   */
  async load<T>(
    name: string,
    versionOrStage: string,
    schema: ModelSchema<T>,
  ): Promise<{ version: ModelVersion; model: T }> {
    const version = await this.get(name, versionOrStage);
    const model = await loadModel(version.folder, schema, { manifestDigest: version.manifestDigest });
    return { version, model };
  }

  /**
   * Loads what is in production.
   *
   * @throws NoProductionModelError; otherwise as `load`
   */
  async loadProduction<T>(name: string, schema: ModelSchema<T>): Promise<{ version: ModelVersion; model: T }> {
    return await this.load(name, 'production', schema);
  }

  /**
   * What was done with a model, oldest first.
   *
   * @throws ModelNotFoundError
   */
  async history(name: string): Promise<RegistryEvent[]> {
    await readModel(this.#context, name); // Says so when there is no such model, and that its events make sense.
    return await this.#context.store.read(name);
  }

  /**
   * Hashes every event and every byte of every bundle again.
   *
   * @throws ChainBrokenError at the first event that is not as written, or when `registry.json` remembers events that are
   * gone; DamagedVersionsError naming every version whose bundle is not as registered
   */
  async verify(): Promise<RegistryVerification> {
    return await verifyRegistry(this.#context);
  }

  /** Closes the database. Further calls of this method do nothing. */
  async close(): Promise<void> {
    await this.#context.store.close();
  }

  /** Runs what changes one version, shows the change in the projections (a rejection is one too) and the version after. */
  async #change(name: string, work: () => Promise<string>): Promise<ModelVersion> {
    try {
      return await this.get(name, await work());
    } finally {
      await refreshProjections(this.#context);
    }
  }

  #describe(records: readonly VersionRecord[]): ModelVersion[] {
    return records.map((record) => toModelVersion(this.#context, record));
  }
}

function checkFolder(folder: string): void {
  if (typeof folder === 'string' && folder !== '') return;
  throw new InvalidOptionError('folder', 'the path of a folder', folder, "Give a text such as 'models'.");
}
