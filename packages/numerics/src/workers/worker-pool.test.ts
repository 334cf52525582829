import { RegimekitError } from '@regimekit/errors';
import { afterEach, describe, expect, it } from 'vitest';
import * as tasks from '../../test/support/tasks.ts';
import { ArgumentError } from '../index.ts';
import { createWorkerPool, PoolClosedError, WorkerCrashedError, type WorkerPool } from './index.ts';

const pools: WorkerPool[] = [];

function pool(size: number): WorkerPool {
  const created = createWorkerPool({ size });
  pools.push(created);
  return created;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((created) => created.close()));
});

const newFlag = () => new Int32Array(new SharedArrayBuffer(4));
function raise(flag: Int32Array<SharedArrayBuffer>): void {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

describe('createWorkerPool', () => {
  it('run(task, input) computes in another thread and keeps the order of the answers', async () => {
    const workers = pool(2);
    expect(workers.concurrency).toBe(2);
    expect(await workers.run(tasks.whichThread, null)).toBeGreaterThan(0);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => workers.run(tasks.square, i)));
    expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => i * i));
    expect(await workers.run(tasks.sum, Float64Array.of(1, 2, 3))).toBe(6);
  });

  it('run(task, input) uses as many threads as the pool has, and no more', async () => {
    const workers = pool(2);
    const flag = newFlag();
    const held = Array.from({ length: 5 }, () => workers.run(tasks.waitFor, flag));
    raise(flag);
    expect(new Set(await Promise.all(held)).size).toBeLessThanOrEqual(2);
    const other = newFlag();
    const both = [workers.run(tasks.waitFor, other), workers.run(tasks.waitFor, other)];
    raise(other);
    expect(new Set(await Promise.all(both)).size).toBe(2);
  });

  it('run(task, input) brings a RegimekitError back with its name, code, kind, hint, details and cause', async () => {
    const error: unknown = await pool(1)
      .run(tasks.refuse, 9)
      .catch((reason: unknown) => reason);
    expect(RegimekitError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      name: 'TooLargeError',
      message: '9 is too large.',
      code: 'TOO_LARGE',
      kind: 'input',
      hint: 'Give less.',
      details: { value: 9 },
      cause: { name: 'TypeError', message: 'the cause' },
    });
    expect((error as Error).stack).toContain('tasks.ts');
  });

  it('run(task, input) brings any other error back as one that is no RegimekitError', async () => {
    const workers = pool(1);
    const error: unknown = await workers.run(tasks.breakPlainly, null).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RangeError', message: 'plain' });
    expect(RegimekitError.isInstance(error)).toBe(false);
    await expect(workers.run({ ...tasks.square, name: 'nowhere' }, 2)).rejects.toThrow(
      "does not export a task 'nowhere'",
    );
    await expect(workers.run({ ...tasks.square, module: 'file:///nowhere.js' }, 2)).rejects.toThrow(
      'Cannot find module',
    );
    expect(await workers.run(tasks.square, 3)).toBe(9);
  });

  it('run(task, input) rejects when input or output cannot be cloned, and the worker lives on', async () => {
    const workers = pool(1);
    const thread = await workers.run(tasks.whichThread, null);
    const clumsy = { ...tasks.square, run: (f: () => void) => f } as unknown as typeof tasks.returnFunction;
    await expect(workers.run(clumsy, (() => 1) as unknown as null)).rejects.toThrow('could not be cloned');
    await expect(workers.run(tasks.returnFunction, null)).rejects.toThrow('could not be cloned');
    expect(await workers.run(tasks.whichThread, null)).toBe(thread);
  });

  it('run(task, input, { signal }) drops a task that waits and leaves the running one alone', async () => {
    const workers = pool(1);
    const flag = newFlag();
    const running = workers.run(tasks.waitFor, flag);
    const controller = new AbortController();
    const waiting = workers.run(tasks.spin, null, { signal: controller.signal });
    const behind = workers.run(tasks.whichThread, null);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    raise(flag);
    expect(await behind).toBe(await running);
    await expect(workers.run(tasks.square, 2, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('run(task, input, { signal }) ends the worker of a running task, and the pool replaces it', async () => {
    const workers = pool(1);
    const thread = await workers.run(tasks.whichThread, null);
    const controller = new AbortController();
    const running = workers.run(tasks.spin, null, { signal: controller.signal });
    const behind = workers.run(tasks.whichThread, null);
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 50);
    await expect(running).rejects.toBe(reason);
    expect(await behind).not.toBe(thread);
  });

  it('run(task, input, { signal }) ignores an abort that comes after the answer', async () => {
    const workers = pool(1);
    const controller = new AbortController();
    const thread = await workers.run(tasks.whichThread, null, { signal: controller.signal });
    controller.abort();
    expect(await workers.run(tasks.whichThread, null)).toBe(thread);
  });

  it('run(task, input) rejects with WorkerCrashedError when the thread ends, and the pool replaces it', async () => {
    const workers = pool(1);
    const exit: unknown = await workers.run(tasks.leave, 7).catch((reason: unknown) => reason);
    expect(exit).toBeInstanceOf(WorkerCrashedError);
    expect(exit).toMatchObject({
      code: 'WORKER_CRASHED',
      kind: 'unavailable',
      details: { task: 'leave', exitCode: 7 },
    });
    const outside: unknown = await workers.run(tasks.throwLater, null).catch((reason: unknown) => reason);
    expect(outside).toBeInstanceOf(WorkerCrashedError);
    expect(outside).toMatchObject({ cause: { message: 'outside the task' } });
    expect(await workers.run(tasks.square, 4)).toBe(16);
  });

  it('createWorkerPool({ memoryMb }) ends a worker that fills its heap, and this process goes on', async () => {
    const workers = createWorkerPool({ size: 1, memoryMb: 32 });
    pools.push(workers);
    expect(await workers.run(tasks.square, 3)).toBe(9);
    const full: unknown = await workers.run(tasks.hoard, null).catch((reason: unknown) => reason);
    expect(full).toMatchObject({ code: 'WORKER_CRASHED', cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } });
    expect((full as Error).message).toContain('memory');
    expect(await workers.run(tasks.square, 4)).toBe(16);
    for (const memoryMb of [0, 15, 20.5, Number.NaN, '64' as unknown as number]) {
      expect(() => createWorkerPool({ memoryMb })).toThrow(ArgumentError);
    }
  });

  it('close() rejects what waits, what runs and what comes later', async () => {
    const workers = pool(1);
    const running = workers.run(tasks.spin, null);
    const waiting = workers.run(tasks.square, 1);
    const both = Promise.allSettled([running, waiting]);
    await workers.close();
    for (const result of await both) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'POOL_CLOSED', kind: 'state' } });
    }
    await expect(workers.run(tasks.square, 1)).rejects.toThrow(PoolClosedError);
    await workers.close();
  });

  it('a pool closes itself at the end of an `await using` block', async () => {
    let kept: WorkerPool;
    {
      await using workers = createWorkerPool({ size: 1 });
      expect(await workers.run(tasks.square, 5)).toBe(25);
      kept = workers;
    }
    await expect(kept.run(tasks.square, 5)).rejects.toThrow(PoolClosedError);
  });

  it('createWorkerPool({ size }) refuses sizes below one and fractions', () => {
    expect(() => createWorkerPool({ size: 0 })).toThrow(ArgumentError);
    expect(() => createWorkerPool({ size: 1.5 })).toThrow(ArgumentError);
    expect(createWorkerPool().concurrency).toBeGreaterThanOrEqual(1);
  });
});
