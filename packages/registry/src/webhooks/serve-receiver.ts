// The delivery of what one receiver has not got yet: in the order of the events, by one worker at a time.
import { ChainBrokenError } from '../errors.ts';
import { checkDigest, GENESIS, type ChainHead, type RegistryEvent } from '../events/registry-event.ts';
import type { ReadEvents } from '../stores/registry-store.ts';
import type { Delivery, DeliveryStore, Lease, StoredSubscription } from './delivery-store.ts';
import type { NetworkRules } from './network-guard.ts';
import { postMessage, type PostResult } from './post-message.ts';
import { isExhausted, readRetryAfter, retryDelay, type RetrySchedule } from './retry-schedule.ts';
import { signWebhook } from './sign-webhook.ts';
import { toWebhookMessage } from './webhook-payload.ts';
import { readWebhookKeys } from './webhook-secret.ts';

/** What the delivery stands on: everything that a test wants to hold in its hands. */
export interface Courier {
  readonly store: { readonly read: ReadEvents; readonly deliveries: DeliveryStore };
  /** Names this worker; unique. */
  readonly owner: string;
  readonly clock: () => Date;
  readonly random: () => number;
  readonly timeoutMs: number;
  readonly schedule: RetrySchedule;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly network: NetworkRules;
  readonly signal: AbortSignal | undefined;
  readonly onAttempt: ((delivery: Delivery) => void) | undefined;
}

// Beyond the time that an attempt may take, for what comes before and after it.
const LEASE_MARGIN_MS = 15_000;
// After so long no further attempt is begun, so that a slow receiver keeps the others waiting for no longer.
const ROUND_MS = 5_000;

/** What one round did for one receiver. */
export interface RoundResult {
  /** Another worker serves it. */
  readonly taken: boolean;
  /** There is more to be sent at once. */
  readonly more: boolean;
  readonly attempts: readonly Delivery[];
}

/** Delivers what is due to one receiver. Whoever dies in the middle leaves it to others once the lease has run out. */
export async function serveReceiver(courier: Courier, subscription: string): Promise<RoundResult> {
  const lease: Lease = { subscription, owner: courier.owner };
  const receiver = await takeLease(courier, lease);
  if (receiver === undefined) return { taken: true, more: false, attempts: [] };
  const attempts: Delivery[] = [];
  try {
    return { ...(await sendAll(courier, receiver, { lease, attempts })), attempts };
  } finally {
    await courier.store.deliveries.release(lease);
  }
}

async function sendAll(
  courier: Courier,
  receiver: StoredSubscription,
  { lease, attempts }: { readonly lease: Lease; readonly attempts: Delivery[] },
): Promise<Omit<RoundResult, 'attempts'>> {
  const { deliveries } = courier.store;
  const { queue, last } = await readQueue(courier, receiver);
  const end = courier.clock().getTime() + ROUND_MS;
  for (const next of queue) {
    const now = courier.clock();
    const inOrder = next.event.sequence > receiver.cursor;
    if (next.due > now.toISOString()) {
      if (inOrder) return { taken: false, more: false };
      continue;
    }
    // One at least, or a clock that leaps would keep all of them for ever.
    if (attempts.length > 0 && now.getTime() > end) return { taken: false, more: true };
    if ((await takeLease(courier, lease)) === undefined) return { taken: true, more: false };
    const delivery = await attempt(courier, receiver, next);
    if (delivery === undefined) return { taken: false, more: false };
    const settled = delivery.state !== 'pending';
    // A lease that ran out meanwhile is another's, and so is what becomes of the event.
    if (!(await deliveries.settle(lease, { delivery, cursor: inOrder && settled ? next.event : undefined }))) {
      return { taken: true, more: false };
    }
    attempts.push(delivery);
    courier.onAttempt?.(delivery);
    if (delivery.status === GONE) await deliveries.disable(receiver.id, 'The receiver answered 410 Gone.');
    if (delivery.status === GONE || (inOrder && !settled)) return { taken: false, more: false };
  }
  // What comes after and is not asked for need not be looked at again.
  if (last.sequence > receiver.cursor) await deliveries.settle(lease, { cursor: last });
  return { taken: false, more: false };
}

const GONE = 410;

async function takeLease(courier: Courier, lease: Lease): Promise<StoredSubscription | undefined> {
  const now = courier.clock();
  const until = new Date(now.getTime() + courier.timeoutMs + LEASE_MARGIN_MS).toISOString();
  return await courier.store.deliveries.lease(lease, { now: now.toISOString(), until });
}

/** An event that is to be sent, with its place in the record. */
interface Next {
  readonly event: RegistryEvent;
  readonly neighbours: { readonly previous: RegistryEvent | undefined; readonly next: RegistryEvent | undefined };
  readonly attempts: number;
  /** Instant before which it is not sent; empty for one that was not tried yet. */
  readonly due: string;
}

