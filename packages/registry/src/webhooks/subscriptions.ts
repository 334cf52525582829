// Who is to be told: receivers are added, listed, revived and removed.
import { randomBytes } from 'node:crypto';
import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { eventTypes, type RegistryEventType } from '../events/event-types.ts';
import { GENESIS } from '../events/registry-event.ts';
import { checkName } from '../model-version.ts';
import { demand, type RegistryContext } from '../registry-context.ts';
import { contextOf } from '../registry-internals.ts';
import type { ModelRegistry } from '../registry.ts';
import type { Delivery, DeliveryState, StoredSubscription } from './delivery-store.ts';
import { InvalidWebhookError, WebhookConflictError } from './errors.ts';
import { expectReceiver, receiverNotFound } from './find-receiver.ts';
import { findUrlProblem, type NetworkRules } from './network-guard.ts';
import { createWebhookSecret, readWebhookKeys } from './webhook-secret.ts';

/** Who is to be told, of what, and how it is signed. */
export interface AddWebhookOptions extends NetworkRules {
  /** Where to post to. */
  readonly url: string;
  /**
   * Names the receiver: letters, digits, - and _.
   * @default eight random hex digits
   */
  readonly id?: string | undefined;
  /**
   * Types of events to be told of.
   * @default all
   */
  readonly events?: readonly RegistryEventType[] | undefined;
  /**
   * Models to be told of; events of the whole registry are told only where this is left out.
   * @default all
   */
  readonly models?: readonly string[] | undefined;
  /**
   * What signs the messages: `whsec_...`, or the environment variable in which the worker finds it. The first is kept in
   * the database of the registry, for all who can read that; the second is not.
   * @default a new one, returned once
   */
  readonly secret?: string | { readonly environment: string } | undefined;
  /**
   * Begin after the event of this sequence: 0 tells the whole history.
   * @default the last event there is now
   */
  readonly after?: number | undefined;
}

const optionNames: OptionNames<AddWebhookOptions> = {
  url: true,
  id: true,
  events: true,
  models: true,
  secret: true,
  after: true,
  allowHttp: true,
  allowPrivateNetworks: true,
  resolve: true,
};

/** A receiver, as it may be shown. */
export interface Webhook {
  readonly id: string;
  /** Without its query, which may hold what others must not see. */
  readonly url: string;
  /** Empty for all. */
  readonly events: readonly string[];
  /** Empty for all. */
  readonly models: readonly string[];
  /** Where its secret is kept. */
  readonly secret: 'stored' | { readonly environment: string };
  /** Instant (UTC) until which the secret before the present one signs as well; absent where none does. */
  readonly previousSecretUntil?: string | undefined;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Sequence of the last event that is settled. */
  readonly cursor: number;
  /** Why nothing is sent any more; null while it is. */
  readonly disabled: string | null;
}

const MAX_RECEIVERS = 32;
const MAX_URL = 2_000;

/**
 * Adds a receiver of webhooks.
 *
 * @returns the receiver, and its secret where one was generated: it is not shown again
 * @throws InvalidWebhookError, WebhookConflictError, InvalidNameError, PermissionDeniedError
 */
export async function addWebhook(
  registry: ModelRegistry,
  options: AddWebhookOptions,
): Promise<{ webhook: Webhook; secret: string | undefined }> {
  checkOptions(options, optionNames, 'addWebhook');
  const context = contextOf(registry);
  await demand(context, 'manage webhooks');
  const { store, clock, actor } = context;
  const generated = options.secret === undefined ? createWebhookSecret() : undefined;
  const subscription: StoredSubscription = {
    id: checkId(options.id ?? randomBytes(4).toString('hex')),
    url: checkUrl(options.url, options),
    events: checkEvents(options.events ?? []),
    models: (options.models ?? []).map(checkName),
    secret: checkSecret(options.secret ?? generated),
    createdAt: clock().toISOString(),
    createdBy: actor,
    ...(await findStart(context, options.after)),
    disabled: null,
  };
  if ((await store.deliveries.subscriptions()).length >= MAX_RECEIVERS) {
    throw new InvalidWebhookError('place', `there are ${MAX_RECEIVERS} already.`, 'Remove one that is not needed.');
  }
  if (!(await store.deliveries.add(subscription))) throw new WebhookConflictError(subscription.id);
  return { webhook: toWebhook(subscription), secret: generated };
}

/**
 * All receivers, by id.
 *
 * @throws PermissionDeniedError
 */
export async function listWebhooks(registry: ModelRegistry): Promise<Webhook[]> {
  const context = contextOf(registry);
  await demand(context, 'read');
  return (await context.store.deliveries.subscriptions()).map(toWebhook);
}

