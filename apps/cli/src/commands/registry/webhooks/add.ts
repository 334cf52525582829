import { addWebhook, eventTypes } from '@regimekit/registry';
import type { Answer } from '../../../frame/answer.ts';
import type { Context } from '../../../frame/context.ts';
import { parseChoice, parseWhole } from '../../../frame/options.ts';
import { bold, dim } from '../../../frame/terminal.ts';
import { readConfiguration } from '../../../workflows/configuration.ts';
import { withRegistry } from '../../../workflows/with-registry.ts';

export interface NetworkOptions {
  readonly allowHttp?: boolean;
  readonly allowPrivate?: boolean;
}

export interface AddOptions extends NetworkOptions {
  readonly id?: string;
  readonly events?: string;
  readonly models?: string;
  readonly secretEnv?: string;
  readonly after?: string;
}

/** `regimekit registry webhooks add URL`: the secret is shown this once. */
export async function add(context: Context, options: AddOptions, url: string): Promise<Answer> {
  const { id, events, models, secretEnv, after, allowHttp, allowPrivate } = options;
  const asked = {
    url,
    id,
    events: events?.split(',').map((type) => parseChoice('--events', type.trim(), eventTypes)),
    models: models?.split(',').map((model) => model.trim()),
    secret: secretEnv === undefined ? undefined : { environment: secretEnv },
    after: after === undefined ? undefined : parseWhole('--after', after, { min: 0 }),
    allowHttp,
    allowPrivateNetworks: allowPrivate,
  };
  const configuration = await readConfiguration(context.home);
  const { webhook, secret } = await withRegistry(context, configuration, (registry) => addWebhook(registry, asked));
  return {
    document: { webhook, secret: secret ?? null },
    text: () =>
      [
        `${bold(webhook.id)} is told at ${webhook.url} of ${webhook.events.length === 0 ? 'everything' : webhook.events.join(', ')}.`,
        ...(secret === undefined
          ? [dim(`Its secret is in the variable ${secretEnv} where deliver runs.`)]
          : ['', `Its secret, shown this once: ${secret}`, '']),
        dim('Send what is due with: regimekit registry webhooks deliver'),
      ].join('\n'),
  };
}
