// The outbox of the webhooks. A message is written in the transaction of the event that it tells of, so that neither
// exists without the other.

/** A message to be sent. */
export interface NewDelivery {
  /** Unique; the receiver tells repeated messages by it. */
  readonly id: string;
  readonly endpoint: string;
  /** The body to the byte, since it is signed. */
  readonly body: string;
  /** Instant (UTC) before which it is not sent. */
  readonly dueAt: string;
}

export interface Delivery extends NewDelivery {
  /** How often it was tried. */
  readonly attempts: number;
}

export interface DeliveryTransaction {
  enqueue(delivery: NewDelivery): Promise<void>;
}

export interface DeliveryStore {
  /**
   * The messages that are due, each taken by one caller until `leaseUntil`: whoever dies leaves it to others from then on.
   */
  claim(options: { readonly now: string; readonly leaseUntil: string; readonly limit: number }): Promise<Delivery[]>;
  /** It has arrived, or will never. */
  remove(id: string): Promise<void>;
  /** It is tried again then. */
  postpone(id: string, dueAt: string): Promise<void>;
}
