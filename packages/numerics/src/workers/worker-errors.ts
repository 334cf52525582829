import { RegimekitError, type ErrorDetails } from '@regimekit/errors';

/** A worker ended before its task was done: out of memory, `process.exit`, or an error outside the task. */
export class WorkerCrashedError extends RegimekitError {
  constructor(message: string, details: ErrorDetails, cause?: unknown) {
    super(message, {
      code: 'WORKER_CRASHED',
      kind: 'unavailable',
      hint: 'The pool has replaced the worker; try again, with fewer workers or a smaller input if memory ran out.',
      details,
      cause,
    });
  }
}

/** The pool was closed before the task was done, or before it was given. */
export class PoolClosedError extends RegimekitError {
  constructor(task: string) {
    super(`The worker pool is closed, so the task '${task}' cannot run.`, {
      code: 'POOL_CLOSED',
      kind: 'state',
      hint: 'Create a new pool, and close it after the last task.',
      details: { task },
    });
  }
}
