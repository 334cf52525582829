import type { TransferredError } from './error-transfer.ts';

/** What the pool sends to a worker; one at a time. */
export interface TaskMessage {
  readonly module: string;
  readonly name: string;
  readonly input: unknown;
}

/** What the worker answers, once for each task. */
export type TaskAnswer =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly error: TransferredError };
