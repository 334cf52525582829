import { RegimekitError } from '@regimekit/errors';
import type { RegimePrediction } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { checkRange, parseDate, parseWhole } from '../../frame/options.ts';
import { buildFeatures } from '../../workflows/build-features.ts';
import { MAX_SHADOW_BUDGET_MS, readConfiguration } from '../../workflows/configuration.ts';
import { logPredictions } from '../../workflows/log-predictions.ts';
import { recipeOf } from '../../workflows/recipe.ts';
import { loadServingModel, type ServingModel } from '../../workflows/serving-model.ts';
import type { answerWithShadows } from '../../workflows/shadow/answer-with-shadows.ts';
import { dayPage } from './day-page.ts';
import { rangePage } from './range-page.ts';

export interface PredictOptions {
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly modelVersion: string;
  /** Commander's name for what `--no-log` turns off. */
  readonly log: boolean;
  /** Likewise, of `--no-shadow`. */
  readonly shadow: boolean;
  readonly shadowBudget?: string;
}

/** `regimekit predict`: filtered probabilities of the days asked for, each logged with what it stood on. */
export async function predict(context: Context, options: PredictOptions): Promise<Answer> {
  const asked = askedRange(options);
  const budgetMs = askedBudget(options);
  const configuration = await readConfiguration(context.home);
  const model = await loadServingModel(context, configuration, options.modelVersion);
  context.progress.show('computing features');
  const features = await buildFeatures(context, configuration, recipeOf(model.version.metadata));
  const range = shownRange(features, asked);

  const started = performance.now();
  const predictions = model.detector.predictRegimes(features, range);
  const latencyMs = (performance.now() - started) / predictions.length;
  const given = { model, features, predictions, latencyMs };
  const logged = options.log ? await logPredictions(context, configuration, given) : undefined;

  return {
    document: predictionDocument(model, features, predictions),
    text: () =>
      predictions.length === 1
        ? dayPage(model, features, predictions[0]!)
        : rangePage(model, predictions, context.width),
    // What a shadow says is for the log alone: on no record it would be said to nobody.
    ...(logged !== undefined && options.shadow
      ? {
          afterwards: async () =>
            letShadowsAnswer(context, configuration, { ...logged, answering: model.version, budgetMs }),
        }
      : {}),
  };
}

/** Loaded when the answer is out. */
async function letShadowsAnswer(...given: Parameters<typeof answerWithShadows>): Promise<void> {
  await (await import('../../workflows/shadow/answer-with-shadows.ts')).answerWithShadows(...given);
}

function askedBudget({ shadow, shadowBudget }: PredictOptions): number | undefined {
  if (shadowBudget === undefined) return undefined;
  if (shadow) return parseWhole('--shadow-budget', shadowBudget, { min: 0, max: MAX_SHADOW_BUDGET_MS });
  throw new RegimekitError(
    '--no-shadow lets no shadow answer, --shadow-budget says how long they may: give one of the two.',
    {
      code: 'SHADOW_AND_BUDGET',
      kind: 'input',
    },
  );
}

interface Range {
  readonly from: string;
  readonly to: string;
}

/** What the options ask for; nothing means the newest day. */
function askedRange({ date, from, to }: PredictOptions): Partial<Range> | undefined {
  if (date !== undefined && (from !== undefined || to !== undefined)) {
    throw new RegimekitError('--date asks for one day, --from and --to for a range: give one of the two.', {
      code: 'DATE_AND_RANGE',
      kind: 'input',
    });
  }
  const day = parseDate('--date', date);
  const range = { from: day ?? parseDate('--from', from), to: day ?? parseDate('--to', to) };
  checkRange(range.from, range.to);
  return range.from === undefined && range.to === undefined ? undefined : range;
}

/** The asked days that have a row; one that has none is an error that says what there is. */
function shownRange(features: FeatureMatrix, asked: Partial<Range> | undefined): Range {
  const first = features.dates[0]!;
  const last = features.dates.at(-1)!;
  if (asked === undefined) return { from: last, to: last };
  const { from = first, to = last } = asked;
  if (features.slice({ from, to }).rows > 0) return { from, to };
  const dropped = features.report.dropped.find(({ date }) => date === from);
  const causes = dropped?.causes.map(({ series, reason }) => `${series} ${reason}`).join(', ');
  const before = features.slice({ to: from }).dates.at(-1);
  const nearest = before === undefined ? '' : ` The last day before is ${before}.`;
  throw new RegimekitError(
    from === to
      ? `${from} has no prediction: ${causes === undefined ? 'it is no trading day in the data' : `inputs are missing (${causes})`}.`
      : `No day from ${from} to ${to} has a prediction.`,
    {
      code: 'NO_SUCH_DAY',
      kind: 'input',
      hint: `Predictions reach from ${first} to ${last}.${nearest}`,
      details: { from, to, first, last },
    },
  );
}

function predictionDocument(
  { version }: ServingModel,
  features: FeatureMatrix,
  predictions: readonly RegimePrediction[],
): object {
  return {
    model: { name: version.name, version: version.version, stage: version.stage },
    predictions: predictions.map(({ row, date, regime, confidence, probabilities, margin, basis }) => ({
      date,
      regime,
      confidence,
      probabilities,
      ...(margin === undefined ? {} : { margin }),
      basis,
      features: features.record(row),
    })),
  };
}
