import { describe, expect, it } from 'vitest';
import { GridStepError } from '../errors.ts';
import type { JumpSettings } from './jump-model.ts';
import { checkGridStep, createStateSpace } from './state-space.ts';

const settings: JumpSettings = {
  variant: 'continuous',
  nStates: 2,
  jumpPenalty: 3,
  gridStep: 0.5,
  modePenalty: false,
  kappaSquared: null,
};

/** Penalty from one candidate to another, out of the sorted lists. */
function penalty(space: ReturnType<typeof createStateSpace>, from: number, to: number): number {
  const at = Array.from({ length: space.nCandidates }, (_, i) => to * space.nCandidates + i);
  return space.penalties[at.find((i) => space.sources[i] === from)!]!;
}

describe('createStateSpace', () => {
  it('createStateSpace(discrete) costs lambda between states and nothing within', () => {
    const space = createStateSpace({ ...settings, variant: 'discrete', gridStep: null, modePenalty: null }, 4);
    expect([penalty(space, 0, 0), penalty(space, 0, 1), penalty(space, 1, 0), penalty(space, 1, 1)]).toEqual([
      0, 3, 3, 0,
    ]);
  });

  it('createStateSpace(sparse) costs lambda over the root of the number of features', () => {
    const space = createStateSpace(
      { ...settings, variant: 'discrete', gridStep: null, modePenalty: null, kappaSquared: 2 },
      9,
    );
    expect(penalty(space, 0, 1)).toBe(1);
  });

  it('createStateSpace(continuous) costs lambda times the square of half the L1 distance', () => {
    const space = createStateSpace(settings, 1);
    expect(Array.from(space.shares!)).toEqual([1, 0, 0.5, 0.5, 0, 1]);
    expect([penalty(space, 0, 1), penalty(space, 0, 2), penalty(space, 1, 1)]).toEqual([0.75, 3, 0]);
  });

  it('createStateSpace(with the mode penalty) makes every row of exp(-penalty) sum to the same', () => {
    const space = createStateSpace({ ...settings, nStates: 3, gridStep: 0.25, modePenalty: true }, 1);
    const all = Array.from({ length: space.nCandidates }, (_, i) => i);
    const sums = all.map((from) => all.reduce((sum, to) => sum + Math.exp(-penalty(space, from, to)), 0));
    expect(space.nCandidates).toBe(15);
    expect(Math.max(...sums) / Math.min(...sums) - 1).toBeLessThan(1e-12);
    expect(penalty(space, 0, 0)).toBe(0);
  });

  it('createStateSpace(without it) does not, so the check can fail', () => {
    const space = createStateSpace({ ...settings, gridStep: 0.25 }, 1);
    const all = Array.from({ length: space.nCandidates }, (_, i) => i);
    const sums = all.map((from) => all.reduce((sum, to) => sum + Math.exp(-penalty(space, from, to)), 0));
    expect(Math.max(...sums) / Math.min(...sums) - 1).toBeGreaterThan(0.1);
  });

  it('createStateSpace(continuous) names the state with the largest share, the lower one of two alike', () => {
    expect(Array.from(createStateSpace(settings, 1).stateOf)).toEqual([0, 0, 1]);
  });
});

describe('checkGridStep', () => {
  it.each([1, 0.5, 0.25, 0.2, 0.1, 0.05, 1 / 3])('checkGridStep(%d) divides 1', (step) => {
    expect(checkGridStep(step, 2)).toBe(step);
  });

  it.each([0, -0.1, 0.3, 0.07, 2, NaN, Infinity])('checkGridStep(%d) is refused', (step) => {
    expect(() => checkGridStep(step, 2)).toThrow(GridStepError);
  });

  it('checkGridStep(0.05, 6 states) is refused for its 53130 points', () => {
    expect(() => checkGridStep(0.05, 6)).toThrow('6 states make 53130 of it');
  });
});
