import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel } from '../options.ts';
import { instantText } from '../version-facts.ts';

/** `regimekit registry probation show`: of the version in production. */
export async function show(context: Context, options: OfModel): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name } = options;
  const { name, version, probation } = await readRegistry(context, configuration, (registry) =>
    registry.get(model, 'production'),
  );
  return {
    document: { name, version, probation: probation ?? null },
    text: () =>
      probation === undefined
        ? dim(`${name} ${version} was promoted without a probation.`)
        : `${bold(`${name} ${version}`)}: ${probation.status}, ${instantText(probation.since)} to ${instantText(probation.until)} UTC.`,
  };
}
