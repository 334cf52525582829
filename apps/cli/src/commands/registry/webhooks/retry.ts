import { retryWebhook } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { parseWhole } from '../../../frame/options.ts';
import { bold, dim } from '../../../frame/terminal.ts';
import { counted } from '../../../frame/words.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';

/** `regimekit registry webhooks retry ID`: nothing is sent yet. */
export async function retry(context: Context, options: { readonly sequence?: string }, id: string): Promise<Answer> {
  const sequence = options.sequence === undefined ? undefined : parseWhole('--sequence', options.sequence, { min: 1 });
  const configuration = await readConfiguration(context.home);
  const revived = await withRegistry(context, configuration, (registry) => retryWebhook(registry, id, { sequence }));
  return {
    document: { id, revived },
    text: () =>
      [
        `${bold(id)} is on; ${counted(revived, 'event')} to be tried again.`,
        dim('Send them with: regimekit registry webhooks deliver'),
      ].join('\n'),
  };
}
