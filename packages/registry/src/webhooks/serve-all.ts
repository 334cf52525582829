// One round over all receivers, and what it leaves.
import type { Delivery, DeliveryStore } from './delivery-store.ts';
import { findUrlProblem } from './network-guard.ts';
import { serveReceiver, type Courier } from './serve-receiver.ts';

/** A receiver whose address the rules of this run do not allow. */
export interface BlockedReceiver {
  readonly id: string;
  /** 'it begins with http:, and only https: is allowed.' */
  readonly problem: string;
}

/** All receivers at once, so that a slow one does not keep the others waiting. */
export async function serveAll(
  courier: Courier,
  block: (receiver: BlockedReceiver) => void,
): Promise<{ attempts: Delivery[]; taken: number; more: boolean }> {
  const receivers = (await courier.store.deliveries.subscriptions()).filter(({ id, url, disabled }) => {
    const problem = disabled === null ? findUrlProblem(new URL(url), courier.network) : undefined;
    if (problem !== undefined) block({ id, problem });
    return disabled === null && problem === undefined;
  });
  const results = await Promise.allSettled(receivers.map(async ({ id }) => await serveReceiver(courier, id)));
  const attempts: Delivery[] = [];
  let taken = 0;
  let more = false;
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
    attempts.push(...result.value.attempts);
    taken += result.value.taken ? 1 : 0;
    more ||= result.value.more;
  }
  return { attempts, taken, more };
}

/** How many receivers have something that waits to be tried again, and when the first of it is due. */
export async function findWaiting(
  store: DeliveryStore,
  blocked: ReadonlyMap<string, BlockedReceiver>,
): Promise<{ receivers: number; dueAt: string | undefined }> {
  let receivers = 0;
  let dueAt: string | undefined;
  for (const { id, disabled } of await store.subscriptions()) {
    const served = disabled === null && !blocked.has(id);
    const pending = served ? await store.deliveries({ subscription: id, state: 'pending' }) : [];
    const [first] = pending.map((delivery) => delivery.dueAt).sort();
    if (first === undefined) continue;
    receivers += 1;
    if (dueAt === undefined || first < dueAt) dueAt = first;
  }
  return { receivers, dueAt };
}
