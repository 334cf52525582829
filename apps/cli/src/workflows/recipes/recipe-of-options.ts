// A recipe from the options of the command line, or from the file that one of them names.
import { RegimekitError } from '@regimekit/errors';
import { detectorOptions, type ModelOptions } from '../model-options.ts';
import { parseWhole } from '../../frame/options.ts';
import { readRecipeFile, type NamedRecipe } from './read-recipe-file.ts';

/** Of `addModelOptions` and `addScheduleOptions`, and what acts on the regimes. */
export interface RecipeOptions extends ModelOptions {
  readonly features?: string;
  readonly window?: string;
  readonly expanding?: boolean;
  readonly refit?: string;
  readonly fresh?: boolean;
  readonly strategy?: NamedRecipe['strategy'];
}

/** What the options say; without any, the default recipe. @throws RegimekitError of kind `input` */
export function recipeOfOptions(options: RecipeOptions, name = 'recipe'): NamedRecipe {
  const { window = '2520', refit = '21', strategy = 'zero-one' } = options;
  // The command line has no option for labels; a function could not go to a worker.
  const { labels: _, clock: _clock, cache: _cache, modelVersion: _version, ...detector } = detectorOptions(options);
  return {
    name,
    features: options.features ?? (options.model === 'jump' ? 'jump9' : undefined),
    schedule: {
      window: options.expanding ? 'expanding' : 'rolling',
      windowDays: parseWhole('--window', window, { min: 60 }),
      refitEvery: parseWhole('--refit', refit, { min: 1 }),
      refit: options.fresh ? 'fresh' : 'warm',
    },
    detector,
    strategy,
  };
}

const partsOfRecipe: Readonly<Record<keyof RecipeOptions, string>> = {
  model: '--model',
  states: '--states',
  covariance: '--covariance',
  shrinkage: '--shrinkage',
  features: '--features',
  restarts: '--restarts',
  jumpPenalty: '--jump-penalty',
  jumpVariant: '--jump-variant',
  jumpKappaSquared: '--jump-kappa-squared',
  jumpGrid: '--jump-grid',
  clip: '--clip',
  skipSampleValidation: '--skip-sample-validation',
  window: '--window',
  expanding: '--expanding',
  refit: '--refit',
  fresh: '--fresh',
  strategy: '--strategy',
};

/**
 * The recipe of a file, or of the options. Both at once would be a third recipe that stands nowhere.
 *
 * @throws RegimekitError of kind `input`
 */
export async function chosenRecipe(options: RecipeOptions & { readonly recipe?: string }): Promise<NamedRecipe> {
  if (options.recipe === undefined) return recipeOfOptions(options);
  const said = Object.entries(partsOfRecipe)
    .filter(([key]) => options[key as keyof RecipeOptions] !== undefined)
    .map(([, flag]) => flag);
  if (said.length === 0) return readRecipeFile(options.recipe);
  throw new RegimekitError(
    `--recipe says how the model is made, and so ${said.length === 1 ? 'does' : 'do'} ${said.join(', ')}.`,
    {
      code: 'RECIPE_AND_OPTIONS',
      kind: 'input',
      hint: 'Write it into the file, or leave --recipe out.',
    },
  );
}
