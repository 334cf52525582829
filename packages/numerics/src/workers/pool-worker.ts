import { Worker } from 'node:worker_threads';
import type { TaskAnswer, TaskMessage } from './messages.ts';
import { WorkerCrashedError } from './worker-errors.ts';

// From sources, Node strips the types itself, and packages must resolve to sources as they did here.
const fromSources = import.meta.url.endsWith('.ts');
const entry = new URL(fromSources ? './worker-entry.ts' : './worker-entry.js', import.meta.url);
const workerOptions = fromSources ? { execArgv: ['--conditions=@regimekit/source'] } : {};

interface Waiting {
  readonly task: string;
  readonly resolve: (answer: TaskAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One thread that runs one task at a time. It keeps the process alive only while a task runs. */
export class PoolWorker {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  #failure: unknown;
  #alive = true;

  /** @param memoryMb - limit of its heap in MiB; undefined for Node's own */
  constructor(memoryMb?: number) {
    const limits = memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } };
    this.#worker = new Worker(entry, { ...workerOptions, ...limits });
    this.#worker.unref();
    this.#worker.on('message', (answer: TaskAnswer) => this.#settle((waiting) => waiting.resolve(answer)));
    this.#worker.on('messageerror', (error) => this.#crash(error));
    this.#worker.on('error', (error) => {
      this.#failure = error;
    });
    this.#worker.on('exit', (exitCode) => {
      this.#alive = false;
      this.#settle((waiting) => waiting.reject(crashOf(waiting.task, exitCode, this.#failure)));
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** @throws DataCloneError when the input cannot be sent; the worker stays usable */
  async run(message: TaskMessage): Promise<TaskAnswer> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(message);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting = { task: message.name, resolve, reject };
    });
  }

  async end(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #crash(error: unknown): void {
    this.#failure = error;
    void this.end();
  }

  #settle(how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker.unref();
    if (waiting) how(waiting);
  }
}

function crashOf(task: string, exitCode: number, cause: unknown): WorkerCrashedError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new WorkerCrashedError(
    `The worker that ran the task '${task}' ended before it answered (exit code ${exitCode})${why}`,
    { task, exitCode },
    cause,
  );
}
