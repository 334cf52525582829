import { AsyncLocalStorage } from 'node:async_hooks';
import { NestedTransactionError } from './errors.ts';

/** Notices work that asks the database of its own transaction for another connection, for which it would wait forever. */
export class TransactionScope {
  readonly #location: string;
  readonly #scope = new AsyncLocalStorage<{ active: boolean }>();

  constructor(location: string) {
    this.#location = location;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    // Work that was started inside and not awaited may outlive the transaction; by then it may use the database again.
    const scope = { active: true };
    try {
      return await this.#scope.run(scope, work);
    } finally {
      scope.active = false;
    }
  }

  /** @throws NestedTransactionError when called from inside `run` */
  refuseInside(): void {
    if (this.#scope.getStore()?.active === true) throw new NestedTransactionError(this.#location);
  }
}
