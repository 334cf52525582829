import { describe, expect, it } from 'vitest';
import { spin, square } from '../../test/support/tasks.ts';
import { inlineExecutor, type Task } from '../index.ts';

describe('inlineExecutor', () => {
  it('run(task, input) resolves with what the task returns, and rejects with what it throws', async () => {
    expect(await inlineExecutor.run(square, 7)).toBe(49);
    const failing: Task<null, never> = {
      name: 'failing',
      module: '',
      run: () => {
        throw new RangeError('no');
      },
    };
    await expect(inlineExecutor.run(failing, null)).rejects.toThrow(RangeError);
    expect(inlineExecutor.concurrency).toBe(1);
  });

  it('run(task, input) lets the event loop turn before the task', async () => {
    const order: string[] = [];
    const note: Task<string, void> = { name: 'note', module: '', run: (text) => void order.push(text) };
    setTimeout(() => order.push('timer'), 0);
    await inlineExecutor.run(note, 'task');
    expect(order).toEqual(['timer', 'task']);
  });

  it('run(task, input, { signal }) never starts the task once the signal aborts', async () => {
    const reason = new Error('enough');
    await expect(inlineExecutor.run(spin, null, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const run = inlineExecutor.run(spin, null, { signal: controller.signal });
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
  });
});
