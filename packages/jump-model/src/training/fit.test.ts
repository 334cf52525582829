import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { persistentRows } from '../../test/support/rows.ts';
import { fitJumpModel, fitJumpModelAsync } from './fit.ts';
import type { JumpFitProgress } from './fit-plan.ts';
import type { JumpModelFit } from './fit-result.ts';

const rows = persistentRows(300, { seed: 4, nFeatures: 3 });
const options = { nStates: 2, jumpPenalty: 4, seed: 3, restarts: 6 };

/** Every number of a fit. */
function bytes(fit: JumpModelFit): string {
  return JSON.stringify({ ...fit, states: [...fit.states], probabilities: [...fit.probabilities.data] });
}

describe('fitJumpModel', () => {
  it('fitJumpModel(rows, options) runs 100 starts by default (30 when continuous) and says how many found the best', () => {
    const fit = fitJumpModel(rows, { nStates: 2, jumpPenalty: 4 });
    expect(fit.restarts).toHaveLength(100);
    const continuous = { nStates: 2, jumpPenalty: 4, variant: 'continuous', gridStep: 0.5 } as const;
    expect(fitJumpModel(rows, continuous).restarts).toHaveLength(30);
    expect(fit.restartsAtOptimum).toBeGreaterThan(1);
    expect(fit.stopReason).toBe('converged');
    expect(fit.emptyStates).toBe(0);
    expect(fit.objective).toBe(Math.min(...fit.restarts.map(({ objective }) => objective)));
  });

  it('fitJumpModel(rows, seed) gives the same bytes again, and start r whatever their number', () => {
    expect(bytes(fitJumpModel(rows, options))).toBe(bytes(fitJumpModel(rows, options)));
    const more = fitJumpModel(rows, { ...options, restarts: 9 });
    expect(more.restarts.slice(0, 6)).toEqual(fitJumpModel(rows, options).restarts);
  });

  it('fitJumpModel(rows) numbers the states by their rows, or by the sum of orderBy', () => {
    const fit = fitJumpModel(rows, options);
    const days = [0, 1].map((state) => fit.states.filter((s) => s === state).length);
    expect(days[0]).toBeGreaterThan(days[1]!);
    const scores = rows.map((_, t) => (fit.states[t] === 0 ? -1 : 1));
    const turned = fitJumpModel(rows, { ...options, orderBy: scores });
    expect(turned.states).toEqual(fit.states.map((state) => 1 - state));
    expect(turned.model.centers.to2DArray()).toEqual(fit.model.centers.to2DArray().reverse());
    expect(turned.probabilities.row(0)).toEqual(fit.probabilities.row(0).toReversed());
  });

  it('fitJumpModel(rows, a huge penalty) leaves a state empty and says so', () => {
    const fit = fitJumpModel(rows, { ...options, jumpPenalty: 1e6 });
    expect([fit.switches, fit.emptyStates]).toEqual([0, 1]);
  });

  it('fitJumpModel(rows, one state) is the mean of the rows', () => {
    const fit = fitJumpModel([[1], [2], [6]], { nStates: 1, jumpPenalty: 1 });
    expect(fit.model.centers.to2DArray()).toEqual([[3]]);
    expect(fit.objective).toBe(7);
  });

  it('fitJumpModel(rows, a start to follow) keeps an optimum that no seeded start beats', () => {
    const first = fitJumpModel(rows, options);
    const again = fitJumpModel(rows, { ...options, startFrom: first.model, restarts: 2 });
    expect(again.restarts[0]).toMatchObject({ start: 'given', objective: first.objective, iterations: 1 });
    expect(again.bestRestart).toBe(0);
    expect(fitJumpModel(rows, { ...options, startFrom: first.model, restarts: 0 }).objective).toBe(first.objective);
  });

  it('fitJumpModel(rows, maxIterations 1) says that it did not converge', () => {
    const fit = fitJumpModel(persistentRows(300, { stay: 0.8 }), { ...options, restarts: 1, maxIterations: 1 });
    expect(fit.stopReason).toBe('max_iterations');
  });

  it('fitJumpModel(rows, sparse) weighs the features that tell the states apart', () => {
    const noisy = rows.map(([a, b], t) => [a!, b!, Math.sin(t * t)]);
    const fit = fitJumpModel(noisy, { ...options, kappaSquared: 2 });
    expect(fit.model.featureWeights[2]).toBeLessThan(0.1);
    expect(fit.model.featureWeights[0]).toBeGreaterThan(0.7);
    expect(fit.weightHistory.at(-1)).toEqual(fit.model.featureWeights);
    expect(fitJumpModel(noisy, options).weightHistory).toEqual([]);
  });

  it('fitJumpModel(rows, onProgress) hears of each start and stops at a no', () => {
    const heard: JumpFitProgress[] = [];
    const fit = fitJumpModel(rows, { ...options, onProgress: (progress) => heard.push(progress) < 3 });
    expect(heard.map(({ restart, restarts }) => [restart, restarts])).toEqual([
      [0, 6],
      [1, 6],
      [2, 6],
    ]);
    expect(fit.stopReason).toBe('cancelled');
    expect(fit.restarts).toHaveLength(3);
  });

  it('fitJumpModel(rows, onProgress) that says no to the last start has stopped nothing', () => {
    const fit = fitJumpModel(rows, { ...options, onProgress: ({ restart }) => restart < 5 });
    expect(fit.stopReason).toBe('converged');
  });
});

describe('fitJumpModelAsync', () => {
  it.each([
    ['discrete', {}],
    ['continuous', { variant: 'continuous', gridStep: 0.1 }],
    ['sparse', { kappaSquared: 2 }],
  ] as const)(
    'fitJumpModelAsync(rows, %s) gives the bytes of fitJumpModel with 0, 1 and 3 workers',
    async (_, kind) => {
      const alone = bytes(fitJumpModel(rows, { ...options, ...kind }));
      expect(bytes(await fitJumpModelAsync(rows, { ...options, ...kind }))).toBe(alone);
      for (const size of [1, 3]) {
        await using executor = createWorkerPool({ size });
        expect(bytes(await fitJumpModelAsync(rows, { ...options, ...kind, executor }))).toBe(alone);
      }
    },
  );

  it('fitJumpModelAsync(rows, aborted signal) rejects with its reason', async () => {
    const reason = new Error('enough');
    await expect(fitJumpModelAsync(rows, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const onProgress = (): void => controller.abort(reason);
    await expect(fitJumpModelAsync(rows, { ...options, signal: controller.signal, onProgress })).rejects.toBe(reason);
  });

  it('fitJumpModelAsync(rows, onProgress) resolves with the best so far when told to stop', async () => {
    const fit = await fitJumpModelAsync(rows, { ...options, onProgress: ({ restart }) => restart < 1 });
    expect(fit.stopReason).toBe('cancelled');
    expect(fit.restarts).toHaveLength(2);
  });
});
