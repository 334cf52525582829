import type { Context } from '../../frame/context.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { withPredictions } from '../../workflows/prediction-log.ts';
import type { Finding, InstallationCheck } from './installation-check.ts';
import { checkShadows } from './shadow-check.ts';

export function predictionChecks(context: Context): InstallationCheck[] {
  return [
    { name: 'predictions', run: async () => checkLog(context) },
    { name: 'shadows', run: async () => checkShadows(context) },
  ];
}

async function checkLog(context: Context): Promise<Finding> {
  const configuration = await readConfiguration(context.home);
  const [newest] = await withPredictions(context, configuration, (log) => log.query({ role: 'production', limit: 1 }));
  if (newest === undefined) {
    return { status: 'warning', found: 'none yet', hint: 'Every regimekit predict adds to the log.' };
  }
  const { asOfDate, regime, kind, modelName, modelVersion } = newest;
  return { status: 'ok', found: `the newest is for ${asOfDate}: ${regime} (${kind}, ${modelName} ${modelVersion})` };
}
