// The middle steps: train on the older days, register, promote, and load what now serves.
import type { FeatureMatrix } from '@regimekit/features';
import type { ModelVersion } from '@regimekit/registry';
import type { Context } from '../../frame/context.ts';
import { counted } from '../../frame/words.ts';
import { canaryCheck } from '../../workflows/canary.ts';
import type { Configuration } from '../../workflows/configuration.ts';
import { fitDetector, runsOf, type FittedDetector } from '../../workflows/fit-detector.ts';
import type { FeatureRecipe } from '../../workflows/recipe.ts';
import { registerModel } from '../../workflows/register-model.ts';
import { loadServingModel, type ServingModel } from '../../workflows/serving-model.ts';
import { withRegistry } from '../../workflows/with-registry.ts';
import { readTrainingData } from '../../workflows/training-data.ts';
import type { Walk } from './walk.ts';

/** The newest days are left out of the training, to judge the model on. */
const TRAINING_SHARE = 0.7;

export interface MadeModel {
  /** What the model was trained on. */
  readonly training: FeatureMatrix;
  readonly trainedTo: string;
  readonly fitted: FittedDetector;
  /** The version in production, loaded from the registry. */
  readonly model: ServingModel;
}

interface ModelRequest {
  readonly features: FeatureMatrix;
  readonly configuration: Configuration;
  readonly recipe: FeatureRecipe;
}

export async function makeModel(walk: Walk, request: ModelRequest): Promise<MadeModel> {
  const { features, configuration, recipe } = request;
  const { context } = walk;
  const trainedTo = features.dates[Math.floor(features.rows * TRAINING_SHARE) - 1]!;
  const training = features.slice({ to: trainedTo });
  const { sources } = await readTrainingData(context, configuration, { recipe, to: trainedTo });
  const fitted = await walk.take({
    title: 'Train a model',
    command: `regimekit train --to ${trainedTo} --register`,
    work: async () => fitDetector(context, training, { nStates: 3, covarianceType: 'diag' }),
    result: ({ detector }) => {
      const { reached, finished } = runsOf(detector);
      return `${counted(training.rows, 'day')} to ${trainedTo}; ${reached} of ${finished} runs agree on the best`;
    },
  });
  const registered = await walk.take({
    title: 'Register it',
    work: async () =>
      registerModel(context, configuration, { ...fitted, features: training, recipe, sources, promote: false }),
    result: ({ name, version }) => `${name} ${version}, never to change again`,
  });
  const model = await walk.take({
    title: 'Promote it',
    command: `regimekit registry promote ${registered.version}`,
    work: async () => promote(context, configuration, registered),
    result: ({ version }) => `in ${version.stage}, after its checks`,
  });
  return { training, trainedTo, fitted, model };
}

async function promote(
  context: Context,
  configuration: Configuration,
  { name, version }: ModelVersion,
): Promise<ServingModel> {
  await withRegistry(context, configuration, async (registry) =>
    registry.promote(name, version, { checks: [canaryCheck()] }),
  );
  return loadServingModel(context, configuration);
}
