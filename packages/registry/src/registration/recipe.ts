// What made a version, so that the next one's number follows from what has changed.
import { fingerprint, type JsonValue } from '@regimekit/numerics';
import type { Bump } from '../model-version.ts';
import type { RecipeFingerprints } from '../state/version-record.ts';

/** What made a version, the data apart. Only fingerprints of it are kept. */
export interface Recipe {
  /** What the model is: its features and labels. When it changes, predictions mean something else. */
  readonly identity: JsonValue;
  /** How it was fitted: hyper-parameters. */
  readonly settings: JsonValue;
}

/** @throws CanonicalJsonError of @regimekit/numerics for what is no JSON */
export function fingerprintRecipe({ identity, settings }: Recipe): RecipeFingerprints {
  return { identity: fingerprint(identity), settings: fingerprint(settings) };
}

/**
 * Which part of the version grows from one recipe to the next: major when features or labels differ, minor when only
 * hyper-parameters do, patch when neither does and so only the data can. A version before of which no recipe is known may
 * have been anything, so that counts as major.
 */
export function chooseBump(before: RecipeFingerprints | undefined, after: RecipeFingerprints): Bump {
  if (before?.identity !== after.identity) return 'major';
  return before.settings === after.settings ? 'patch' : 'minor';
}
