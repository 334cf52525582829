// When the answer is out: what the versions in shadow would have answered, for the log.
import { RegimekitError } from '@regimekit/errors';
import type { MarketInputs } from '@regimekit/features';
import { runShadows, type Shadow, type ShadowAnswers, type ShadowRun } from '@regimekit/monitoring';
import type { Task } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { ModelVersion } from '@regimekit/registry';
import { sendableContext, type Context } from '../../frame/context.ts';
import { readInputs } from '../build-features.ts';
import type { Configuration } from '../configuration.ts';
import type { LoggedAnswer } from '../log-predictions.ts';
import { openPredictionLog } from '../prediction-log.ts';
import { recipeOf, type FeatureRecipe } from '../recipe.ts';
import { readRegistry } from '../with-registry.ts';
import { shadowTask, type ShadowInput } from './shadow-task.ts';
import { tellFailure, tellRuns } from './tell-runs.ts';

export interface AnsweredQuestion extends LoggedAnswer {
  /** The version that answered; it is no shadow of itself. */
  readonly answering: ModelVersion;
  /** Milliseconds for all shadows together. @default the configuration's */
  readonly budgetMs?: number | undefined;
}

/**
 * Lets every version in shadow answer the same days, each in a thread of its own with a bounded heap, and logs what they
 * said and what became of them. Never throws: the answer stands, and what goes wrong here is told on stderr.
 *
 * @param task - what each thread runs
 * @returns the runs that are on record; none when there is no shadow, or nothing could be recorded
 */
export async function answerWithShadows(
  context: Context,
  configuration: Configuration,
  question: AnsweredQuestion,
  task: Task<ShadowInput, Promise<ShadowAnswers>> = shadowTask,
): Promise<readonly ShadowRun[]> {
  try {
    const versions = await findShadows(context, configuration, question.answering);
    if (versions.length === 0) return [];
    const runs = await runVersions(context, configuration, question, { versions, task });
    tellRuns(runs);
    return runs;
  } catch (error) {
    tellFailure(error);
    return [];
  }
}

/** The versions in shadow, those first that have been there longest: a trial that runs is not cut short by a newer one. */
async function findShadows(
  context: Context,
  configuration: Configuration,
  { name, version }: ModelVersion,
): Promise<ModelVersion[]> {
  const versions = await readRegistry(context, configuration, (registry) => registry.list(name));
  return versions
    .filter((one) => one.stage === 'shadow' && one.version !== version)
    .toSorted((a, b) => (a.stageSince < b.stageSince ? -1 : 1));
}

interface Candidates {
  readonly versions: readonly ModelVersion[];
  readonly task: Task<ShadowInput, Promise<ShadowAnswers>>;
}

async function runVersions(
  context: Context,
  configuration: Configuration,
  { answering, madeAt, days, budgetMs = configuration.shadow.budgetMs }: AnsweredQuestion,
  { versions, task }: Candidates,
): Promise<ShadowRun[]> {
  const { maxVersions, memoryMb } = configuration.shadow;
  const common = { context: sendableContext(context), configuration, dates: days.map(({ asOfDate }) => asOfDate) };
  const read = readEachOnce(context, configuration);
  const shadows = versions.map(({ version, metadata }, i): Shadow<ShadowInput> => ({
    modelVersion: version,
    input: async () => {
      if (i >= maxVersions) throw tooMany(versions.length, maxVersions);
      return { ...common, version, inputs: await read(recipeOf(metadata)) };
    },
  }));
  const log = await openPredictionLog(context, configuration);
  try {
    // As many threads as shadows, whatever the machine has: one that hangs must not keep the next one waiting.
    const size = Math.max(1, Math.min(versions.length, maxVersions));
    await using executor = createWorkerPool({ size, memoryMb });
    return await runShadows({
      log,
      modelName: answering.name,
      madeAt,
      days,
      shadows,
      task,
      executor,
      budgetMs,
      signal: context.signal,
    });
  } finally {
    await log.close();
  }
}

/** Reads the series for a recipe, once for all that are alike, and one after the other: the warehouse is opened for each. */
function readEachOnce(
  context: Context,
  configuration: Configuration,
): (recipe: FeatureRecipe) => Promise<MarketInputs> {
  const known = new Map<string, Promise<MarketInputs>>();
  let before: Promise<unknown> = Promise.resolve();
  return async (recipe) => {
    const key = JSON.stringify(recipe);
    const reading = known.get(key) ?? before.then(async () => readInputs(context, configuration, recipe));
    known.set(key, reading);
    before = reading.catch(() => undefined);
    return reading;
  };
}

function tooMany(inShadow: number, maxVersions: number): RegimekitError {
  return new RegimekitError(
    `Not asked: ${inShadow} versions are in shadow, and no more than ${maxVersions} of them answer (shadow.maxVersions).`,
    { code: 'TOO_MANY_SHADOWS', kind: 'state' },
  );
}
