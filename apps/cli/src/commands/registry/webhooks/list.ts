import { listWebhooks } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { dim, table } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import { instantText } from '../version-facts.ts';

/** `regimekit registry webhooks list`: no secret is shown. */
export async function list(context: Context): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const webhooks = await readRegistry(context, configuration, (registry) => listWebhooks(registry));
  return {
    document: { webhooks },
    text: () =>
      webhooks.length === 0
        ? dim('Nobody is told. Add a receiver with: regimekit registry webhooks add URL')
        : table(
            ['id', 'url', 'events', 'models', 'told up to', 'state'],
            webhooks.map(({ id, url, events, models, cursor, disabled, previousSecretUntil: until }) => [
              id,
              url,
              events.join(', ') || 'all',
              models.join(', ') || 'all',
              String(cursor),
              disabled === null
                ? `on${until === undefined ? '' : `, two secrets until ${instantText(until)}`}`
                : `off: ${disabled}`,
            ]),
          ),
  };
}
