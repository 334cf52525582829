import type { BundleFiles, JsonObject, ModelData, ModelSchema } from '@regimekit/persistence';
import { removeAlias, setAlias, type AliasOptions } from './aliases/aliases.ts';
import { approve, withdrawApproval, type ApproveOptions, type WithdrawOptions } from './approvals/approve.ts';
import type { ModelCache, ModelCacheStatistics } from './cache/model-cache.ts';
import type { RegistryEvent } from './events/registry-event.ts';
import {
  attachEvidence,
  readEvidence,
  type EvidenceAttachment,
  type EvidenceInput,
} from './evidence/attach-evidence.ts';
import { findServing, type ServedThen } from './history/as-of.ts';
import { createHistoryFilter, type HistoryFilter } from './history/filter-events.ts';
import { loadVersion, readVersionFiles } from './load-version.ts';
import type { ModelVersion, Stage } from './model-version.ts';
import { checkOpenOptions, findActor, type OpenRegistryOptions } from './opening/open-options.ts';
import type { RegistryPolicy } from './policy/policy.ts';
import { setPolicy, type PolicyChange, type SetPolicyOptions } from './policy/set-policy.ts';
import { reviewProbation, type ProbationReview, type ReviewOptions } from './probation/review-probation.ts';
import { refreshProjections, renderProjections, type Projections } from './projections/write-projections.ts';
import { promoteVersion, type MoveOptions, type PromoteOptions } from './promotion/promote-version.ts';
import { rollBack } from './promotion/roll-back.ts';
import { registerVersion, type RegisterOptions } from './registration/register-version.ts';
import { byText, demand, findVersion, listVersions, toModelVersion, viewModel } from './registry-context.ts';
import type { RegistryContext } from './registry-context.ts';
import { shareContext } from './registry-internals.ts';
import { explainMove, type MoveExplanation } from './rules/explain-move.ts';
import { signVersion, type SignOptions } from './signing/sign-version.ts';
import { KnownStates } from './state/known-states.ts';
import { openRegistryStore } from './stores/open-registry-store.ts';
import { resolveLocation, type RegistryLocation } from './stores/registry-location.ts';
import type { RegistryStore } from './stores/registry-store.ts';
import { verifyRegistry, type RegistryVerification } from './verify/verify-registry.ts';

/**
 * Immutable versions of models, the stage of each, who stands for it and on what evidence, and a chained record of
 * everything that was done. In a folder, in PostgreSQL, or in memory.
 *
 * Several processes may use one registry at once: every change is one transaction, and who decided on what is no longer so
 * is told (`RegistryChangedError`) and has changed nothing.
 *
 * Every method throws `PermissionDeniedError` where the policy names people and the actor may not do that. Reading needs
 * the role viewer, or any other. What this protects is what goes through this class: whoever reads the folder or the
 * database reads the models, and whoever writes there can change them, though not without `verify` noticing.
 *
 * Where a method takes `versionOrStage` it takes a version ('1.4.0'), a stage (of several versions in it the one that
 * entered it last) or an alias.
 *
 * @example
 * ```ts
 * import { ModelRegistry } from '@regimekit/registry';
 *
 * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
 * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
 * await registry.register('means', model);                    // 1.0.0, in staging
 * await registry.promote('means', '1.0.0', { reason: 'first' });
 * (await registry.get('means', 'production')).version;        // '1.0.0'
 * await registry.close();
 * ```
 */
export class ModelRegistry {
  readonly #context: RegistryContext & { readonly cache: ModelCache | undefined };

  private constructor(context: RegistryContext & { readonly cache: ModelCache | undefined }) {
    this.#context = context;
    shareContext(this, context);
  }

