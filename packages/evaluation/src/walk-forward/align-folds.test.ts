import { RegimeDetector, regimeScores, type LabelsOption } from '@regimekit/detector';
import { describe, expect, it } from 'vitest';
import { features, recipe } from '../../test/support/toy-walk.ts';
import { alignFolds } from './align-folds.ts';

const window = features.slice({ to: features.dates[499]! });
const modelWith = (labels?: LabelsOption) =>
  new RegimeDetector({ ...recipe.detector, labels }).fit(window).toModelData();
const model = modelWith();
const place = {
  features,
  regimes: ['risk_on', 'risk_off'],
  train: { start: 0, end: 500 },
  trainedTo: 500,
  refit: 'fresh',
} as const;

describe('alignFolds(before, after, options)', () => {
  it('changes nothing between a model and itself', () => {
    const aligned = alignFolds(model, model, { ...place, order: [0, 1] });
    expect(aligned).toEqual({ order: [0, 1], relabelledShare: 0, unalignedShare: 0, namesMoved: false });
  });

  it('gives a name back to the state that is clearly the most stressed, and reports every day that this renames', () => {
    const [calm, stressed] = regimeScores(RegimeDetector.fromModelData(model).model)!;
    expect(stressed! - calm!).toBeGreaterThan(0.5);
    // The names of the fold before had drifted: its risk_off was the calm state.
    const aligned = alignFolds(model, model, { ...place, order: [1, 0] });
    expect(aligned).toEqual({ order: [0, 1], relabelledShare: 1, unalignedShare: 1, namesMoved: false });
  });

  it('by the days alone (names that no rule gave) hands the drift on: the control', () => {
    const explicit = modelWith(['risk_on', 'risk_off']);
    const aligned = alignFolds(explicit, explicit, { ...place, order: [1, 0] });
    expect(aligned).toMatchObject({ order: [1, 0], relabelledShare: 0, namesMoved: true });
  });

  it('takes the names of a warm refit as the detector gave them, and tells where stress would give others', () => {
    const warm = { ...place, refit: 'warm' } as const;
    expect(alignFolds(model, model, { ...warm, order: [0, 1] }).namesMoved).toBe(false);
    expect(alignFolds(model, model, { ...warm, order: [1, 0] })).toMatchObject({
      order: [1, 0],
      relabelledShare: 0,
      namesMoved: true,
    });
  });
});
