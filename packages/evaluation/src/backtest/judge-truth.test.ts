// On a market whose regimes are known, and on a toy whose filter has a known accuracy.
import { FeatureCalculator, FeatureMatrix } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { judgeTruth, walkForward } from '../index.ts';
import { filterToy, sampleToy, toyTruth } from '../../test/support/toy-hmm.ts';
import { weekdays } from '../../test/support/days.ts';

const NAMES = ['risk_on', 'neutral', 'risk_off'];
/** Sampling error of an accuracy over the toy's 6,000 days, of which about one in thirty begins a spell. */
const SAMPLING = 0.015;

/** What a model that had to find the regimes may lack of one that was told: 3.6 points on this market (90.7 % and 94.3 %). */
const NEAR = 0.05;

describe('judgeTruth(signals, truth, options)', () => {
  it('finds the ceiling of a toy where the filter with true parameters has it', () => {
    const { states, x } = sampleToy(6000, createRandomStream(3));
    const dates = weekdays('1990-01-01', x.length);
    const features = new FeatureMatrix({
      dates,
      featureNames: ['a', 'b'],
      data: Float64Array.from(x.flat()),
      featureSet: new FeatureCalculator({ featureSet: 'vol2' }).featureSet.toJSON(),
    });
    const truth = dates.map((date, t) => ({ date, regime: NAMES[states[t]!]! }));
    const perfect = filterToy(toyTruth, x);
    const signals = { dates, regimes: NAMES, probs: perfect, fold: new Int32Array(dates.length) };
    const judged = judgeTruth(signals, truth, { features, seed: 1 });
    expect(judged.signals.accuracy).toBeGreaterThan(0.92);
    expect(Math.abs(judged.ceiling!.diag.accuracy - judged.signals.accuracy)).toBeLessThan(SAMPLING);
    expect(Math.abs(judged.ceiling!.full.accuracy - judged.signals.accuracy)).toBeLessThan(SAMPLING);
    // A true filter means what it says.
    expect(judged.calibration.expectedError).toBeLessThan(0.02);
    // The control: signals of another day are no match for the same ceiling.
    const late = MatrixView.from(dates.map((_, t) => perfect.row(Math.max(0, t - 60))));
    const other = judgeTruth({ ...signals, probs: late }, truth, { features, seed: 1 });
    expect(other.ceiling).toEqual(judged.ceiling);
    expect(other.signals.accuracy).toBeLessThan(judged.ceiling!.diag.accuracy - 10 * SAMPLING);
    expect(other.calibration.expectedError).toBeGreaterThan(0.05);
  });

  it('judges a walk-forward on the synthetic market beside what a filter that knows the truth has', async () => {
    const { inputs, regimes } = createSyntheticMarket({ seed: 42, nDays: 2800 });
    const features = new FeatureCalculator({}).calculateFeatureHistory(inputs);
    const recipe = { windowDays: 1260, refitEvery: 252, detector: { seed: 1, restarts: 3 } };
    const { signals } = await walkForward({ features }, recipe);
    const judged = judgeTruth(signals, regimes, { features, seed: 1 });
    const { accuracy } = judged.signals;
    expect(judged.days).toBe(signals.dates.length);
    const { diag, full } = judged.ceiling!;
    expect(accuracy).toBeGreaterThan(Math.max(diag.accuracy, full.accuracy) - NEAR);
    expect(Math.min(diag.accuracy, full.accuracy)).toBeGreaterThan(0.9);
    expect(judgeTruth(signals, regimes, { seed: 1 }).ceiling).toBeNull();
  });

  it('refuses a truth of other regimes or of other days', () => {
    const dates = ['2024-01-02'];
    const signals = {
      dates,
      regimes: ['risk_on', 'risk_off'],
      probs: MatrixView.from([[1, 0]]),
      fold: new Int32Array(1),
    };
    expect(() => judgeTruth(signals, [{ date: '2024-01-02', regime: 'neutral' }], { seed: 1 })).toThrow(/neutral on/);
    expect(() => judgeTruth(signals, [{ date: '2024-01-03', regime: 'risk_on' }], { seed: 1 })).toThrow(
      'days that have',
    );
  });
});