/** What is to be sent: first what was revived, then, in order, the events after the cursor that are asked for. */
async function readQueue(
  { store: { deliveries, read } }: Courier,
  receiver: StoredSubscription,
): Promise<{ queue: Next[]; last: ChainHead }> {
  const pending = await deliveries.deliveries({ subscription: receiver.id, state: 'pending' });
  const tried = new Map(pending.map((delivery) => [delivery.sequence, delivery]));
  // From two before on: the one that must still be there, and its neighbour, since a change of production is two events.
  const after = Math.max(0, Math.min(receiver.cursor, ...tried.keys()) - 2);
  const events = await read({ after });
  checkRecord(events, receiver, after);
  for (const delivery of pending) expectSame(events[delivery.sequence - after - 1], delivery);
  const queue = events.flatMap((event, index): Next[] => {
    const delivery = tried.get(event.sequence);
    const isNew = event.sequence > receiver.cursor && isWanted(event, receiver);
    if (delivery === undefined && !isNew) return [];
    const neighbours = { previous: events[index - 1], next: events[index + 1] };
    return [{ event, neighbours, attempts: delivery?.attempts ?? 0, due: delivery?.dueAt ?? '' }];
  });
  return { queue, last: events.at(-1) ?? GENESIS };
}

function isWanted(
  { type, modelName }: Pick<RegistryEvent, 'type' | 'modelName'>,
  receiver: StoredSubscription,
): boolean {
  const wants = (names: readonly string[], name: string) => names.length === 0 || names.includes(name);
  return wants(receiver.events, type) && wants(receiver.models, modelName);
}

/**
 * Nobody is told of an event that was tampered with, or that stands on a record that was: what was sent last must still
 * be there.
 */
function checkRecord(events: readonly RegistryEvent[], receiver: StoredSubscription, after: number): void {
  for (const [index, event] of events.entries()) {
    const previous = events[index - 1];
    checkDigest(event);
    if (event.sequence !== after + index + 1) {
      throw new ChainBrokenError(after + index + 1, `the next one found is ${event.sequence}, so events were removed.`);
    }
    if (previous !== undefined && previous.digest !== event.previousDigest) {
      throw new ChainBrokenError(event.sequence, 'it does not follow the event before, so one of both was exchanged.');
    }
  }
  if (receiver.cursor === GENESIS.sequence) return;
  const remembered = events[receiver.cursor - after - 1];
  if (remembered?.digest === receiver.cursorDigest) return;
  throw changed(receiver.cursor, remembered);
}

function expectSame(event: RegistryEvent | undefined, delivery: Delivery): void {
  if (event?.digest !== delivery.digest) throw changed(delivery.sequence, event);
}

function changed(sequence: number, found: RegistryEvent | undefined): ChainBrokenError {
  const problem = found === undefined ? 'it is gone' : 'another one is in its place';
  return new ChainBrokenError(sequence, `a webhook has told of it, and ${problem}.`);
}

/** @returns what became of it; undefined when the work was called off */
async function attempt(courier: Courier, receiver: StoredSubscription, next: Next): Promise<Delivery | undefined> {
  const keys = findKeys(receiver, courier);
  const result = keys === undefined ? NO_SECRET : await post(courier, receiver, next, keys);
  if (result === undefined) return undefined;
  const now = courier.clock();
  const attempts = next.attempts + 1;
  const outcome = judge(result, attempts, courier.schedule);
  const waitMs = Math.max(
    retryDelay(attempts, courier.random, courier.schedule),
    result.kind === 'answered' ? readRetryAfter(result.retryAfter, now) : 0,
  );
  return {
    subscription: receiver.id,
    sequence: next.event.sequence,
    digest: next.event.digest,
    attempts,
    lastAttemptAt: now.toISOString(),
    dueAt: new Date(now.getTime() + (outcome.state === 'pending' ? waitMs : 0)).toISOString(),
    status: result.kind === 'answered' ? result.status : null,
    ...outcome,
  };
}

const NO_SECRET: PostResult = { kind: 'unreachable', problem: 'its secret is not to be had.' };

async function post(
  courier: Courier,
  receiver: StoredSubscription,
  next: Next,
  keys: readonly Uint8Array[],
): Promise<PostResult | undefined> {
  const message = toWebhookMessage(next.event, next.neighbours);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'regimekit',
    ...signWebhook(message, keys, courier.clock()),
  };
  const { timeoutMs, signal, network } = courier;
  try {
    return await postMessage({ url: receiver.url, headers, body: message.body, timeoutMs, signal, network });
  } catch (error) {
    if (signal?.aborted === true) return undefined;
    throw error;
  }
}

/**
 * The newest first, as the specification asks. Missing or unusable secrets are waited for: whoever mends the environment
 * needs not revive anything.
 */
function findKeys({ secret }: StoredSubscription, { environment, clock }: Courier): Buffer[] | undefined {
  try {
    if ('environment' in secret) {
      const text = environment[secret.environment];
      return text === undefined ? undefined : readWebhookKeys(text);
    }
    const { stored, previous } = secret;
    const rotates = previous !== undefined && previous.until > clock().toISOString();
    return [...readWebhookKeys(stored), ...(rotates ? readWebhookKeys(previous.stored) : [])];
  } catch {
    return undefined;
  }
}

/**
 * An address that may not be asked is waited for like one that does not answer: the network may be another one by then, and
 * so may what this worker is allowed.
 */
function judge(result: PostResult, attempts: number, schedule: RetrySchedule): Pick<Delivery, 'state' | 'problem'> {
  const problem = result.kind === 'answered' ? `answered ${result.status}.` : result.problem;
  if (result.kind === 'answered') {
    const { status } = result;
    if (status >= 200 && status < 300) return { state: 'delivered', problem: null };
    if (status !== 429 && status < 500) return { state: 'dead', problem };
  }
  if (!isExhausted(attempts, schedule)) return { state: 'pending', problem };
  return { state: 'dead', problem: `given up after ${attempts} attempts: ${problem}` };
}
