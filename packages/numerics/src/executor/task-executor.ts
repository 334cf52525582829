/**
 * A piece of work that can run elsewhere. Its input and output are plain data (structured clone: numbers, arrays, typed
 * arrays, plain objects), because class instances lose their methods on the way to a worker.
 *
 * `module` must be a file that exports this very task under `name`, also after a build: give the task a file of its own
 * that is an entry of the build, and write `module: import.meta.url` there, so that it names the source when running
 * from sources and the built file otherwise.
 */
export interface Task<I, O> {
  readonly name: string;
  /** URL of a module that exports this task under `name`. */
  readonly module: string;
  readonly run: (input: I) => O;
}

/** Who runs tasks: this thread, or a pool of others. The same inputs give the same outputs with any of them. */
export interface TaskExecutor {
  /** How many tasks make progress at the same time. */
  readonly concurrency: number;
  /**
   * @returns what the task returns; rejects with its error, or with `signal.reason` once the signal aborts
   */
  run<I, O>(task: Task<I, O>, input: I, options?: { readonly signal?: AbortSignal | undefined }): Promise<O>;
}
