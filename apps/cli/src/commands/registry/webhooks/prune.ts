import { forgetDeliveries } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { parseNumber } from '../../../frame/options.ts';
import { counted } from '../../../frame/words.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';

/** `regimekit registry webhooks prune [ID]`: what waits or was set aside stays. */
export async function prune(
  context: Context,
  options: { readonly keepDays: string },
  id: string | undefined,
): Promise<Answer> {
  const keepDays = parseNumber('--keep-days', options.keepDays, { min: 0 });
  const configuration = await readConfiguration(context.home);
  const forgotten = await withRegistry(context, configuration, (registry) =>
    forgetDeliveries(registry, { keepDays, id }),
  );
  return {
    document: { id: id ?? null, keepDays, forgotten },
    text: () =>
      `Forgotten: ${counted(forgotten, 'message')} that arrived more than ${counted(keepDays, 'day')} ago. What has not arrived stays.`,
  };
}
