import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapInParallel } from './map-in-parallel.ts';

describe('mapInParallel(items, work)', () => {
  it('gives results in the order of the items, however long each took', async () => {
    const items = Array.from({ length: 30 }, (_, i) => i);
    const work = async (i: number) => {
      await sleep((i * 7) % 5);
      return i * 2;
    };
    expect(await mapInParallel(items, work)).toEqual(items.map((i) => i * 2));
    expect(await mapInParallel([], work)).toEqual([]);
  });

  it('works on several at once, and on no more than eight', async () => {
    let [now, most] = [0, 0];
    await mapInParallel(Array(40).fill(0), async () => {
      now += 1;
      most = Math.max(most, now);
      await sleep(1);
      now -= 1;
    });
    expect(most).toBe(8);
  });

  it('throws the first failure in order, after what was begun has ended', async () => {
    let running = 0;
    const working = mapInParallel([0, 1, 2, 3], async (i) => {
      running += 1;
      await sleep(10 - i * 3);
      running -= 1;
      if (i > 0) throw new Error(`number ${i}`);
    });
    await expect(working).rejects.toThrow('number 1');
    expect(running).toBe(0);
  });
});
