import { RegimeDetector } from '@regimekit/detector';
import { describe, expect, it } from 'vitest';
import { calculator, features, inputs, recipe } from '../../test/support/toy-walk.ts';
import { agreeSeeds, seedAgreement, walkForward } from '../index.ts';

const YEAR = 252;

describe('agreeSeeds({ data, walked, recipe, seeds })', () => {
  // One start each, and more states than the market has: seeds end in optima of their own.
  const own = {
    ...recipe,
    refitEvery: 200,
    detector: { nStates: 4, seed: 10, restarts: 1, skipSampleValidation: true },
  };

  it('is the agreement of detectors fitted by hand on the last training days', async () => {
    const walked = await walkForward({ features }, own);
    const found = await agreeSeeds({ data: { features }, walked, recipe: own, seeds: 3 });
    const { train, test } = walked.models.at(-1)!;
    const days = features.slice({ from: features.dates[train.start]!, to: features.dates[test.end - 1]! });
    const labels = [10, 11, 12].map((seed) => {
      const detector = new RegimeDetector({ ...own.detector, seed });
      detector.fit(features.slice({ from: features.dates[train.start]!, to: features.dates[train.end - 1]! }));
      const said = detector.predictRegimes(days).slice(-YEAR);
      return said.map(({ regime }) => detector.regimes.indexOf(regime));
    });
    const { meanAgreement, worstAgreement, runs } = seedAgreement(labels, 4);
    expect(found).toMatchObject({ runs, meanAgreement, worstAgreement, days: YEAR });
    expect(found.to).toBe(features.dates.at(-1));
    // The control: these seeds do not all say the same.
    expect(found.worstAgreement).toBeLessThan(1);
    expect(found.worstWithWalk).toBeLessThanOrEqual(found.meanWithWalk);
  });

  it('finds all alike where the search is thorough and the regimes are plain, also as of each day', async () => {
    const walked = await walkForward({ features }, recipe);
    const data = { inputs, calculator, inputsAsOf: () => inputs };
    const found = await agreeSeeds({ data, walked, recipe });
    expect(found).toMatchObject({ runs: 5, pairs: 10 });
    expect(found.worstAgreement).toBeGreaterThan(0.98);
    expect(found.meanWithWalk).toBeGreaterThan(0.98);
    expect(await agreeSeeds({ data: { features }, walked, recipe })).toEqual(found);
  });

  it('refuses fewer than two seeds', async () => {
    const walked = await walkForward({ features }, recipe);
    await expect(agreeSeeds({ data: { features }, walked, recipe, seeds: 1 })).rejects.toThrow('seeds');
  });
});
