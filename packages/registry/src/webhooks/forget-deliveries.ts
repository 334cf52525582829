// What was delivered need not be remembered for ever: the record of events stays, and the cursor says what was told.
import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError } from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';
import { demand } from '../registry-context.ts';
import { contextOf } from '../registry-internals.ts';
import type { ModelRegistry } from '../registry.ts';
import { expectReceiver } from './find-receiver.ts';

/** What of the deliveries is forgotten. */
export interface ForgetDeliveriesOptions {
  /**
   * Days for which it is remembered what was delivered.
   * @default 90
   */
  readonly keepDays?: number | undefined;
  /**
   * Only of this receiver.
   * @default all
   */
  readonly id?: string | undefined;
}

const optionNames: OptionNames<ForgetDeliveriesOptions> = { keepDays: true, id: true };

const DEFAULT_DAYS = 90;
const MAX_DAYS = 1_000_000;
const DAY = 86_400_000;

/**
 * Forgets what was delivered longer ago than `keepDays`. What waits, and what was set aside (`dead`), stays whatever its
 * age. `deliverWebhooks` does the same with its own `keepDays`; this is for those who want it sooner.
 *
 * @returns how many deliveries were forgotten
 * @throws InvalidOptionError, WebhookNotFoundError, PermissionDeniedError
 *
 * @example
 * ```ts
 * import { addWebhook, forgetDeliveries, ModelRegistry } from '@regimekit/registry';
 *
 * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
 * await addWebhook(registry, { id: 'desk', url: 'https://example.com/hook' });
 * await forgetDeliveries(registry, { keepDays: 30, id: 'desk' }); // 0
 * await registry.close();
 * ```
 */
export async function forgetDeliveries(
  registry: ModelRegistry,
  options: ForgetDeliveriesOptions = {},
): Promise<number> {
  checkOptions(options, optionNames, 'forgetDeliveries');
  const keepDays = checkKeepDays(options.keepDays);
  const context = contextOf(registry);
  await demand(context, 'manage webhooks');
  const { id } = options;
  if (id !== undefined) await expectReceiver(context, id);
  return await context.store.deliveries.forget({
    before: daysBefore(context.clock(), keepDays),
    ...(id === undefined ? {} : { subscription: id }),
  });
}

/** @throws InvalidOptionError */
export function checkKeepDays(keepDays = DEFAULT_DAYS): number {
  if (Number.isFinite(keepDays) && keepDays >= 0 && keepDays <= MAX_DAYS) return keepDays;
  throw new InvalidOptionError('keepDays', `days, 0 to ${MAX_DAYS}`, keepDays, 'Leave it out for the default, 90.');
}

/** The instant (UTC) so many days before, not before the beginning of our calendar. */
export function daysBefore(now: Date, days: number): string {
  return new Date(Math.max(0, now.getTime() - days * DAY)).toISOString();
}
