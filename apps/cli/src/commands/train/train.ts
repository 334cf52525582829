import { RegimekitError } from '@regimekit/errors';
import type { CovarianceType } from '@regimekit/hmm-core';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { checkRange, parseDate, parseWhole } from '../../frame/options.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { fitDetector } from '../../workflows/fit-detector.ts';
import { recipeFrom } from '../../workflows/recipe.ts';
import { registerModel } from '../../workflows/register-model.ts';
import { loadServingModel } from '../../workflows/serving-model.ts';
import { readTrainingData } from '../../workflows/training-data.ts';
import { trainingDocument, trainingPage } from './training-page.ts';

export interface TrainOptions {
  readonly from?: string;
  readonly to?: string;
  readonly states: string;
  readonly covariance: CovarianceType;
  readonly features?: string;
  readonly restarts?: string;
  readonly follow?: string;
  readonly skipSampleValidation?: boolean;
  readonly register?: boolean;
  readonly promote?: boolean;
  readonly reason?: string;
}

/** `regimekit train`: features of the whole history, a fit on the chosen days, and, when asked, a registered version. */
export async function train(context: Context, options: TrainOptions): Promise<Answer> {
  const from = parseDate('--from', options.from);
  const to = parseDate('--to', options.to);
  checkRange(from, to);
  const nStates = parseWhole('--states', options.states, { min: 1, max: 10 });
  const restarts =
    options.restarts === undefined ? undefined : parseWhole('--restarts', options.restarts, { min: 1, max: 10_000 });
  if (options.promote && !options.register) {
    throw new RegimekitError('--promote needs --register: only a registered version can serve.', {
      code: 'PROMOTE_WITHOUT_REGISTER',
      kind: 'input',
      hint: 'Add --register.',
    });
  }
  const configuration = await readConfiguration(context.home);
  const recipe = recipeFrom(configuration, options.features);
  const previous =
    options.follow === undefined ? undefined : await loadServingModel(context, configuration, options.follow);
  context.progress.show('computing features');
  const { features, sources } = await readTrainingData(context, configuration, { recipe, from, to });

  const { detector, durationMs } = await fitDetector(context, features, {
    nStates,
    covarianceType: options.covariance,
    restarts,
    skipSampleValidation: options.skipSampleValidation,
    previous: previous?.detector,
  });
  const version = options.register
    ? await registerModel(context, configuration, {
        detector,
        features,
        recipe,
        sources,
        follows: previous?.version,
        durationMs,
        promote: options.promote === true,
        reason: options.reason,
      })
    : undefined;
  return {
    document: trainingDocument(detector, features, version),
    text: () => trainingPage(detector, features, { version, durationMs }),
  };
}
