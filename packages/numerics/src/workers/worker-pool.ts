import { availableParallelism } from 'node:os';
import { describeValue } from '../arguments/describe-value.ts';
import { ArgumentError } from '../errors.ts';
import type { Task, TaskExecutor } from '../executor/task-executor.ts';
import { unpackError } from './error-transfer.ts';
import type { TaskMessage } from './messages.ts';
import { PoolWorker } from './pool-worker.ts';
import { PoolClosedError } from './worker-errors.ts';

export interface WorkerPoolOptions {
  /**
   * How many workers run at most.
   *
   * @default the number of processors that this process may use
   */
  readonly size?: number;
  /**
   * Heap of each worker in MiB. A task that needs more ends its worker with `WorkerCrashedError`, and nothing else.
   * Typed arrays lie outside the heap and are not counted.
   *
   * @default what Node gives a worker
   */
  readonly memoryMb?: number;
}

/** A `TaskExecutor` over threads of this process. */
export interface WorkerPool extends TaskExecutor, AsyncDisposable {
  /** Ends all workers. Tasks that wait or run reject with `PoolClosedError`, and so does every later one. */
  close(): Promise<void>;
}

/**
 * A pool of worker threads. Workers start when there is work for them, and an idle pool does not keep the process alive.
 * An abort takes a waiting task out of the queue; a running one ends its worker, which the pool replaces. Errors keep
 * their name, code, kind, hint and details: a `RegimekitError` comes back as one.
 *
 * A run rejects with `signal.reason`, with the task's own error, with `WorkerCrashedError` when its thread ended first,
 * or with `PoolClosedError`.
 *
 * @throws ArgumentError unless `size` is a whole number of at least 1 and `memoryMb` one of at least 16
 *
 * @example
 * ```ts
 * import { createWorkerPool } from '@regimekit/numerics/workers';
 *
 * await using pool = createWorkerPool({ size: 2 });
 * // await Promise.all(inputs.map((input) => pool.run(task, input)));
 * ```
 */
export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool {
  const size = options.size ?? availableParallelism();
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new ArgumentError(`A pool needs a whole number of at least 1 worker, received ${size}.`, { size });
  }
  const { memoryMb } = options;
  if (memoryMb !== undefined && !(Number.isSafeInteger(memoryMb) && memoryMb >= MIN_MEMORY_MB)) {
    throw new ArgumentError(
      `A worker needs a heap of at least ${MIN_MEMORY_MB} whole MiB, received ${describeValue(memoryMb)}.`,
      { memoryMb },
    );
  }
  return new ThreadPool(size, memoryMb);
}

/** With less a worker dies before it has loaded a task. */
const MIN_MEMORY_MB = 16;

interface Job {
  readonly message: TaskMessage;
  worker: PoolWorker | undefined;
  readonly resolve: (output: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

class ThreadPool implements WorkerPool {
  readonly concurrency: number;
  readonly #queue: Job[] = [];
  readonly #running = new Set<Job>();
  readonly #idle: PoolWorker[] = [];
  readonly #memoryMb: number | undefined;
  #closed = false;

  constructor(size: number, memoryMb: number | undefined) {
    this.concurrency = size;
    this.#memoryMb = memoryMb;
  }

  async run<I, O>(task: Task<I, O>, input: I, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<O> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#closed) throw new PoolClosedError(task.name);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const message = { module: task.module, name: task.name, input };
    const job: Job = { message, worker: undefined, resolve, reject };
    const abort = () => this.#drop(job, signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.#queue.push(job);
    this.#next();
    try {
      return (await promise) as O;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const workers = [...this.#idle, ...[...this.#running].flatMap((job) => job.worker ?? [])];
    for (const job of [...this.#queue, ...this.#running]) this.#drop(job, new PoolClosedError(job.message.name));
    this.#idle.length = 0;
    await Promise.all(workers.map((worker) => worker.end()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Gives waiting jobs to workers, as long as there are both. */
  #next(): void {
    while (this.#queue.length > 0 && this.#running.size < this.concurrency) {
      const job = this.#queue.shift()!;
      this.#running.add(job);
      void this.#execute(job);
    }
  }

  async #execute(job: Job): Promise<void> {
    try {
      const worker = this.#takeWorker();
      job.worker = worker;
      const answer = await worker.run(job.message);
      if (answer.ok) job.resolve(answer.output);
      else job.reject(unpackError(answer.error));
    } catch (error) {
      job.reject(error);
    }
    this.#release(job);
  }

  #takeWorker(): PoolWorker {
    let worker = this.#idle.pop();
    // A worker may have died while it had nothing to do.
    while (worker?.alive === false) worker = this.#idle.pop();
    return worker ?? new PoolWorker(this.#memoryMb);
  }

  #release(job: Job): void {
    const wasRunning = this.#running.delete(job);
    if (wasRunning && job.worker?.alive && !this.#closed) this.#idle.push(job.worker);
    this.#next();
  }

  /** Takes a job out, wherever it is; the worker of a running one ends, because nothing else can stop it. */
  #drop(job: Job, reason: unknown): void {
    job.reject(reason);
    const position = this.#queue.indexOf(job);
    if (position >= 0) this.#queue.splice(position, 1);
    if (!this.#running.delete(job)) return;
    void job.worker?.end();
    this.#next();
  }
}
