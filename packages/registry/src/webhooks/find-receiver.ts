import type { RegistryContext } from '../registry-context.ts';
import type { StoredSubscription } from './delivery-store.ts';
import { WebhookNotFoundError } from './errors.ts';

/** @throws WebhookNotFoundError naming those there are */
export async function expectReceiver(context: RegistryContext, id: string): Promise<StoredSubscription> {
  const found = (await context.store.deliveries.subscriptions()).find((subscription) => subscription.id === id);
  if (found === undefined) throw await receiverNotFound(context, id);
  return found;
}

export async function receiverNotFound({ store }: RegistryContext, id: string): Promise<WebhookNotFoundError> {
  const existing = await store.deliveries.subscriptions();
  return new WebhookNotFoundError(
    id,
    existing.map((subscription) => subscription.id),
  );
}
