import type { OptionNames } from '@regimekit/numerics';
import {
  encodeModel,
  InvalidOptionError,
  manifestDigest,
  modelMetadataSchema,
  type EncodedModel,
  type JsonObject,
  type ModelData,
} from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';
import { VersionConflictError } from '../errors.ts';
import { checkName, checkVersion, nextVersion, type Bump } from '../model-version.ts';
import { demand, listVersions, type RegistryContext } from '../registry-context.ts';
import type { ModelState } from '../state/model-state.ts';
import type { RecipeFingerprints, VersionRecord } from '../state/version-record.ts';
import { chooseBump, fingerprintRecipe, type Recipe } from './recipe.ts';

/** How a version is registered. */
export interface RegisterOptions {
  /**
   * The version to give.
   * @default the one after the highest version of the model, 1.0.0 for the first
   */
  readonly version?: string | undefined;
  /**
   * Which part of the version grows when none is given: major for changed features or labels, minor for changed
   * hyper-parameters, patch for new data.
   * @default what `recipe` says; 'patch' without one
   */
  readonly bump?: Bump | undefined;
  /** What made the model, the data apart. Its fingerprints are kept, and choose the version from the one before. */
  readonly recipe?: Recipe | undefined;
  /** Laid over the metadata of the model; shown by `list` in full. */
  readonly metadata?: JsonObject | undefined;
  /** Why, kept in the record of events. */
  readonly reason?: string | undefined;
}

const optionNames: OptionNames<RegisterOptions> = {
  version: true,
  bump: true,
  recipe: true,
  metadata: true,
  reason: true,
};

/**
 * Writes the bundle beside its place first; then, while nobody else writes, chooses the version, moves the bundle there
 * and records the event. A crash before the record leaves a bundle that no version points to, and nothing else.
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
  checkName(name);
  if (options.version !== undefined) checkVersion(options.version);
  const recipe = options.recipe === undefined ? undefined : fingerprintRecipe(checkRecipe(options.recipe));
  // Looked at before the work too: who may not register shall not wait for the encoding to hear it.
  await demand(context, 'register');
  const now = context.clock();
  const encoded = await encode(context, data, { metadata: options.metadata, now });
  const staged = await context.store.bundles.stage(name, encoded.files);
  try {
    return await context.store.transact(async (transaction) => {
      await demand(context, 'register', (query) => transaction.read(query));
      const model = context.states.after(await transaction.read()).model(name);
      const version = chooseVersion(name, model, { ...options, recipe });
      await transaction.placeBundle(staged, version);
      await transaction.append({
        at: now.toISOString(),
        actor: context.actor,
        type: 'registered',
        modelName: name,
        version,
        from: null,
        to: 'staging',
        reason: options.reason ?? null,
        manifestDigest: manifestDigest(encoded.manifest),
        details: {
          kind: data.kind,
          metadata: summarise(data.metadata, options.metadata),
          ...(recipe === undefined ? {} : { recipe: { ...recipe } }),
        },
      });
      return version;
    });
  } finally {
    await staged.discard();
  }
}

/** The bundle remembers the end of the record as it was, so that a record that is cut off later contradicts it. */
async function encode(
  { store }: RegistryContext,
  data: ModelData,
  { metadata, now }: { metadata: JsonObject | undefined; now: Date },
): Promise<EncodedModel> {
  const { sequence, digest: headDigest } = await store.head();
  return encodeModel(data, { metadata, clock: () => now, evidence: { registry: { sequence, headDigest } } });
}

/** @throws VersionConflictError, InvalidVersionError */
function chooseVersion(
  name: string,
  model: ModelState | undefined,
  options: Pick<RegisterOptions, 'version' | 'bump'> & { readonly recipe: RecipeFingerprints | undefined },
): string {
  const existing = [...(model?.versions.keys() ?? [])];
  const version = options.version ?? checkVersion(nextVersion(existing, bumpOf(highest(model), options)));
  if (existing.includes(version)) throw new VersionConflictError(name, version);
  return version;
}

function bumpOf(
  before: VersionRecord | undefined,
  { bump, recipe }: { readonly bump?: Bump | undefined; readonly recipe: RecipeFingerprints | undefined },
): Bump {
  return bump ?? (recipe === undefined ? 'patch' : chooseBump(before?.recipe, recipe));
}

function highest(model: ModelState | undefined): VersionRecord | undefined {
  return model === undefined ? undefined : listVersions(model)[0];
}

function checkRecipe(recipe: Recipe): Recipe {
  const { identity, settings } = (recipe ?? {}) as Partial<Recipe>;
  if (identity !== undefined && settings !== undefined) return { identity, settings };
  const hint = 'identity: features and labels; settings: hyper-parameters; both plain JSON.';
  throw new InvalidOptionError('recipe', 'an object with identity and settings', recipe, hint);
}

/** The facts with a known name, and what was given at the registration. The rest stays in the bundle. */
function summarise(metadata: JsonObject, given: JsonObject | undefined): JsonObject {
  const known = Object.entries(metadata).filter(([field]) => field in modelMetadataSchema.shape);
  return { ...Object.fromEntries(known), ...given };
}
