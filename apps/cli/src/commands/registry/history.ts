import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { withRegistry } from '../../workflows/with-registry.ts';
import { eventTable } from './event-table.ts';

/** `regimekit registry history`: every event of a model, rejections among them. */
export async function history(context: Context, options: { model?: string }): Promise<Answer> {
  const configuration = await readConfiguration(context.home);
  const model = options.model ?? configuration.model.name;
  const events = await withRegistry(context, configuration, (registry) => registry.history(model));
  return { document: { model, events }, text: () => `${bold(model)}\n${eventTable(events)}` };
}
