import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import type { OfModel, WithReason } from '../options.ts';

/** `regimekit registry alias set ALIAS VERSION`. */
export async function set(
  context: Context,
  options: OfModel & WithReason,
  alias: string,
  asked: string,
): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const { model = configuration.model.name, reason } = options;
  const { name, version, aliases } = await withRegistry(context, configuration, (registry) =>
    registry.setAlias(model, alias, asked, { reason }),
  );
  return { document: { name, version, alias, aliases }, text: () => `${bold(alias)} is ${name} ${version} now.` };
}
