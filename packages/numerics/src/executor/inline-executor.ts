import type { TaskExecutor } from './task-executor.ts';

/**
 * Runs tasks one at a time in this thread. It yields to the event loop before each task, so that timers, input and
 * an abort get their turn between tasks; a task that runs cannot be interrupted.
 *
 * @example
 * ```ts
 * import { inlineExecutor } from '@regimekit/numerics';
 *
 * const square = { name: 'square', module: import.meta.url, run: (x: number) => x * x };
 * await inlineExecutor.run(square, 7); // 49
 * ```
 */
export const inlineExecutor: TaskExecutor = {
  concurrency: 1,
  async run(task, input, options) {
    options?.signal?.throwIfAborted();
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    options?.signal?.throwIfAborted();
    return task.run(input);
  },
};
