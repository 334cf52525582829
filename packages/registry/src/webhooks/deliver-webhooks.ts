import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError } from '@regimekit/persistence';
import { checkOptions } from '../check-options.ts';
import { demand } from '../registry-context.ts';
import { contextOf } from '../registry-internals.ts';
import type { ModelRegistry } from '../registry.ts';
import type { Delivery } from './delivery-store.ts';
import { checkKeepDays, daysBefore } from './forget-deliveries.ts';
import type { NetworkRules } from './network-guard.ts';
import { dropPreviousSecrets } from './rotate-secret.ts';
import { checkSchedule, type RetrySchedule } from './retry-schedule.ts';
import { findWaiting, serveAll, type BlockedReceiver } from './serve-all.ts';
import type { Courier } from './serve-receiver.ts';

/** How what is due is sent. */
export interface DeliverWebhooksOptions extends NetworkRules {
  /** Stops the work: what is under way is broken off and counts as not tried. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Try what is due and return, instead of waiting for what is to be tried again later.
   * @default false
   */
  readonly once?: boolean | undefined;
  /**
   * Go on when nothing is left, and look for new events every `pollMs`, until the signal is aborted.
   * @default false
   */
  readonly follow?: boolean | undefined;
  /** @default 1000 */
  readonly pollMs?: number | undefined;
  /**
   * How long one attempt may take, from the name of the host to the end of the answer.
   * @default 15000
   */
  readonly timeoutMs?: number | undefined;
  readonly schedule?: RetrySchedule | undefined;
  /**
   * Where the secrets are that are kept in environment variables.
   * @default process.env
   */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Told after each attempt. */
  readonly onAttempt?: ((delivery: Delivery) => void) | undefined;
  /** Told once of each receiver that this run may not ask, at the beginning, or when it is added while the run goes on. */
  readonly onBlocked?: ((receiver: BlockedReceiver) => void) | undefined;
  /**
   * Days for which it is remembered what was delivered; what is older is forgotten at the end of the run, and now and then
   * while it goes on. What was not delivered is never forgotten.
   * @default 90
   */
  readonly keepDays?: number | undefined;
  /** @default the clock of the registry */
  readonly clock?: (() => Date) | undefined;
  /**
   * Uniform in [0, 1); spreads the attempts.
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
  /** Waits between rounds. @default a timer */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

const optionNames: OptionNames<DeliverWebhooksOptions> = {
  signal: true,
  once: true,
  follow: true,
  pollMs: true,
  timeoutMs: true,
  schedule: true,
  environment: true,
  onAttempt: true,
  onBlocked: true,
  keepDays: true,
  clock: true,
  random: true,
  sleep: true,
  allowHttp: true,
  allowPrivateNetworks: true,
  resolve: true,
};

/** What was done, and what is left. */
export interface DeliveryReport {
  /** Events that have arrived. */
  readonly delivered: number;
  /** Attempts that failed and are repeated. */
  readonly failed: number;
  /** Events that were given up. `retryWebhook` revives them. */
  readonly dead: number;
  /** Receivers whose next event waits to be tried again. */
  readonly waiting: number;
  /** Receivers that another worker served at the end. */
  readonly taken: number;
  /** Receivers that this run may not ask. Nothing was tried there, and what is to be sent waits as it did. */
  readonly blocked: readonly BlockedReceiver[];
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_POLL_MS = 1_000;
const HOUR = 3_600_000;
const MAX_MS = HOUR;

/**
 * Sends every event to every receiver that asked for it: at least once, in order for each receiver, with the same
 * `webhook-id` in every attempt. What is to be sent follows from the record of events and what was sent is kept beside
 * it, so a worker may die at any moment and another go on; of several at once each receiver is served by one.
 *
 * Ends when nothing is left to be sent, or the signal is aborted. A receiver that cannot be reached, or answers 429 or
 * 5xx, is tried again by the schedule, and keeps the later events waiting; one that answers with another status has its
 * event set aside (`dead`) and gets the next. One whose address the options do not allow (`allowHttp`,
 * `allowPrivateNetworks`) is left as it is and named in the report (`blocked`): the next run that may ask it goes on there.
 *
 * @throws ChainBrokenError when an event was changed, or one that was told of is gone; nothing is sent then
 * @throws PermissionDeniedError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import type { AddressInfo } from 'node:net';
 * import { addWebhook, deliverWebhooks, ModelRegistry } from '@regimekit/registry';
 *
 * const server = createServer((request, response) => {
 *   request.resume().on('end', () => response.writeHead(204).end());
 * });
 * await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
 * const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
 *
 * const local = { allowHttp: true, allowPrivateNetworks: true };
 * const registry = await ModelRegistry.open({ memory: true }, { actor: 'ada' });
 * await addWebhook(registry, { id: 'desk', url, ...local }); // { webhook, secret: 'whsec_...' }
 * const model = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(0.5) } }, metadata: {} };
 * await registry.register('means', model);
 * await deliverWebhooks(registry, local); // { delivered: 1, failed: 0, dead: 0, waiting: 0, taken: 0, blocked: [] }
 * await registry.close();
 * server.close();
 * ```
 */
export async function deliverWebhooks(
  registry: ModelRegistry,
  options: DeliverWebhooksOptions = {},
): Promise<DeliveryReport> {
  checkOptions(options, optionNames, 'deliverWebhooks');
  const context = contextOf(registry);
  await demand(context, 'read');
  const { signal, once = false, follow = false, sleep = sleepFor } = options;
  const pollMs = checkMilliseconds('pollMs', options.pollMs ?? DEFAULT_POLL_MS);
  const keepDays = checkKeepDays(options.keepDays);
  const courier = toCourier(context, options);
  const blocked = new Map<string, BlockedReceiver>();
  const counts = { delivered: 0, failed: 0, dead: 0 };
  const forget = createForgetting(courier, keepDays);
  for (;;) {
    const round = await serveAll(courier, (receiver) => {
      if (!blocked.has(receiver.id)) options.onBlocked?.(receiver);
      blocked.set(receiver.id, receiver);
    });
    for (const { state } of round.attempts) counts[state === 'pending' ? 'failed' : state] += 1;
    if (round.more && signal?.aborted !== true) continue;
    await forget();
    const left = await findWaiting(context.store.deliveries, blocked);
    const idle = left.receivers === 0 && round.taken === 0 && !follow;
    if (once || idle || signal?.aborted === true) {
      return { ...counts, waiting: left.receivers, taken: round.taken, blocked: [...blocked.values()] };
    }
    const untilDue = left.dueAt === undefined ? pollMs : Date.parse(left.dueAt) - courier.clock().getTime();
    const restless = follow || round.taken > 0;
    await sleep(Math.max(0, restless ? Math.min(pollMs, untilDue) : untilDue), signal);
  }
}

/** Forgets what was delivered long ago, and secrets whose time is over: the first time it is called, and then once an hour. */
function createForgetting({ store, clock }: Courier, keepDays: number): () => Promise<void> {
  let next = -Infinity;
  return async () => {
    const now = clock();
    if (now.getTime() < next) return;
    next = now.getTime() + HOUR;
    await store.deliveries.forget({ before: daysBefore(now, keepDays) });
    await dropPreviousSecrets(store.deliveries, now);
  };
}

function toCourier(context: { store: Courier['store']; clock: () => Date }, options: DeliverWebhooksOptions): Courier {
  const { allowHttp, allowPrivateNetworks, resolve } = options;
  return {
    store: context.store,
    owner: randomUUID(),
    clock: options.clock ?? context.clock,
    random: options.random ?? Math.random,
    timeoutMs: checkMilliseconds('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    schedule: checkSchedule(options.schedule ?? {}),
    environment: options.environment ?? process.env,
    network: { allowHttp, allowPrivateNetworks, resolve },
    signal: options.signal,
    onAttempt: options.onAttempt,
  };
}

function checkMilliseconds(option: string, value: number): number {
  if (Number.isFinite(value) && value >= 1 && value <= MAX_MS) return value;
  throw new InvalidOptionError(option, `milliseconds, 1 to ${MAX_MS}`, value, 'Leave it out for the default.');
}

async function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
