import { ModelMonitor, type PredictionKind } from '@regimekit/monitoring';
import { modelMetadataSchema } from '@regimekit/persistence';
import type { Context } from '../../frame/context.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { withPredictions } from '../../workflows/prediction-log.ts';
import type { ServingModel } from '../../workflows/serving-model.ts';
import type { HealthCheck } from '../../workflows/report/health-section.ts';

/** `live`: the newest day. `replay`: the 30 days before it, answered afterwards. */
export type Health = Readonly<Record<PredictionKind, HealthCheck>>;

export async function takeHealth(context: Context, { version }: ServingModel): Promise<Health> {
  const modelTrainedAt = modelMetadataSchema.safeParse(version.metadata).data?.trainedAt;
  return withPredictions(context, await readConfiguration(context.home), async (log) => {
    const monitor = new ModelMonitor({ log, clock: context.now });
    const check = async (kind: PredictionKind): Promise<HealthCheck> => {
      const metrics = await monitor.collectMetrics({ modelName: version.name, kind, modelTrainedAt });
      return { metrics, anomalies: monitor.checkAnomalies(metrics) };
    };
    return { live: await check('live'), replay: await check('replay') };
  });
}
