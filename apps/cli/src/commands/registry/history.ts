import { eventTypes, type HistoryFilter } from '@regimekit/registry';
import { RegimekitError } from '@regimekit/errors';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseChoice, parseDate, parseWhole } from '../../frame/options.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { readRegistry } from '../../workflows/with-registry.ts';
import { eventTable } from './event-table.ts';
import type { OfModel } from './options.ts';

export interface HistoryOptions extends OfModel {
  readonly all?: boolean;
  readonly type?: string;
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
}

/** `regimekit registry history [VERSION]`: every event that is asked for, rejections among them. */
export async function history(context: Context, options: HistoryOptions, version?: string): Promise<Answer> {
  const filter = filterOf(options);
  const configuration = await readConfiguration(context.home);
  if (options.all === true && (options.model !== undefined || version !== undefined)) {
    throw new RegimekitError('--all is of all models: give no version and no --model with it.', {
      code: 'ALL_AND_ONE',
      kind: 'input',
    });
  }
  const model = options.all === true ? undefined : (options.model ?? configuration.model.name);
  const events = await readRegistry(context, configuration, async (registry) => {
    // A stage or an alias is as good as a version, and what is neither is told.
    const asked = version === undefined ? undefined : (await registry.get(model!, version)).version;
    return registry.history(model, { ...filter, ...(asked === undefined ? {} : { version: asked }) });
  });
  return {
    document: { model: model ?? null, events },
    text: () =>
      [
        bold(model ?? 'all models'),
        events.length === 0
          ? dim('Nothing of what was asked for.')
          : eventTable(events, { ofAll: model === undefined }),
      ].join('\n'),
  };
}

function filterOf({ type, by, from, to, limit }: HistoryOptions): HistoryFilter {
  return {
    types: type?.split(',').map((one) => parseChoice('--type', one.trim(), eventTypes)),
    actor: by,
    from: toInstant('--from', from, 'T00:00:00.000Z'),
    to: toInstant('--to', to, 'T23:59:59.999Z'),
    limit: limit === undefined ? undefined : parseWhole('--limit', limit, { min: 1 }),
  };
}

/** A day stands for its first or last moment; what is no day has to be an instant, and the registry says so. */
function toInstant(option: string, text: string | undefined, moment: string): string | undefined {
  return text === undefined || text.includes('T') ? text : `${parseDate(option, text)}${moment}`;
}
