// What a recipe file may say: how a model is trained, when it is trained anew, and what acts on its regimes.
import { featureSetNames, type FeatureSetName } from '@regimekit/features';
import { z } from 'zod';

/** What acts on the regimes, where a recipe may choose. */
export const recipeStrategies = ['zero-one', 'probability', 'volatility-target'] as const;

const whole = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z
    .int({
      error: `must be a whole number ${max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`}`,
    })
    .min(min, { error: `must be at least ${min}` })
    .max(max, { error: `must be at most ${max}` });
const atLeast = (min: number) =>
  z.number({ error: `must be a number of at least ${min}` }).min(min, { error: `must be at least ${min}` });
const above = (min: number) =>
  z.number({ error: `must be a number above ${min}` }).gt(min, { error: `must be above ${min}` });
const choice = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.join(', ')}` });
const yes = z.boolean({ error: 'must be true or false' });

type Numbers = number | readonly Numbers[];
const numbers: z.ZodType<Numbers> = z.lazy(() =>
  z.union([z.number(), z.array(numbers)], { error: 'must be a number, or lists of them' }),
);

const jumpSchema = z.strictObject({
  variant: choice(['discrete', 'continuous', 'sparse']).optional(),
  penalty: atLeast(0).optional(),
  kappaSquared: atLeast(1).optional(),
  gridStep: above(0).optional(),
  modePenalty: yes.optional(),
});

/** What takes the place of the recipe's own words. */
const candidateSchema = z.strictObject({
  states: whole(1, 10).optional(),
  covariance: choice(['spherical', 'diag', 'tied', 'full']).optional(),
  shrinkage: atLeast(0).optional(),
  clip: above(0).optional(),
  jump: jumpSchema.optional(),
});

/** What the folds decide for themselves, by their own newest training days. */
const choiceSchema = z.strictObject({
  /** Simplest first. */
  candidates: z
    .array(candidateSchema, { error: 'must be a list of 2 to 32 candidates' })
    .min(2, { error: 'must have at least 2' })
    .max(32, { error: 'must have 32 at most' }),
  objective: choice(['log-score', 'sharpe']),
  validationDays: whole(20).optional(),
  everyFolds: whole(1).optional(),
  delay: whole(0).optional(),
  costBps: atLeast(0).optional(),
});

/** The words are those of the options of `train` and `backtest`; unknown keys are refused, because a misspelt one would be none. */
export const recipeSchema = z
  .strictObject({
    /** What the recipe is called in tables. The default is the name of its file. */
    name: z
      .string({ error: 'must be a text' })
      .min(1, { error: 'must not be empty' })
      .max(40, { error: 'must have 40 letters at most' })
      .optional(),
    model: choice(['hmm', 'jump']).default('hmm'),
    /** 3; 2 for a jump model. */
    states: whole(1, 10).optional(),
    features: choice(featureSetNames as [FeatureSetName, ...FeatureSetName[]]).optional(),
    covariance: choice(['spherical', 'diag', 'tied', 'full']).optional(),
    /** Observations. */
    shrinkage: atLeast(0).optional(),
    /** Share of each feature's variance. */
    varianceFloor: atLeast(0).lt(1, { error: 'must be under 1' }).optional(),
    priors: z
      .strictObject({
        initialProbs: numbers.optional(),
        transitionMatrix: numbers.optional(),
        means: numbers.optional(),
        meansWeight: numbers.optional(),
        covariances: numbers.optional(),
        covariancesWeight: z.number({ error: 'must be a number' }).optional(),
      })
      .optional(),
    restarts: whole(1, 10_000).optional(),
    maxIterations: whole(1).optional(),
    tolerance: atLeast(0).optional(),
    /** Standard deviations. */
    clip: above(0).optional(),
    jump: jumpSchema.optional(),
    skipSampleValidation: yes.optional(),
    choice: choiceSchema.optional(),
    /** Sessions of each fit, or of the first where the window expands. */
    window: whole(60).default(2520),
    expanding: yes.default(false),
    /** Sessions from one refit to the next. */
    refit: whole(1).default(21),
    /** Each refit searches anew, instead of starting from the model before. */
    fresh: yes.default(false),
    strategy: choice(recipeStrategies).default('zero-one'),
  })
  .superRefine((recipe, context) => {
    for (const [path, message] of contradictions(recipe)) context.addIssue({ code: 'custom', path, message });
  });

const hmmOnly = ['covariance', 'shrinkage', 'varianceFloor', 'priors', 'tolerance'] as const;

type Contradictory = {
  readonly model: string;
  readonly jump?: JumpPart | undefined;
  readonly choice?: { readonly candidates: readonly Omit<Contradictory, 'model' | 'choice'>[] } | undefined;
} & {
  readonly [Key in (typeof hmmOnly)[number]]?: unknown;
};
interface JumpPart {
  readonly variant?: string | undefined;
  readonly kappaSquared?: number | undefined;
  readonly gridStep?: number | undefined;
  readonly modePenalty?: boolean | undefined;
}

/** What is well said by itself and says nothing beside the rest. */
function* contradictions(recipe: Contradictory): Generator<readonly [path: (string | number)[], message: string]> {
  const { model, jump, choice: chosen } = recipe;
  for (const [i, candidate] of (chosen?.candidates ?? []).entries()) {
    for (const [path, message] of contradictions({ model, ...candidate })) {
      yield [['choice', 'candidates', i, ...path], message];
    }
  }
  if (model === 'jump') {
    for (const key of hmmOnly) {
      if (recipe[key] !== undefined) yield [[key], 'is for model hmm, and this is model jump'];
    }
  }
  if (jump === undefined) return;
  if (model === 'hmm') yield [['jump'], 'is for model jump, and this is model hmm'];
  const { variant = 'discrete', kappaSquared, gridStep, modePenalty } = jump;
  if (variant === 'sparse' && kappaSquared === undefined) {
    yield [['jump', 'kappaSquared'], 'is needed for variant sparse: about how many features it may use'];
  }
  if (variant !== 'sparse' && kappaSquared !== undefined) {
    yield [['jump', 'kappaSquared'], `is for variant sparse, and this is ${variant}`];
  }
  for (const [key, value] of Object.entries({ gridStep, modePenalty })) {
    if (variant !== 'continuous' && value !== undefined) {
      yield [['jump', key], `is for variant continuous, and this is ${variant}`];
    }
  }
}

export type RecipeFile = z.output<typeof recipeSchema>;
export type RecipeCandidate = z.output<typeof candidateSchema>;
