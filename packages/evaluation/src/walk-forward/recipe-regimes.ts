import { regimeNames } from '@regimekit/detector';
import type { DetectorRecipe } from './fold-data.ts';
import type { WalkForwardRecipe } from './walk-forward-options.ts';

/**
 * The regimes of the signals that a recipe gives, from the least to the most stressed: those of its models, and of all
 * candidates where folds choose.
 *
 * @example
 * ```ts
 * import { recipeRegimes } from '@regimekit/evaluation';
 *
 * recipeRegimes({ choice: { candidates: [{ nStates: 2 }, { nStates: 3 }], objective: 'log-score' } });
 * // ['risk_on', 'neutral', 'risk_off']
 * ```
 */
export function recipeRegimes({ detector = {}, choice }: WalkForwardRecipe): string[] {
  return mergeNames((choice?.candidates ?? [{}]).map((candidate) => namesOf({ ...detector, ...candidate })));
}

/** Names of a model that is still to be fitted, from the least to the most stressed. */
function namesOf({ nStates, model }: DetectorRecipe): string[] {
  return regimeNames(nStates ?? (model === 'jump' ? 2 : 3));
}

/** The names of several lists, each in its own order: [a, c] and [a, b, c] give [a, b, c]. */
export function mergeNames(lists: readonly (readonly string[])[]): string[] {
  const merged: string[] = [];
  for (const names of [...new Set(lists.map((list) => list.join('\0')))].map((text) => text.split('\0'))) {
    let at = 0;
    for (const name of names) {
      const known = merged.indexOf(name);
      if (known < 0) merged.splice(at, 0, name);
      at = Math.max(at, merged.indexOf(name) + 1);
    }
  }
  return merged;
}
