import { rotateWebhookSecret } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { parseNumber } from '../../../frame/options.ts';
import { bold, dim } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';
import { instantText } from '../version-facts.ts';

/** `regimekit registry webhooks rotate ID`: the new secret is shown this once. */
export async function rotate(context: Context, options: { readonly keepHours: string }, id: string): Promise<Answer> {
  const keepHours = parseNumber('--keep-hours', options.keepHours, { min: 0 });
  const configuration = await readConfiguration(context.home);
  const { webhook, secret } = await withRegistry(context, configuration, (registry) =>
    rotateWebhookSecret(registry, id, { keepHours }),
  );
  const { previousSecretUntil: until } = webhook;
  return {
    document: { webhook, secret: secret ?? null },
    text: () =>
      [
        `${bold(id)} has another secret, shown this once: ${secret}`,
        '',
        until === undefined
          ? 'The one before signs no more: what the receiver gets now it can verify with this one alone.'
          : `Until ${instantText(until)} UTC the one before signs as well: give this one to the receiver by then.`,
        dim('What was sent before is not signed anew.'),
      ].join('\n'),
  };
}
