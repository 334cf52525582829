import type { Context } from '../../frame/context.ts';
import { withPredictions } from '../../workflows/prediction-log.ts';
import type { Finding, InstallationCheck } from './installation-check.ts';

export function predictionChecks(context: Context): InstallationCheck[] {
  return [{ name: 'predictions', run: async () => checkLog(context) }];
}

async function checkLog({ home }: Context): Promise<Finding> {
  const [newest] = await withPredictions(home, (log) => log.query({ limit: 1 }));
  if (newest === undefined) {
    return { status: 'warning', found: 'none yet', hint: 'Every regimekit predict adds to the log.' };
  }
  const { asOfDate, regime, kind, modelName, modelVersion } = newest;
  return { status: 'ok', found: `the newest is for ${asOfDate}: ${regime} (${kind}, ${modelName} ${modelVersion})` };
}
