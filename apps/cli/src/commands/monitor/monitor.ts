import { ModelMonitor, type PredictionKind } from '@regimekit/monitoring';
import { modelMetadataSchema } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import { withPredictions } from '../../workflows/prediction-log.ts';
import { isNothingInProduction, lookIntoRegistry } from '../../workflows/with-registry.ts';
import { monitorPage } from './monitor-page.ts';

export interface MonitorOptions {
  readonly window: string;
  readonly kind: PredictionKind;
  readonly model?: string;
}

/** Market days of half a century: more than any log holds. */
const LONGEST_WINDOW = 12_600;

/** `regimekit monitor`: metrics over the newest predictions, and what the rules find odd about them. */
export async function monitor(context: Context, options: MonitorOptions): Promise<Answer> {
  const windowDays = parseWhole('--window', options.window, { min: 1, max: LONGEST_WINDOW });
  const configuration = await readConfiguration(context.home);
  const { model: modelName = configuration.model.name, kind } = options;
  const modelTrainedAt = await productionTrainedAt(context, configuration, modelName);
  return withPredictions(context, configuration, async (log) => {
    const watch = new ModelMonitor({ log, clock: context.now });
    const metrics = await watch.collectMetrics({ modelName, windowDays, kind, modelTrainedAt });
    const anomalies = watch.checkAnomalies(metrics);
    const otherKind = kind === 'live' ? 'replay' : 'live';
    const others =
      metrics.count === 0 ? await log.query({ modelName, kind: otherKind, role: 'production', limit: 1 }) : [];
    return {
      document: { metrics, anomalies },
      text: () => monitorPage(metrics, anomalies, others.length > 0 ? otherKind : undefined),
    };
  });
}

/** When the version that serves was trained; undefined when none serves, or it does not say. */
async function productionTrainedAt(
  context: Context,
  configuration: Configuration,
  name: string,
): Promise<string | undefined> {
  try {
    const version = await lookIntoRegistry(context, configuration, (registry) => registry.get(name, 'production'));
    return modelMetadataSchema.safeParse(version?.metadata).data?.trainedAt;
  } catch (error) {
    if (isNothingInProduction(error)) return undefined;
    throw error;
  }
}
