// Tasks that the tests of the pool run in workers.
import { RegimekitError } from '@regimekit/errors';
import { threadId } from 'node:worker_threads';
import type { Task } from '../../src/index.ts';

const module = import.meta.url;

class TooLargeError extends RegimekitError {
  constructor(value: number) {
    super(`${value} is too large.`, {
      code: 'TOO_LARGE',
      kind: 'input',
      hint: 'Give less.',
      details: { value },
      cause: new TypeError('the cause'),
    });
  }
}

export const square: Task<number, number> = { name: 'square', module, run: (x) => x * x };

export const whichThread: Task<null, number> = { name: 'whichThread', module, run: () => threadId };

export const sum: Task<Float64Array, number> = { name: 'sum', module, run: (xs) => xs.reduce((a, b) => a + b, 0) };

export const refuse: Task<number, never> = {
  name: 'refuse',
  module,
  run: (value) => {
    throw new TooLargeError(value);
  },
};

export const breakPlainly: Task<null, never> = {
  name: 'breakPlainly',
  module,
  run: () => {
    throw new RangeError('plain');
  },
};

export const returnFunction: Task<null, unknown> = { name: 'returnFunction', module, run: () => () => 1 };

export const spin: Task<null, never> = {
  name: 'spin',
  module,
  run: () => {
    for (;;) Math.sqrt(2);
  },
};

/** Fills the heap until there is no more of it. */
export const hoard: Task<null, never> = {
  name: 'hoard',
  module,
  run: () => {
    const kept: object[] = [];
    for (;;) kept.push({ number: kept.length });
  },
};

/** Waits without using the processor; the other side wakes it through the shared flag. */
export const waitFor: Task<Int32Array<SharedArrayBuffer>, number> = {
  name: 'waitFor',
  module,
  run: (flag) => {
    Atomics.wait(flag, 0, 0);
    return threadId;
  },
};

export const leave: Task<number, never> = {
  name: 'leave',
  module,
  run: (exitCode) => process.exit(exitCode),
};

export const throwLater: Task<null, Promise<never>> = {
  name: 'throwLater',
  module,
  run: () =>
    new Promise(() => {
      setTimeout(() => {
        throw new Error('outside the task');
      }, 1);
    }),
};
