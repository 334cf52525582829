import { fingerprint, type JsonValue } from '@regimekit/numerics';
import type { WalkForwardRecipe } from './walk-forward-options.ts';

/** SHA-256 of a recipe; what is left out and what is given as its default differ. */
export function recipeFingerprint(recipe: WalkForwardRecipe): string {
  return fingerprint(JSON.parse(withoutInfinities(recipe)) as JsonValue);
}

/** JSON of plain options; it has no infinite tolerance or clip of its own, and options that were not given leave no trace. */
export function withoutInfinities(options: object): string {
  return JSON.stringify(options, (_, value: unknown) =>
    Math.abs(value as number) === Infinity ? String(value) : value,
  );
}
