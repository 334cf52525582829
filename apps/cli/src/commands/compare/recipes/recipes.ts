import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import {
  compareRecipes,
  comparisonPlan,
  type ComparisonPlan,
  type ComparisonPlanInput,
  type RecipeComparisonDocument,
} from '@regimekit/evaluation';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { checkRange, parseDate, parseNumber, parseWhole } from '../../../frame/options.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readJsonFile } from '../../../workflows/read-json-file.ts';
import { readRecipeFile, type NamedRecipe } from '../../../workflows/recipes/read-recipe-file.ts';
import { recipeOfWords } from '../../../workflows/recipes/recipe-of-words.ts';
import { requireWritableFolder, writeTextFile } from '../../../workflows/write-text-file.ts';
import { marketOf, sessionsOf } from '../../backtest/backtest-market.ts';
import { checkpointsIn } from '../../backtest/checkpoints.ts';
import { strategyOf } from '../../backtest/strategies.ts';
import { recipesCsv } from './recipes-csv.ts';
import { recipesPage } from './recipes-page.ts';
import { prepareRecipes, walkRecipes } from './walk-recipes.ts';

export interface RecipesOptions {
  readonly recipe: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly delay: string;
  readonly cost: string;
  readonly halfSpread: string;
  readonly riskFree?: string;
  readonly plan?: string;
  readonly replications: string;
  readonly workers?: string;
  readonly html?: string;
  readonly csv?: string;
}

/** What a page and a report are drawn from. */
export interface RecipeFindings {
  readonly document: RecipeComparisonDocument;
  readonly recipes: readonly NamedRecipe[];
  readonly durationMs: number;
  readonly seed: number;
}

/** Sessions before the first signal, so that every rule has a past. */
const WARM_UP = 260;
const MAX_PLAN_BYTES = 1e5;

/** `regimekit compare recipes`: several ways to train, walked over the same past. */
export async function recipes(context: Context, options: RecipesOptions, ...files: string[]): Promise<Answer> {
  const settings = readOptions(options);
  for (const file of [settings.html, settings.csv]) if (file !== undefined) await requireWritableFolder(file);
  const chosen = [...(await Promise.all(files.map(readRecipeFile))), ...options.recipe.map(recipeOfWords)];
  requireSeveral(chosen);
  const plan = options.plan === undefined ? undefined : await readPlan(options.plan, chosen);
  const started = performance.now();
  const document = await compare(context, settings, chosen, plan);
  const findings = { document, recipes: chosen, durationMs: performance.now() - started, seed: context.seed };
  const { csv = null, html = null } = settings;
  if (csv !== null) await writeTextFile(csv, recipesCsv(document));
  if (html !== null) {
    context.progress.show('drawing the report');
    const { recipesReport } = await import('./recipes-report.ts');
    await writeTextFile(html, recipesReport(findings, context.now()));
  }
  return {
    document: { ...document, settings: chosen, files: { csv, html } },
    text: () => recipesPage(findings, { csv, html }),
  };
}

function readOptions(options: RecipesOptions) {
  const from = parseDate('--from', options.from);
  const to = parseDate('--to', options.to);
  checkRange(from, to);
  const { workers, html, csv, riskFree } = options;
  return {
    from,
    to,
    riskFree,
    execution: {
      delay: parseWhole('--delay', options.delay, { min: 0, max: 250 }),
      costBps: parseNumber('--cost', options.cost, { min: 0 }),
      halfSpreadBps: parseNumber('--half-spread', options.halfSpread, { min: 0 }),
    },
    replications: parseWhole('--replications', options.replications, { min: 100, max: 100_000 }),
    workers: workers === undefined ? availableParallelism() : parseWhole('--workers', workers, { min: 1, max: 256 }),
    html: html === undefined ? undefined : resolve(html),
    csv: csv === undefined ? undefined : resolve(csv),
  };
}

function requireSeveral(chosen: readonly NamedRecipe[]): void {
  const twice = chosen.find(({ name }, i) => chosen.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) {
    throw new RegimekitError(`Two recipes are called "${twice.name}".`, {
      code: 'RECIPE_NAME_TWICE',
      kind: 'input',
      hint: 'Give one of them another "name" in its file; without one a recipe has the name of its file.',
    });
  }
  if (chosen.length >= 2) return;
  throw new RegimekitError(`Two recipes or more are needed, received ${chosen.length}.`, {
    code: 'RECIPES_MISSING',
    kind: 'input',
    hint: 'Name their files, or write them as --recipe "name: options".',
  });
}

async function readPlan(file: string, chosen: readonly NamedRecipe[]): Promise<ComparisonPlan> {
  if (chosen.length > 2) {
    throw new RegimekitError(`--plan is about one candidate, and there are ${chosen.length - 1}.`, {
      code: 'PLAN_FOR_SEVERAL',
      kind: 'input',
      hint: 'Compare the two recipes that it is about.',
    });
  }
  return comparisonPlan((await readJsonFile(file, MAX_PLAN_BYTES)) as ComparisonPlanInput);
}

async function compare(
  context: Context,
  { from, to, riskFree, execution, replications, workers }: ReturnType<typeof readOptions>,
  chosen: readonly NamedRecipe[],
  plan: ComparisonPlan | undefined,
): Promise<RecipeComparisonDocument> {
  // A replay has seen its days before; what can be said of a plan is that it was there before this run.
  const createdAt = context.now().toISOString();
  const configuration = await readConfiguration(context.home);
  context.progress.show('computing features');
  const prepared = await prepareRecipes(context, configuration, chosen, { to, riskFree });
  await using pool = createWorkerPool({ size: workers });
  const checkpoints = checkpointsIn(join(context.home.folder, 'backtests'));
  const walked = await walkRecipes(context, prepared, { executor: pool, checkpoints, from });
  const { data } = prepared[0]!;
  const { price } = data.inputs;
  const first = walked.map(({ walked: { signals } }) => signals.dates[0]!).toSorted()[0]!;
  const sessions = sessionsOf(data.inputs, '', to ?? price.dates.at(-1)!);
  const { market } = marketOf(data, sessions.slice(Math.max(0, sessions.indexOf(first) - WARM_UP)));
  context.progress.show('drawing histories for the intervals');
  // Awaited here: the pool closes when this returns.
  return await compareRecipes(
    {
      recipes: walked.map((one, i) => ({
        ...one,
        strategy: strategyOf(chosen[i]!.strategy, undefined, one.walked.signals, market),
      })),
      market,
      price,
      plan: plan && { plan, times: { createdAt, firstObservation: context.now().toISOString() } },
    },
    { ...execution, replications, seed: context.seed, executor: pool, signal: context.signal },
  );
}
