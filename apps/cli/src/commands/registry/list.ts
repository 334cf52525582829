import type { ModelVersion } from '@regimekit/registry';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim, table } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { lookIntoRegistry, readRegistry } from '../../workflows/with-registry.ts';
import { countText, factsOf, instantText, paintStage, spanText } from './version-facts.ts';

/** `regimekit registry list [NAME]`: the versions of every model, or of one. None at all is an answer too. */
export async function list(context: Context, _options: object, name?: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const look = name === undefined ? lookIntoRegistry<ModelVersion[]> : readRegistry<ModelVersion[]>;
  const versions = (await look(context, configuration, (registry) => registry.list(name))) ?? [];
  return { document: { versions }, text: () => (versions.length === 0 ? nothing(context) : page(versions)) };
}

function nothing({ home }: Context): string {
  return `There are no models in ${home.folder} yet.\n${dim('Train one with: regimekit train --register')}`;
}

function page(versions: readonly ModelVersion[]): string {
  const models = new Map<string, ModelVersion[]>();
  for (const version of versions) models.set(version.name, [...(models.get(version.name) ?? []), version]);
  return [...models].map(([name, ofModel]) => `${bold(name)}\n${versionTable(ofModel)}`).join('\n\n');
}

function versionTable(versions: readonly ModelVersion[]): string {
  return table(
    ['version', 'stage', 'trained on', 'days', 'log-likelihood', 'registered (UTC)', 'by', 'reason'],
    versions.map((version) => {
      const facts = factsOf(version);
      return [
        version.version,
        paintStage(version.stage),
        spanText(facts),
        countText(facts.trainingRows),
        facts.logLikelihood?.toFixed(2) ?? '-',
        instantText(version.createdAt),
        version.createdBy,
        version.reason ?? '',
      ];
    }),
  );
}
