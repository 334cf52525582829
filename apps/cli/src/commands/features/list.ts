import {
  describeFeature,
  featureDefinitions,
  featureSetNames,
  jumpFeatureDefinitions,
  namedFeatureSet,
} from '@regimekit/features';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, table } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';

/** `regimekit features list`: every definition with the configured windows and lags, and the sets they make up. */
export async function list(context: Context): Promise<Answer> {
  const { lookbackDays, lagSessions } = (await readConfiguration(context.home)).features;
  const definitions = [...featureDefinitions({ lookbackDays }), ...jumpFeatureDefinitions()];
  const features = definitions.map((one) => describeFeature(one, { lagSessions }));
  const sets = featureSetNames.map((name) => {
    const set = namedFeatureSet(name, { lookbackDays });
    return { name, version: set.version, features: set.featureNames(), fingerprint: set.fingerprint() };
  });
  return {
    document: { features, sets },
    text: () =>
      [
        table(
          ['feature', 'version', 'inputs', 'window (rows)', 'unit'],
          features.map((one) => [one.name, String(one.version), one.inputs.join(', '), String(one.window), one.unit]),
        ),
        '',
        table(
          ['set', 'features', 'fingerprint'],
          sets.map((set) => [bold(set.name), set.features.join(', '), set.fingerprint.slice(0, 12)]),
        ),
      ].join('\n'),
  };
}
