// Standard Webhooks 1.0.0, symmetric scheme (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
import { createHmac } from 'node:crypto';

/** What is sent, to the byte. */
export interface WebhookMessage {
  /** The same in every attempt, so that a receiver can tell a repetition. Without a full stop. */
  readonly id: string;
  readonly body: string;
}

/**
 * The headers of one attempt. The signature covers the id, the time of the attempt and the body, so that none can be
 * exchanged and an old request cannot be played again later.
 *
 * @param keys each gives a signature of its own
 */
export function signWebhook(message: WebhookMessage, keys: readonly Uint8Array[], at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = keys.map((key) => {
    const mac = createHmac('sha256', key).update(`${message.id}.${timestamp}.${message.body}`).digest('base64');
    return `v1,${mac}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
