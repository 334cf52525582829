import { basename } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import type { FoldChoice, WalkForwardRecipe } from '@regimekit/evaluation';
import { closestName } from '@regimekit/numerics';
import { z } from 'zod';
import { readJsonFile } from '../read-json-file.ts';
import { recipeSchema, type RecipeCandidate, type RecipeFile, type recipeStrategies } from './recipe-schema.ts';

/** A recipe as a walk-forward takes it; the seed and the first day are the command's. */
export interface NamedRecipe {
  readonly name: string;
  /** The feature set asked for. */
  readonly features: string | undefined;
  readonly schedule: Pick<WalkForwardRecipe, 'window' | 'windowDays' | 'refitEvery' | 'refit'>;
  readonly detector: NonNullable<WalkForwardRecipe['detector']>;
  /** What the folds choose for themselves. */
  readonly choice?: FoldChoice | undefined;
  readonly strategy: (typeof recipeStrategies)[number];
}

/** A recipe is a page of text at most; priors of many states are the longest part. */
const MAX_BYTES = 1e6;

/**
 * A recipe from a JSON file: keys that occur twice, that no recipe has, and values that none may have are each refused with
 * what would be right.
 *
 * @throws RegimekitError of kind `input`
 */
export async function readRecipeFile(file: string): Promise<NamedRecipe> {
  const parsed = recipeSchema.safeParse(await readJsonFile(file, MAX_BYTES), { reportInput: true });
  if (!parsed.success) throw refused(file, parsed.error.issues);
  return namedRecipe(parsed.data, basename(file).replace(/\.json$/iu, ''));
}

function refused(file: string, issues: readonly z.core.$ZodIssue[]): RegimekitError {
  const unknown = issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknown.length > 0) {
    const told = unknown.flatMap(({ keys, path }) => keys.map((key) => unknownKey(key, path)));
    return new RegimekitError(`${file} has ${told.join('; ')}.`, {
      code: 'UNKNOWN_RECIPE_KEY',
      kind: 'input',
      hint: 'docs/recipes.md lists what a recipe may say.',
    });
  }
  const problems = issues.map(({ path, message, input }) => {
    const received = input === undefined ? '' : `, received ${JSON.stringify(input)}`;
    return path.length === 0 ? `it must be an object${received}` : `${path.join('.')} ${message}${received}`;
  });
  return new RegimekitError(`${file} is no recipe: ${problems.join('; ')}.`, {
    code: 'INVALID_RECIPE',
    kind: 'input',
    hint: 'docs/recipes.md lists what a recipe may say.',
  });
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = Object.keys(shapeAt(path));
  const meant = closestName(key, known);
  const help = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
  return `a key ${[...path, key].join('.')} that no recipe has (${help})`;
}

/** The keys that are known at a path: names of objects, and whole numbers of lists. */
function shapeAt(path: readonly PropertyKey[]): Readonly<Record<string, unknown>> {
  let at: unknown = recipeSchema;
  for (const part of path) {
    const inner = (at as { readonly shape?: Readonly<Record<string, unknown>> }).shape?.[String(part)] ?? at;
    at = inner instanceof z.ZodOptional ? inner.unwrap() : inner;
    if (at instanceof z.ZodArray) at = at.element;
  }
  return (at as { readonly shape: Readonly<Record<string, unknown>> }).shape;
}

function namedRecipe(recipe: RecipeFile, fileName: string): NamedRecipe {
  const { name = fileName, features, strategy, choice } = recipe;
  const { model, priors, varianceFloor, restarts, maxIterations, tolerance, skipSampleValidation } = recipe;
  const detector = {
    ...candidateOptions(recipe),
    model,
    priors,
    varianceFloor,
    restarts,
    maxIterations,
    tolerance,
    skipSampleValidation,
  };
  return {
    name,
    features: features ?? (model === 'jump' ? 'jump9' : undefined),
    schedule: {
      window: recipe.expanding ? 'expanding' : 'rolling',
      windowDays: recipe.window,
      refitEvery: recipe.refit,
      refit: recipe.fresh ? 'fresh' : 'warm',
    },
    detector,
    ...(choice && { choice: { ...choice, candidates: choice.candidates.map((each) => candidateOf(each, recipe)) } }),
    strategy,
  };
}

function candidateOptions({ states, covariance, shrinkage, clip, jump }: RecipeCandidate) {
  return {
    nStates: states,
    covarianceType: covariance,
    shrinkage: shrinkage === undefined ? undefined : { weight: shrinkage },
    clip,
    jump: jump && { ...jump, variant: jump.variant === 'continuous' ? ('continuous' as const) : ('discrete' as const) },
  };
}

/** What a candidate does not say is left as the recipe has it, also within `jump`. */
function candidateOf(candidate: RecipeCandidate, { jump }: RecipeFile): FoldChoice['candidates'][number] {
  const own = candidateOptions({ ...candidate, jump: candidate.jump && { ...jump, ...candidate.jump } });
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}
