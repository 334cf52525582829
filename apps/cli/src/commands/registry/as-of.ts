import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { readRegistry } from '../../workflows/with-registry.ts';
import type { OfModel } from './options.ts';

/** `regimekit registry as-of INSTANT`: which version served then. That none did is an answer too. */
export async function asOf(context: Context, options: OfModel, instant: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const model = options.model ?? configuration.model.name;
  const served = await readRegistry(context, configuration, (registry) => registry.asOf(model, instant));
  return {
    document: { ...served, until: served.until ?? null, event: served.event ?? null, endedBy: served.endedBy ?? null },
    text: () =>
      served.serving
        ? [bold(`${model} ${served.version}`), served.summary, dim(`Manifest digest ${served.manifestDigest}`)].join(
            '\n',
          )
        : served.summary,
  };
}
