// What the delivery of webhooks remembers. The messages themselves follow from the record of events: an event that was
// committed is delivered, whatever dies in between, and one that was not has never been seen.

/**
 * What signs the messages: the secret itself, or the environment variable that holds it. Never leaves this package but as
 * a signature. For a time after a rotation the secret before signs as well.
 */
export type StoredSecret =
  | {
      readonly stored: string;
      readonly previous?: { readonly stored: string; /** Instant (UTC). */ readonly until: string } | undefined;
    }
  | { readonly environment: string };

/** One receiver, as it is kept. */
export interface StoredSubscription {
  readonly id: string;
  readonly url: string;
  /** Types of events it asks for; empty for all. */
  readonly events: readonly string[];
  /** Names of models it asks for; empty for all. */
  readonly models: readonly string[];
  readonly secret: StoredSecret;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Sequence and digest of the last event that is settled: delivered, given up, or not asked for. */
  readonly cursor: number;
  readonly cursorDigest: string;
  /** Why nothing is sent there any more; null while it is. */
  readonly disabled: string | null;
}

/** How far a delivery is. */
export type DeliveryState = 'pending' | 'delivered' | 'dead';

/** What became of one event at one receiver. There is none before its first attempt. */
export interface Delivery {
  readonly subscription: string;
  readonly sequence: number;
  /** Digest of the event, so that a record that was exchanged is noticed. */
  readonly digest: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Instant (UTC) of the last attempt; null for one that waits to be tried anew. */
  readonly lastAttemptAt: string | null;
  /** Instant (UTC) before which it is not tried again. */
  readonly dueAt: string;
  /** Status code of the last answer, or null. */
  readonly status: number | null;
  /** What went wrong last, or null. Holds nothing that the receiver sent. */
  readonly problem: string | null;
}

/** One worker's claim to a receiver, for a time. */
export interface Lease {
  readonly subscription: string;
  readonly owner: string;
}

/** Keeps receivers and what they got. Knows no rules. */
export interface DeliveryStore {
  /** @returns false, and changes nothing, when the id is taken */
  add(subscription: StoredSubscription): Promise<boolean>;
  /** Forgets a receiver and its deliveries. @returns false when there is none of that id */
  remove(id: string): Promise<boolean>;
  /** In the order of their ids. */
  subscriptions(): Promise<StoredSubscription[]>;
  /** Turns a receiver off, with the reason, or (null) on again. @returns false when there is none of that id */
  disable(id: string, reason: string | null): Promise<boolean>;
  /**
   * Puts another secret in the place of the one that is expected there.
   *
   * @returns false, and changes nothing, when there is no such receiver or it has another secret by now
   */
  replaceSecret(id: string, secrets: { readonly before: StoredSecret; readonly after: StoredSecret }): Promise<boolean>;
  /** In the order of their sequences. */
  deliveries(query: { readonly subscription: string; readonly state?: DeliveryState }): Promise<Delivery[]>;
  /**
   * Takes a receiver until an instant, unless another owner's claim still holds. Asked again by the same owner, prolongs
   * the claim.
   *
   * @returns the receiver as it is now; undefined when another has it, or it is disabled or gone
   */
  lease(lease: Lease, time: { readonly now: string; readonly until: string }): Promise<StoredSubscription | undefined>;
  release(lease: Lease): Promise<void>;
  /**
   * Records what became of an event and, when it is given, moves the cursor; both or none.
   *
   * @returns false, and changes nothing, when the claim is another's by now
   */
  settle(
    lease: Lease,
    result: {
      readonly delivery?: Delivery | undefined;
      readonly cursor?: { readonly sequence: number; readonly digest: string } | undefined;
    },
  ): Promise<boolean>;
  /**
   * Forgets what was delivered before an instant: of one receiver, or of all. Nothing that is pending or dead.
   *
   * @returns how many
   */
  forget(query: { readonly before: string; readonly subscription?: string | undefined }): Promise<number>;
  /** Makes dead deliveries pending again, with no attempts made: one, or all. @returns how many */
  revive(query: {
    readonly subscription: string;
    readonly sequence?: number | undefined;
    readonly dueAt: string;
  }): Promise<number>;
}
