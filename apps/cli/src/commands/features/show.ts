import { describeFeature, featureDefinition } from '@regimekit/features';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';

/** `regimekit features show NAME`: all that is to be known of one feature. */
export async function show(context: Context, _options: object, name: string): Promise<Answer> {
  const { lookbackDays, lagSessions } = (await readConfiguration(context.home)).features;
  const feature = describeFeature(featureDefinition(name, { lookbackDays }), { lagSessions });
  const lags = Object.entries(feature.lagSessions).map(([input, sessions]) => `${input} ${sessions}`);
  return {
    document: feature,
    text: () =>
      [
        `${bold(feature.name)}, version ${feature.version}`,
        feature.description,
        '',
        `inputs   ${feature.inputs.join(', ')}`,
        `window   ${feature.window} sessions`,
        `unit     ${feature.unit}`,
        `lag      ${lags.join(', ')} (sessions after its date at which an input may be used)`,
      ].join('\n'),
  };
}
