import { removeWebhook } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { bold } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';

/** `regimekit registry webhooks remove ID`. */
export async function remove(context: Context, _options: object, id: string): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  await withRegistry(context, configuration, (registry) => removeWebhook(registry, id));
  return { document: { id }, text: () => `${bold(id)} is told no longer.` };
}
