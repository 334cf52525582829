// Another secret for a receiver, without a message that it cannot verify: for a time both sign.
import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError } from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';
import { demand } from '../registry-context.ts';
import { contextOf } from '../registry-internals.ts';
import type { ModelRegistry } from '../registry.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { InvalidWebhookError, WebhookChangedError } from './errors.ts';
import { expectReceiver } from './find-receiver.ts';
import { toWebhook, type Webhook } from './subscriptions.ts';
import { createWebhookSecret, readWebhookKeys } from './webhook-secret.ts';

/** How a secret is replaced. */
export interface RotateWebhookSecretOptions {
  /**
   * The new secret, `whsec_...`.
   * @default a new one, returned once
   */
  readonly secret?: string | undefined;
  /**
   * Hours for which the secret before signs as well, so that the receiver has time to go over; 0 where it has leaked.
   * @default 24
   */
  readonly keepHours?: number | undefined;
}

const optionNames: OptionNames<RotateWebhookSecretOptions> = { secret: true, keepHours: true };

const DEFAULT_HOURS = 24;
const MAX_HOURS = 8_760;
const HOUR = 3_600_000;

/**
 * Gives a receiver another secret. For `keepHours` each message carries two signatures, of the new secret and of the one
 * before, as Standard Webhooks does it: the receiver accepts whichever it knows. A further rotation within that time ends
 * it: no more than two sign.
 *
 * A secret in an environment variable is not kept here: put the new one and the old one into the variable, with a space
 * between, and take the old one out later.
 *
 * @returns the receiver, and its secret where one was generated: it is not shown again
 * @throws InvalidWebhookError for a secret that is none, and for a receiver whose secret is in a variable;
 * InvalidOptionError, WebhookNotFoundError, WebhookChangedError, PermissionDeniedError
 *
 * @example
 * ```ts
 * import { addWebhook, ModelRegistry, rotateWebhookSecret } from '@regimekit/registry';
 *
 * const clock = () => new Date('2024-03-01T08:00:00Z');
 * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada', clock });
 * await addWebhook(registry, { id: 'desk', url: 'https://example.com/hook' });
 * const { webhook, secret } = await rotateWebhookSecret(registry, 'desk', { keepHours: 48 });
 * secret?.slice(0, 6); // 'whsec_'
 * webhook.previousSecretUntil; // '2024-03-03T08:00:00.000Z'
 * await registry.close();
 * ```
 */
export async function rotateWebhookSecret(
  registry: ModelRegistry,
  id: string,
  options: RotateWebhookSecretOptions = {},
): Promise<{ webhook: Webhook; secret: string | undefined }> {
  checkOptions(options, optionNames, 'rotateWebhookSecret');
  const keepHours = checkHours(options.keepHours ?? DEFAULT_HOURS);
  if (options.secret !== undefined) readWebhookKeys(options.secret);
  const context = contextOf(registry);
  await demand(context, 'manage webhooks');
  const receiver = await expectReceiver(context, id);
  const { secret: before } = receiver;
  if ('environment' in before) {
    const problem = `it is in the variable ${before.environment} where the messages are sent, and not kept here.`;
    throw new InvalidWebhookError('secret', problem, ROTATE_VARIABLE);
  }
  const generated = options.secret === undefined ? createWebhookSecret() : undefined;
  const stored = (options.secret ?? generated)!.trim();
  const until = new Date(context.clock().getTime() + keepHours * HOUR).toISOString();
  const after = keepHours === 0 ? { stored } : { stored, previous: { stored: before.stored, until } };
  if (!(await context.store.deliveries.replaceSecret(id, { before, after }))) throw new WebhookChangedError(id);
  return { webhook: toWebhook({ ...receiver, secret: after }), secret: generated };
}

const ROTATE_VARIABLE =
  'Put the new secret and the old one into the variable, with a space between: both sign. Take the old one out later.';

function checkHours(hours: number): number {
  if (Number.isFinite(hours) && hours >= 0 && hours <= MAX_HOURS) return hours;
  throw new InvalidOptionError('keepHours', `hours, 0 to ${MAX_HOURS}`, hours, 'Leave it out for the default, 24.');
}

/** Takes secrets out of the store whose time is over, so that nothing is left of them. */
export async function dropPreviousSecrets(store: DeliveryStore, now: Date): Promise<void> {
  for (const { id, secret: before } of await store.subscriptions()) {
    if ('environment' in before || before.previous === undefined) continue;
    // Changed meanwhile it is another's to drop.
    if (before.previous.until <= now.toISOString())
      await store.replaceSecret(id, { before, after: { stored: before.stored } });
  }
}
