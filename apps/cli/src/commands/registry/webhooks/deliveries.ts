import { listDeliveries, type Delivery } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold, dim, table } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { readRegistry } from '../../../workflows/with-registry.ts';
import { instantText } from '../version-facts.ts';

/** `regimekit registry webhooks deliveries ID`: oldest first. */
export async function deliveries(
  context: Context,
  { state }: { readonly state?: Delivery['state'] },
  id: string,
): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const found = await readRegistry(context, configuration, (registry) => listDeliveries(registry, id, { state }));
  return {
    document: { id, deliveries: found },
    text: () =>
      [
        bold(id),
        found.length === 0
          ? dim('Nothing was tried yet, or nothing of that state.')
          : table(
              ['event', 'state', 'attempts', 'last (UTC)', 'status', 'problem'],
              found.map(({ sequence, state: now, attempts, lastAttemptAt, status, problem }) => [
                String(sequence),
                now,
                String(attempts),
                lastAttemptAt === null ? '-' : instantText(lastAttemptAt),
                String(status ?? '-'),
                problem ?? '',
              ]),
            ),
      ].join('\n'),
  };
}
