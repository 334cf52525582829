// The last steps: answers for every day, a look at the model's health, and the truth beside the answers.
import type { RegimeOutlook, RegimePrediction } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { SyntheticMarket } from '@regimekit/features/synthetic';
import type { Context } from '../../frame/context.ts';
import { percent } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { logPredictions } from '../../workflows/log-predictions.ts';
import type { ServingModel } from '../../workflows/serving-model.ts';
import { takeHealth, type Health } from './health.ts';
import { judge, type Judgement } from './judgement.ts';
import type { Walk } from './walk.ts';

export interface UsedModel {
  /** Filtered answers, one for each day that has features. */
  readonly predictions: readonly RegimePrediction[];
  /** What the model expects after the newest day. */
  readonly outlook: RegimeOutlook;
  readonly health: Health;
  readonly judgement: Judgement;
}

interface UseRequest {
  readonly model: ServingModel;
  readonly features: FeatureMatrix;
  readonly market: SyntheticMarket;
  readonly trainedTo: string;
}

export async function useModel(walk: Walk, request: UseRequest): Promise<UsedModel> {
  const { model, features, market, trainedTo } = request;
  const { context } = walk;
  const predictions = await walk.take({
    title: 'Predict',
    command: 'regimekit predict',
    work: async () => predictAll(context, model, features),
    result: (all) => `${counted(all.length, 'answer')}, logged; ${all.at(-1)!.date} is ${all.at(-1)!.regime}`,
  });
  const health = await walk.take({
    title: 'Check its health',
    command: 'regimekit monitor',
    work: async () => takeHealth(context, model),
    result: ({ replay: { metrics, anomalies } }) =>
      `${anomalies.length === 0 ? 'nothing odd' : anomalies.map(({ rule }) => rule).join(', ')} in the last ${counted(metrics.days, 'day')}`,
  });
  const judgement = await walk.take({
    title: 'Judge the answers',
    work: () => judge(market, predictions, { regimes: model.detector.regimes, trainedTo }),
    result: ({ afterTraining }) => `${percent(afterTraining.accuracy)} right on days never seen`,
  });
  return { predictions, health, judgement, outlook: model.detector.getRegimeOutlook(features, { horizons: [5, 20] }) };
}

async function predictAll(context: Context, model: ServingModel, features: FeatureMatrix): Promise<RegimePrediction[]> {
  const started = performance.now();
  const predictions = model.detector.predictRegimes(features);
  const latencyMs = (performance.now() - started) / predictions.length;
  await logPredictions(context, await readConfiguration(context.home), { model, features, predictions, latencyMs });
  return predictions;
}