  /**
   * Opens a registry, creating folder or tables when missing, and brings `registry.json` and `events.jsonl` up to date
   * when they lag; with `readOnly` neither.
   *
   * @param location the path of a folder, a `postgres://` URL, `{ folder }`, `{ databaseUrl, bundlesFolder? }` or
   * `{ memory: true }`
   * @throws InvalidActorError, InvalidOptionError; PermissionDeniedError for a token that belongs to nobody;
   * DatabaseUnavailableError of @regimekit/database when the place cannot be used
   */
  static async open(location: RegistryLocation, options: OpenRegistryOptions = {}): Promise<ModelRegistry> {
    const checked = checkOpenOptions(options);
    const store = await openRegistryStore(resolveLocation(location), checked);
    return await ModelRegistry.#on(store, checked);
  }

  /**
   * The same on a store that is open already; `close` closes it.
   *
   * @throws as `open`
   */
  static async openOn(store: RegistryStore, options: OpenRegistryOptions = {}): Promise<ModelRegistry> {
    return await ModelRegistry.#on(store, checkOpenOptions(options));
  }

  static async #on(store: RegistryStore, options: ReturnType<typeof checkOpenOptions>): Promise<ModelRegistry> {
    try {
      const context = { ...options, store, states: new KnownStates(), actor: await findActor(store, options) };
      if (!options.readOnly) await refreshProjections(context);
      return new ModelRegistry(context);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Who acts, as events name them. */
  get actor(): string {
    return this.#context.actor;
  }

  /**
   * Adds a version in staging. Its bundle is written, synced and moved to its place, and the event recorded, as one. The
   * bundle remembers the end of the record as it was, which is how `verify` notices a record that was cut off.
   *
   * @throws InvalidNameError, InvalidVersionError, VersionConflictError; what `encodeModel` of @regimekit/persistence throws
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
    if (name !== undefined) return this.#describe((await viewModel(this.#context, name, 'read')).model);
    await demand(this.#context, 'read');
    const models = this.#context.states.after(await this.#context.store.read()).models();
    return models.sort((a, b) => byText(a.name, b.name)).flatMap((model) => this.#describe(model));
  }

  /**
   * One version, with its evidence, approvals, aliases and probation.
   *
   * @throws ModelNotFoundError, VersionNotFoundError; NoProductionModelError when 'production' is asked for and empty
   */
  async get(name: string, versionOrStage: string): Promise<ModelVersion> {
    const { model } = await viewModel(this.#context, name, 'read');
    return toModelVersion(this.#context, model, findVersion(model, versionOrStage));
  }

  /**
   * Loads a version: verified against the digest of its registration, its signatures against `trust` (for this model and
   * its stage), checked by the schema.
   *
   * @throws as `get`; CollectedVersionError when the retention removed it; what `decodeModel` of @regimekit/persistence throws
   */
  async load<T>(
    name: string,
    versionOrStage: string,
    schema: ModelSchema<T>,
  ): Promise<{ version: ModelVersion; model: T }> {
    return await loadVersion(this.#context, name, versionOrStage, schema);
  }

  /**
   * The files of a version, signatures included: verified against the digest of its registration, not trusted, not parsed.
   * For a copy outside the registry, wherever it keeps its bundles.
   *
   * @throws as `get`; CollectedVersionError when the retention removed it; what `verifyBundleFiles` of
   * @regimekit/persistence throws
   *
   * @example
   * ```ts
   * import { ModelRegistry } from '@regimekit/registry';
   *
   * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
   * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
   * await registry.register('means', model);
   * const { files } = await registry.files('means', '1.0.0'); // for writeBundleFolder of @regimekit/persistence
   * files.size; // 5
   * await registry.close();
   * ```
   */
  async files(name: string, versionOrStage: string): Promise<{ version: ModelVersion; files: BundleFiles }> {
    return await readVersionFiles(this.#context, name, versionOrStage);
  }

  /**
   * Loads what is in production.
   *
   * @throws NoProductionModelError; otherwise as `load`
   */
  async loadProduction<T>(name: string, schema: ModelSchema<T>): Promise<{ version: ModelVersion; model: T }> {
    return await this.load(name, 'production', schema);
  }

  /** What the cache holds and has done; undefined when the registry was opened without one. */
  cacheStatistics(): ModelCacheStatistics | undefined {
    return this.#context.cache?.statistics();
  }

  /** Forgets the models that the cache holds. */
  clearCache(): void {
    this.#context.cache?.clear();
  }

  /**
   * Attaches a document to a version: a validation report, a backtest, the verdict of a shadow comparison. Of each kind
   * the newest counts. Approvals given before become stale. The same document with the same kind and verdict again
   * changes nothing (`alreadyThere`), so it does not become the newest: what has overtaken it still `counts`.
   *
   * @returns what was attached, with its digest: SHA-256 of the canonical JSON of the document
   * @throws InvalidOptionError; CanonicalJsonError of @regimekit/numerics for what is no JSON (NaN, undefined);
   * ModelNotFoundError, VersionNotFoundError
   *
   * @example
   * ```ts
   * import { ModelRegistry } from '@regimekit/registry';
   *
   * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
   * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
   * await registry.register('means', model);
   * const document = { accuracy: 0.91, days: 252 };
   * const { digest } = await registry.attachEvidence('means', '1.0.0', { kind: 'validation', passed: true, document });
   * await registry.readEvidence(digest); // { accuracy: 0.91, days: 252 }
   * await registry.close();
   * ```
   */
  async attachEvidence(name: string, versionOrStage: string, evidence: EvidenceInput): Promise<EvidenceAttachment> {
    return await this.#write(() => attachEvidence(this.#context, name, versionOrStage, evidence));
  }

  /**
   * A document by its digest, verified.
   *
   * @throws EvidenceNotFoundError, DamagedEvidenceError
   */
  async readEvidence(digest: string): Promise<JsonObject> {
    return await readEvidence(this.#context, digest);
  }

  /**
   * The actor stands for a version with the evidence it has now. Signed when a key is given, here or at the opening, and
   * it must be where the policy knows keys of the actor. Approving again replaces one's own earlier approval; one person
   * counts once.
   *
   * @throws ApprovalKeyError; ModelNotFoundError, VersionNotFoundError
   */
  async approve(name: string, versionOrStage: string, options: ApproveOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => approve(this.#context, name, versionOrStage, options));
  }

  /**
   * Takes an approval back: one's own, or, as an operator, somebody else's.
   *
   * @throws ApprovalNotFoundError; ModelNotFoundError, VersionNotFoundError
   */
  async withdrawApproval(name: string, versionOrStage: string, options: WithdrawOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => withdrawApproval(this.#context, name, versionOrStage, options));
  }

  /**
   * Adds a signature to the bundle of a version, verified first.
   *
   * @throws SignatureExistsError of @regimekit/persistence when the key has signed it already; what `verifyModel` throws
   */
  async sign(name: string, versionOrStage: string, options: SignOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => signVersion(this.#context, name, versionOrStage, options));
  }

  /**
   * What stands between a version and a stage: every requirement of the policy, met or not, and what to do about it.
   * Changes nothing.
   *
   * @throws ModelNotFoundError, VersionNotFoundError, InvalidStageError
   *
   * @example
   * ```ts
   * import { ModelRegistry } from '@regimekit/registry';
   *
   * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
   * await registry.setPolicy({ stages: { production: { approvals: { count: 2 } } } });
   * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
   * await registry.register('means', model);
   * const { allowed, requirements } = await registry.explainMove('means', '1.0.0', 'production');
   * allowed; // false
   * requirements.map(({ needed, met }) => [needed, met]);
   * // [['a way from staging to production', true], ['2 approvals', false]]
   * await registry.close();
   * ```
   */
  async explainMove(name: string, versionOrStage: string, to: Stage): Promise<MoveExplanation> {
    return await explainMove(this.#context, name, versionOrStage, to);
  }

  /**
   * Moves a version to another stage: production, unless `to` says otherwise. What was in production before is archived
   * in the same transaction. The requirements of the policy are looked at, the bundle is verified, then the checks run;
   * when one fails nothing moves and the record says why. The event says which evidence and approvals it stood on.
   *
   * @throws PromotionRejectedError naming every unmet requirement (`details.requirements`), or the failed check
   * @throws RegistryChangedError when somebody else moved a version of the model while the checks ran
   * @throws ModelNotFoundError, VersionNotFoundError, InvalidStageError; the reason of `signal` when it is aborted
   */
  async promote(name: string, versionOrStage: string, options: PromoteOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => promoteVersion(this.#context, name, versionOrStage, options));
  }

  /**
   * Returns production to the last good version before the present one, and again to the one before that; a version that
   * was rolled back from, or that failed its probation, is passed over. Verified and checked like a promotion; the
   * requirements of the policy, which it met before, are not asked again.
   *
   * @throws NothingToRollBackError when there is no earlier one
   * @throws PromotionRejectedError, RegistryChangedError, ModelNotFoundError; the reason of `signal` when it is aborted
   */
  async rollback(name: string, options: MoveOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => rollBack(this.#context, name, options));
  }

  /**
   * Checks the version in production while it is on probation (`probationDays` of the policy). When a check fails, the
   * last good version returns in one transaction, and the record says why; where there is none, or its bundle is damaged,
   * the version stays, as `whyNotReturned` says. When all hold and the time is over, the probation is passed.
   *
   * @throws NoProbationError, RegistryChangedError, ModelNotFoundError; the reason of `signal` when it is aborted
   */
  async reviewProbation(name: string, options: ReviewOptions = {}): Promise<ProbationReview> {
    return await this.#write(() => reviewProbation(this.#context, name, options));
  }

  /**
   * Lets a free name of a model point to a version, whatever it pointed to before.
   *
   * @returns the version
   * @throws InvalidAliasError; ModelNotFoundError, VersionNotFoundError
   */
  async setAlias(
    name: string,
    alias: string,
    versionOrStage: string,
    options: AliasOptions = {},
  ): Promise<ModelVersion> {
    return await this.#change(name, () => setAlias(this.#context, name, alias, versionOrStage, options));
  }

  /**
   * Removes a free name.
   *
   * @returns the version it pointed to
   * @throws AliasNotFoundError, ModelNotFoundError
   */
  async removeAlias(name: string, alias: string, options: AliasOptions = {}): Promise<ModelVersion> {
    return await this.#change(name, () => removeAlias(this.#context, name, alias, options));
  }

  /**
   * The rules that hold; `{}`, which allows everything, until some are set.
   *
   * @throws PermissionDeniedError; ChainBrokenError when what was set as a policy is none
   */
  async policy(): Promise<RegistryPolicy> {
    return await demand(this.#context, 'read');
  }

  /**
   * Replaces the rules as a whole. Recorded like everything else; what was decided before stands. A function is given the
   * present rules and returns those to come; nobody else changes them in between.
   *
   * @throws InvalidPolicyError naming every problem, among them rules that nobody could ever meet or change again
   *
   * @example
   * ```ts
   * import { createToken, ModelRegistry } from '@regimekit/registry';
   *
   * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
   * await registry.setPolicy(
   *   {
   *     stages: {
   *       production: {
   *         evidence: ['validation', 'backtest'],
   *         approvals: { count: 2, trainerCounts: false },
   *         shadowDays: 20,
   *         probationDays: 10,
   *       },
   *     },
   *     people: {
   *       ada: { roles: ['trainer', 'operator'] },
   *       bea: { roles: ['approver'], tokenHashes: [createToken().tokenHash] },
   *       cal: { roles: ['approver'] },
   *     },
   *   },
   *   { reason: 'four eyes' },
   * );
   * await registry.close();
   * ```
   */
  async setPolicy(policy: PolicyChange, options: SetPolicyOptions = {}): Promise<RegistryEvent> {
    return await this.#write(() => setPolicy(this.#context, policy, options));
  }

  /**
   * What was done with a model, oldest first; without a name, everything, changes of the policy included.
   *
   * @throws ModelNotFoundError; InvalidOptionError, InvalidInstantError for a filter that cannot be meant
   */
  async history(name?: string, filter: HistoryFilter = {}): Promise<RegistryEvent[]> {
    const select = createHistoryFilter(filter);
    if (name === undefined) await demand(this.#context, 'read');
    else await viewModel(this.#context, name, 'read'); // Says so when there is no such model, and that its events make sense.
    return select(await this.#context.store.read(name));
  }

  /**
   * Which version served at an instant, since when, until when, and by which event; or that none did, and why.
   *
   * @param instant in UTC, like '2024-03-09T14:00:00Z'
   * @throws InvalidInstantError, FutureInstantError for one that has not come yet, ModelNotFoundError
   *
   * @example
   * ```ts
   * import { ModelRegistry } from '@regimekit/registry';
   *
   * let now = new Date('2024-03-01T08:00:00Z');
   * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada', clock: () => now });
   * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
   * await registry.register('means', model);
   * await registry.promote('means', '1.0.0');
   * now = new Date('2024-03-31T08:00:00Z');
   * (await registry.asOf('means', '2024-03-09T14:00:00Z')).summary;
   * // 'means 1.0.0 served at 2024-03-09T14:00:00.000Z: in production since 2024-03-01T08:00:00.000Z (promoted by ada, event 2), and does still.'
   * (await registry.asOf('means', '2024-02-01T00:00:00Z')).serving; // false
   * await registry.close();
   * ```
   */
  async asOf(name: string, instant: string): Promise<ServedThen> {
    const { model } = await viewModel(this.#context, name, 'read');
    const { store, clock } = this.#context;
    return findServing(model.name, await store.read(name), instant, clock());
  }

  /**
   * Hashes every event, every byte of every bundle and every evidence document again, checks every signature of an
   * approval, that everything was done by somebody who might then, and that no bundle remembers events that are gone.
   *
   * @throws ChainBrokenError at the first event that is not as written, or when `registry.json` or a bundle remembers
   * events that are gone; DamagedVersionsError naming every version that is not as registered
   */
  async verify(): Promise<RegistryVerification> {
    return await verifyRegistry(this.#context);
  }

  /**
   * What `registry.json` and `events.jsonl` hold; for registries that have no folder to write them into.
   *
   * @throws PermissionDeniedError; ChainBrokenError when an event cannot have happened after those before it
   */
  async projections(): Promise<Projections> {
    await demand(this.#context, 'read');
    return await renderProjections(this.#context.store);
  }

  /** Closes the database. Further calls of this method do nothing. */
  async close(): Promise<void> {
    this.#context.cache?.clear();
    await this.#context.store.close();
  }

  /** Runs what changes one version, and gives the version as it is after. */
  async #change(name: string, work: () => Promise<string>): Promise<ModelVersion> {
    const { result: version, events } = await this.#record(work);
    const read = events === undefined ? undefined : async () => [...events];
    const { model } = await viewModel(this.#context, name, 'read', read);
    return toModelVersion(this.#context, model, findVersion(model, version));
  }

  async #write<T>(work: () => Promise<T>): Promise<T> {
    return (await this.#record(work)).result;
  }

  /** Shows what has changed in the projections; a rejection is a change too. Gives the events that were read for it. */
  async #record<T>(work: () => Promise<T>): Promise<{ result: T; events: readonly RegistryEvent[] | undefined }> {
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await refreshProjections(this.#context);
      throw error;
    }
    return { result, events: await refreshProjections(this.#context, { lagging: true }) };
  }

  #describe(model: Parameters<typeof listVersions>[0]): ModelVersion[] {
    return listVersions(model).map((record) => toModelVersion(this.#context, model, record));
  }
}
