import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { RegimeDetector } from '../src/index.ts';
import { market } from './support/fitted-toy.ts';

/** A hundred models with a prediction each keep well over a megabyte alive; what is under this is the engine's own noise. */
const ROOM_BYTES = 600_000;
const MODELS = 100;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is alive: the least of several looks, because array buffers are swept by another thread after a collection. */
async function usedBytes(): Promise<number> {
  const looks: number[] = [];
  for (let i = 0; i < 8; i++) {
    collectGarbage();
    await setTimeout(10);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    looks.push(heapUsed + arrayBuffers);
  }
  return Math.min(...looks);
}

function fitOne(seed: number): unknown {
  const detector = new RegimeDetector({ seed, restarts: 1, maxIterations: 5 }).fit(market.rows);
  return [detector, detector.predictRegimes(market.rows, { from: 1400 }), detector.createOnlineFilter().state()];
}

async function growth(keep: (model: unknown) => void): Promise<number> {
  const before = await usedBytes();
  for (let i = 0; i < MODELS; i++) keep(fitOne(i));
  return (await usedBytes()) - before;
}

describe('memory', () => {
  it('fitting and dropping 100 models leaves nothing behind', async () => {
    await growth(() => {});
    expect(await growth(() => {})).toBeLessThan(ROOM_BYTES);
  });

  it('keeping them does leave something (so that the test above can fail)', async () => {
    const kept: unknown[] = [];
    expect(await growth((model) => kept.push(model))).toBeGreaterThan(ROOM_BYTES);
    expect(kept).toHaveLength(MODELS);
  });
});
