// What runs inside a worker: it imports the module of a task, runs the task and answers.
import { parentPort } from 'node:worker_threads';
import type { Task } from '../executor/task-executor.ts';
import { packError } from './error-transfer.ts';
import type { TaskAnswer, TaskMessage } from './messages.ts';

const port = parentPort;
port?.on('message', (message: TaskMessage) => {
  void answer(message);
});

async function answer(message: TaskMessage): Promise<void> {
  try {
    const task = await loadTask(message);
    const output: unknown = await task.run(message.input);
    post({ ok: true, output });
  } catch (error) {
    // Also an output that cannot be cloned ends here.
    post({ ok: false, error: packError(error) });
  }
}

function post(taskAnswer: TaskAnswer): void {
  port?.postMessage(taskAnswer);
}

async function loadTask({ module, name }: TaskMessage): Promise<Task<unknown, unknown>> {
  const exported = ((await import(module)) as Record<string, unknown>)[name];
  if (typeof (exported as Task<unknown, unknown> | undefined)?.run === 'function') {
    return exported as Task<unknown, unknown>;
  }
  throw new TypeError(
    `${module} does not export a task '${name}'. Export it under that name from a file of its own that is an entry of the build.`,
  );
}
