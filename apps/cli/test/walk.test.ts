import { describe, expect, it } from 'vitest';
import { Walk } from '../src/commands/demo/walk.ts';
import type { Context } from '../src/frame/context.ts';

/** A walk of four steps, what its progress showed, and the switch that interrupts it. */
function walkOfFour(): { walk: Walk; shown: [string, number | undefined][]; interrupt: AbortController } {
  const shown: [string, number | undefined][] = [];
  const interrupt = new AbortController();
  const progress = { show: (text: string, share?: number) => void shown.push([text, share]), done: () => {} };
  const context = { progress, signal: interrupt.signal } as unknown as Context;
  return { walk: new Walk(context, 4), shown, interrupt };
}

describe('Walk', () => {
  it('take(plan) does the work, gives what it found and remembers the step', async () => {
    const { walk } = walkOfFour();
    const found = await walk.take({
      title: 'Count',
      command: 'count',
      work: async () => 7,
      result: (n) => `${n} found`,
    });
    await walk.take({ title: 'Rest', work: () => undefined, result: () => 'rested' });
    expect(found).toBe(7);
    expect(walk.steps).toEqual([
      { step: 1, title: 'Count', command: 'count', result: '7 found', durationMs: expect.any(Number) },
      { step: 2, title: 'Rest', result: 'rested', durationMs: expect.any(Number) },
    ]);
  });

  it('take(plan) counts the progress of the work as a part of the whole', async () => {
    const { walk, shown } = walkOfFour();
    const work = () => walk.context.progress.show('half of it', 0.5);
    await walk.take({ title: 'First', work, result: () => '' });
    await walk.take({ title: 'Second', work, result: () => '' });
    expect(shown).toEqual([
      ['First', 0],
      ['half of it', 0.125],
      ['Second', 0.25],
      ['half of it', 0.375],
    ]);
  });

  it('take(plan) does nothing after an interruption', async () => {
    const { walk, interrupt } = walkOfFour();
    interrupt.abort(new Error('Ctrl-C'));
    let done = false;
    const plan = { title: 'Never', work: () => void (done = true), result: () => '' };
    await expect(walk.take(plan)).rejects.toThrow('Ctrl-C');
    expect({ done, steps: walk.steps }).toEqual({ done: false, steps: [] });
  });
});
