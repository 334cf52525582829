import { TransactionAbortedError } from './errors.ts';

/**
 * Remembers that a statement of a transaction has failed. PostgreSQL refuses everything after it and turns the commit into
 * a rollback without a word; SQLite undoes the statement alone and goes on. Here both refuse, and say what was the matter.
 */
export class TransactionHealth {
  readonly #location: string;
  #inside = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(location: string) {
    this.#location = location;
  }

  begin(): void {
    this.#inside = true;
    this.#failure = undefined;
  }

  end(): void {
    this.#inside = false;
    this.#failure = undefined;
  }

  /** @throws TransactionAbortedError when a statement of this transaction has failed */
  check(): void {
    if (this.#failure !== undefined) throw new TransactionAbortedError(this.#location, this.#failure.error);
  }

  fail(error: unknown): void {
    if (this.#inside) this.#failure ??= { error };
  }
}
