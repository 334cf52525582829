// Every recipe over its own features of the same market, all at once.
import { performance } from 'node:perf_hooks';
import { RegimeDetector } from '@regimekit/detector';
import { RegimekitError } from '@regimekit/errors';
import {
  latencyQuantile,
  walkForward,
  type AssetReturns,
  type CheckpointStore,
  type WalkedRecipe,
  type WalkForwardProgress,
} from '@regimekit/evaluation';
import type { FeatureMatrix } from '@regimekit/features';
import type { TaskExecutor } from '@regimekit/numerics';
import type { Context } from '../../../frame/context.ts';
import { createCalculator } from '../../../workflows/build-features.ts';
import type { Configuration } from '../../../workflows/configuration.ts';
import { recipeFrom } from '../../../workflows/recipe.ts';
import type { NamedRecipe } from '../../../workflows/recipes/read-recipe-file.ts';
import { readBacktestData, type BacktestData } from '../../backtest/backtest-data.ts';
import { walkData } from '../../backtest/walk-data.ts';

/** A recipe with what it is walked over. */
export interface PreparedRecipe {
  readonly recipe: NamedRecipe;
  readonly features: FeatureMatrix;
  /** Returns by which folds choose; undefined where they do not. */
  readonly market: AssetReturns | undefined;
  readonly data: BacktestData;
}

/** Features of every recipe. A set that two of them share is computed once for each, which takes no time. */
export async function prepareRecipes(
  context: Context,
  configuration: Configuration,
  recipes: readonly NamedRecipe[],
  { to, riskFree }: { readonly to: string | undefined; readonly riskFree: string | undefined },
): Promise<PreparedRecipe[]> {
  const prepared: PreparedRecipe[] = [];
  for (const recipe of recipes) {
    const calculator = createCalculator(recipeFrom(configuration, recipe.features));
    const data = await readBacktestData(context, configuration, { calculator, riskFree });
    const { market } = walkData(data, calculator, recipe);
    const features = calculator.calculateFeatureHistory(data.inputs).slice({ to });
    prepared.push({ recipe, features, market, data });
  }
  return prepared;
}

interface WalkOptions {
  readonly executor: TaskExecutor;
  readonly checkpoints: CheckpointStore;
  /** First day to answer for. */
  readonly from: string | undefined;
}

export type WalkedOnly = Omit<WalkedRecipe, 'strategy'>;

/**
 * Warm refits follow each other, so that one recipe keeps one worker busy; several keep several. The numbers do not depend
 * on how many there are.
 */
export async function walkRecipes(
  context: Context,
  prepared: readonly PreparedRecipe[],
  { executor, checkpoints, from }: WalkOptions,
): Promise<WalkedOnly[]> {
  const progress = new Map<string, WalkForwardProgress>();
  const walk = async ({ recipe: named, features, market }: PreparedRecipe): Promise<WalkedOnly> => {
    const { name, schedule, detector, choice } = named;
    const recipe = {
      ...schedule,
      ...(from === undefined ? {} : { testFrom: from }),
      detector: { ...detector, seed: context.seed },
      ...(choice && { choice }),
    };
    const onProgress = (made: WalkForwardProgress): void => {
      progress.set(name, made);
      showAll(context, [...progress.values()], prepared.length);
    };
    const running = { executor, checkpoints, signal: context.signal, clock: () => performance.now(), onProgress };
    const walked = await walkForward({ features, market }, recipe, running).catch((error: unknown) => {
      throw ofRecipe(name, error);
    });
    return { name, walked, features, latencyMs: latencyOf(walked.models.at(-1)!.model, features) };
  };
  return Promise.all(prepared.map(walk));
}

/** The same error with the name of the recipe, and in the words of a recipe. */
function ofRecipe(name: string, error: unknown): unknown {
  if (!RegimekitError.isInstance(error)) return error;
  const { code, kind, hint, details } = error;
  const told = error.message.replace(
    'pass skipSampleValidation: true to the constructor or to fit',
    'say "skipSampleValidation": true in the recipe',
  );
  return new RegimekitError(`${name}: ${told}`, { code, kind, hint, details, cause: error });
}

function showAll({ progress }: Context, made: readonly WalkForwardProgress[], recipes: number): void {
  const sum = (of: (each: WalkForwardProgress) => number) => made.reduce((total, each) => total + of(each), 0);
  const [done, total, resumed] = [sum((each) => each.done), sum((each) => each.total), sum((each) => each.resumed)];
  const kept = resumed === 0 ? '' : `, ${resumed} of them kept from before`;
  const left = Math.max(...made.map(({ remainingMs = 0 }) => remainingMs));
  const time = left > 0 && made.length === recipes ? `, ${Math.ceil(left / 1000)} s left` : '';
  progress.show(`${done} of ${total} fits of ${recipes} recipes${kept}${time}`, done / total);
}

/** Days for which the latency of a prediction is measured. */
const TIMED_DAYS = 250;

/** How long the newest model takes for a day, milliseconds, 95 % quantile. */
function latencyOf(model: Parameters<typeof RegimeDetector.fromModelData>[0], features: FeatureMatrix): number {
  const filter = RegimeDetector.fromModelData(model).createOnlineFilter();
  const from = Math.max(0, features.rows - TIMED_DAYS);
  const times = Array.from({ length: features.rows - from }, (_, i) => {
    const before = performance.now();
    filter.update(features.row(from + i));
    return performance.now() - before;
  });
  return latencyQuantile(times);
}