/**
 * Forgets a receiver and what it got.
 *
 * @throws WebhookNotFoundError, PermissionDeniedError
 */
export async function removeWebhook(registry: ModelRegistry, id: string): Promise<void> {
  const context = contextOf(registry);
  await demand(context, 'manage webhooks');
  if (!(await context.store.deliveries.remove(id))) throw await receiverNotFound(context, id);
}

/**
 * What became of the events that were tried at a receiver, oldest first.
 *
 * @throws WebhookNotFoundError, PermissionDeniedError
 */
export async function listDeliveries(
  registry: ModelRegistry,
  id: string,
  query: { readonly state?: DeliveryState | undefined } = {},
): Promise<Delivery[]> {
  const context = contextOf(registry);
  await demand(context, 'read');
  await expectReceiver(context, id);
  const { state } = query;
  return await context.store.deliveries.deliveries({ subscription: id, ...(state === undefined ? {} : { state }) });
}

/**
 * Gives what was set aside (`dead`) another chance, one event or all, and turns a receiver on again that was turned off.
 * What is revived arrives after later events that were delivered meanwhile.
 *
 * @returns how many events are to be tried again
 * @throws WebhookNotFoundError, PermissionDeniedError
 */
export async function retryWebhook(
  registry: ModelRegistry,
  id: string,
  options: { readonly sequence?: number | undefined } = {},
): Promise<number> {
  const context = contextOf(registry);
  await demand(context, 'manage webhooks');
  const { deliveries } = context.store;
  if (!(await deliveries.disable(id, null))) throw await receiverNotFound(context, id);
  return await deliveries.revive({
    subscription: id,
    sequence: options.sequence,
    dueAt: context.clock().toISOString(),
  });
}

/** The end of the record, or the place that was asked for, with the digest that shows later that it is still the same. */
async function findStart(
  { store }: RegistryContext,
  after: number | undefined,
): Promise<{ cursor: number; cursorDigest: string }> {
  const head = await store.head();
  if (after === undefined) return { cursor: head.sequence, cursorDigest: head.digest };
  if (after === GENESIS.sequence) return { cursor: after, cursorDigest: GENESIS.digest };
  const [event] = Number.isInteger(after) && after > 0 ? await store.read({ after: after - 1 }) : [];
  if (event === undefined) {
    const problem = `expected the sequence of an event, 0 to ${head.sequence}, received ${String(after)}.`;
    throw new InvalidWebhookError('start', problem, 'Leave it out to begin with what happens next.');
  }
  return { cursor: event.sequence, cursorDigest: event.digest };
}

function checkId(id: string): string {
  if (typeof id === 'string' && /^[A-Za-z0-9_-]{1,64}$/u.test(id)) return id;
  throw new InvalidWebhookError('id', 'expected 1 to 64 letters, digits, - and _.', "Name it like 'trading-desk'.");
}

function checkUrl(text: string, rules: NetworkRules): string {
  const url = typeof text === 'string' && text.length <= MAX_URL ? URL.parse(text) : null;
  const problem = url === null ? 'it is not an absolute address.' : findUrlProblem(url, rules);
  if (url !== null && problem === undefined) return url.href;
  throw new InvalidWebhookError('address', problem ?? '', 'Give one like https://example.com/hooks/regimekit.');
}

function checkEvents(events: readonly string[]): readonly string[] {
  const known: readonly string[] = eventTypes;
  const unknown = Array.isArray(events) ? events.find((event) => !known.includes(event as string)) : 'no list';
  if (unknown === undefined) return events;
  const problem = `there are no events '${String(unknown)}'.`;
  throw new InvalidWebhookError('events', problem, `Give some of ${eventTypes.join(', ')}.`);
}

function checkSecret(secret: AddWebhookOptions['secret']): StoredSubscription['secret'] {
  if (typeof secret === 'string') {
    readWebhookKeys(secret);
    return { stored: secret.trim() };
  }
  const name = secret?.environment;
  if (typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_]{0,199}$/u.test(name)) return { environment: name };
  // What was given is not repeated: it may be a secret in the wrong place.
  const problem = 'expected a text that begins with whsec_, or { environment } with the name of a variable.';
  throw new InvalidWebhookError('secret', problem, 'Leave it out to have one generated.');
}

/** As it may be shown. */
export function toWebhook({ cursorDigest: _digest, secret, url, ...shown }: StoredSubscription): Webhook {
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  if ('environment' in secret) return { ...shown, url: address, secret };
  const { previous } = secret;
  const rotation = previous === undefined ? {} : { previousSecretUntil: previous.until };
  return { ...shown, url: address, secret: 'stored', ...rotation };
}
