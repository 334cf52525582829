import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim, table } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel } from '../options.ts';

/** `regimekit registry alias list`. */
export async function list(context: Context, options: OfModel): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name } = options;
  const versions = await readRegistry(context, configuration, (registry) => registry.list(model));
  const aliases = versions
    .flatMap(({ version, stage, aliases: names }) => names.map((alias) => ({ alias, version, stage })))
    .toSorted((a, b) => (a.alias < b.alias ? -1 : 1));
  return {
    document: { model, aliases },
    text: () =>
      [
        bold(model),
        aliases.length === 0
          ? dim('No aliases. Set one with: regimekit registry alias set NAME VERSION')
          : table(
              ['alias', 'version', 'stage'],
              aliases.map(({ alias, version, stage }) => [alias, version, stage]),
            ),
      ].join('\n'),
  };
}
