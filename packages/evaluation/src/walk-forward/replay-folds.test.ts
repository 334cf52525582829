import { describe, expect, it } from 'vitest';
import { replayFolds, walkForward } from '../index.ts';
import { features, recipe } from '../../test/support/toy-walk.ts';

/** Digits of probabilities that agree once a filter has forgotten where it began. */
const DIGITS = 6;

describe('replayFolds(features, models)', () => {
  it.each(['diag', 'full', 'tied', 'spherical'] as const)('filters as the detector did: %s', async (covarianceType) => {
    const detector = { ...recipe.detector, covarianceType };
    const { models, signals } = await walkForward({ features }, { ...recipe, refit: 'fresh', detector });
    const replays = replayFolds(features, models);
    expect(replays).toHaveLength(models.length);
    let at = 0;
    for (const { train, test, probs, densities } of replays) {
      expect(densities!.logScores.every((score) => Number.isFinite(score))).toBe(true);
      for (let t = test.start; t < test.end; t++, at++) {
        expect(features.dates[t]).toBe(signals.dates[at]);
        expect(probs.get(t - train.start, 1)).toBeCloseTo(signals.probs.get(at, 1), DIGITS);
      }
    }
    expect(at).toBe(signals.dates.length);
  });

  it('gives densities in raw units: the log-likelihood of the fit less the logarithms of the scaler', async () => {
    const { models, folds } = await walkForward({ features }, recipe);
    const [replay] = replayFolds(features, models.slice(0, 1));
    const scales = models[0]!.model.arrays.scaler_scale.data;
    const shift = scales.reduce((sum, scale) => sum + Math.log(scale), 0);
    const rows = replay!.train.end - replay!.train.start;
    const total = replay!.densities!.logScores.subarray(0, rows).reduce((sum, score) => sum + score + shift, 0);
    // The fit begins with the start probabilities that it learnt, a history with the long-run shares: one row's worth.
    expect(Math.abs(total - folds[0]!.logLikelihood!)).toBeLessThan(20);
    expect(Math.abs(total + rows * shift - folds[0]!.logLikelihood!)).toBeGreaterThan(20);
  });

  it('has labels of a jump model, and of a clipped one, but no densities', async () => {
    const clipped = await walkForward({ features }, { ...recipe, detector: { ...recipe.detector, clip: 3 } });
    const jump = await walkForward(
      { features },
      { ...recipe, detector: { model: 'jump', nStates: 2, seed: 1, restarts: 2 } },
    );
    for (const { models, signals } of [clipped, jump]) {
      const last = replayFolds(features, models).at(-1)!;
      expect(last.densities).toBeNull();
      const row = last.test.end - 1 - last.train.start;
      expect(last.probs.get(row, 0)).toBeCloseTo(signals.probs.get(signals.dates.length - 1, 0), DIGITS);
    }
  });
});
