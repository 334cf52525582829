import { RegimekitError } from '@regimekit/errors';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { checkRange, parseDate } from '../../frame/options.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { fitDetector } from '../../workflows/fit-detector.ts';
import { recipeFrom } from '../../workflows/recipe.ts';
import { registerModel } from '../../workflows/register-model.ts';
import { checkSigning, signedText } from '../../workflows/register-signed.ts';
import { loadServingModel } from '../../workflows/serving-model.ts';
import { readTrainingData } from '../../workflows/training-data.ts';
import { detectorOptions, type ModelOptions } from '../../workflows/model-options.ts';
import { trainingDocument, trainingPage } from './training-page.ts';

export interface TrainOptions extends ModelOptions {
  readonly from?: string;
  readonly to?: string;
  readonly features?: string;
  readonly follow?: string;
  readonly register?: boolean;
  readonly promote?: boolean;
  readonly reason?: string;
}

/** `regimekit train`: features of the whole history, a fit on the chosen days, and, when asked, a registered version. */
export async function train(context: Context, options: TrainOptions): Promise<Answer> {
  const from = parseDate('--from', options.from);
  const to = parseDate('--to', options.to);
  checkRange(from, to);
  const settings = detectorOptions(options);
  if (options.promote && !options.register) {
    throw new RegimekitError('--promote needs --register: only a registered version can serve.', {
      code: 'PROMOTE_WITHOUT_REGISTER',
      kind: 'input',
      hint: 'Add --register.',
    });
  }
  await checkSigning(context, options.register === true);
  const configuration = await readConfiguration(context.home);
  const recipe = recipeFrom(configuration, options.features ?? (options.model === 'jump' ? 'jump9' : undefined));
  const previous =
    options.follow === undefined ? undefined : await loadServingModel(context, configuration, options.follow);
  context.progress.show('computing features');
  const { features, sources } = await readTrainingData(context, configuration, { recipe, from, to });

  const { detector, durationMs } = await fitDetector(context, features, {
    ...settings,
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
    text: () => trainingPage(detector, features, { version, durationMs, signed: signedText(context) }),
  };
}
