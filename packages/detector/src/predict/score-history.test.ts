import { createGaussianHmm, logScores } from '@regimekit/hmm-core';
import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { features, featureSet, fitToy, market } from '../../test/support/fitted-toy.ts';
import { fitJump, jumpFeatures } from '../../test/support/jump-market.ts';
import { toyFeatures } from '../../test/support/toy-features.ts';
import {
  ClippedScoreError,
  EmptyDataError,
  FeatureDimensionError,
  ModelKindError,
  NonFiniteError,
  RegimeDetector,
} from '../index.ts';

const detector = fitToy();
const scores = detector.logScores(features);
/** Sums of a few logarithms in another order. */
const ROUNDING = 1e-9;

describe('logScores(features, range)', () => {
  it("are hmm-core's scores of the standardised rows less the sum of ln sd", () => {
    const { hmm, scaler, stationaryProbs } = detector.model;
    const rows = market.rows
      .to2DArray()
      .map((row) => row.map((value, j) => (value - scaler.means[j]!) / scaler.scales[j]!));
    const { lengths } = features;
    const expected = logScores(hmm, rows, { lengths, initialProbs: stationaryProbs });
    const shift = Array.from(scaler.scales, Math.log).reduce((sum, value) => sum + value, 0);
    // Far enough from zero that leaving it out would be seen.
    expect(Math.abs(shift)).toBeGreaterThan(0.1);
    expect(scores).toHaveLength(features.rows);
    for (const [t, { row, date, logScore }] of scores.entries()) {
      expect([row, date]).toEqual([t, market.dates[t]]);
      expect(Math.abs(logScore - (expected[t]! - shift))).toBeLessThan(ROUNDING);
    }
  });

  it('are those of the same model written in raw units', () => {
    const { hmm, scaler, stationaryProbs } = detector.model;
    const [K, D] = [hmm.nStates, hmm.nFeatures];
    const { means, scales } = scaler;
    // Sigma = S Sigma_z S for a diagonal S; the toy has diagonal covariances.
    expect(hmm.covarianceType).toBe('diag');
    const raw = createGaussianHmm({
      covarianceType: 'diag',
      initialProbs: stationaryProbs,
      transitionMatrix: hmm.transitionMatrix,
      means: hmm.means.to2DArray().map((row) => row.map((value, j) => means[j]! + scales[j]! * value)),
      covariances: Float64Array.from({ length: K * D }, (_, i) => hmm.covariances[i]! * scales[i % D]! ** 2),
    });
    const expected = logScores(raw, market.rows, { lengths: features.lengths });
    for (const [t, { logScore }] of scores.entries()) expect(Math.abs(logScore - expected[t]!)).toBeLessThan(1e-7);
  });

  it('see nothing later, and a range chooses what is shown', () => {
    const t = 777;
    const wild = MatrixView.from(market.rows.to2DArray());
    for (let i = t + 1; i < wild.rows; i++) wild.row(i).set(market.rows.row(1499 - i).map((value) => 3 * value));
    const scrambled = toyFeatures(wild, { featureSet, dates: market.dates });
    expect(detector.logScores(scrambled).slice(0, t + 1)).toEqual(scores.slice(0, t + 1));
    // The control: the future was scrambled.
    expect(detector.logScores(scrambled).slice(t + 1)).not.toEqual(scores.slice(t + 1));
    expect(detector.logScores(scrambled, { from: t - 3, to: t })).toEqual(scores.slice(t - 3, t + 1));
  });

  it('are judged from the start of each sequence, and -Infinity far from everything', () => {
    const cut = toyFeatures(market.rows, { featureSet, dates: market.dates, lengths: [700, 800] });
    const [whole, parted] = [scores, detector.logScores(cut)];
    expect(parted.slice(0, 700)).toEqual(whole.slice(0, 700));
    expect(parted[700]!.logScore).not.toBe(whole[700]!.logScore);
    const alone = detector.logScores(toyFeatures(MatrixView.from([[...market.rows.row(700)]]), { featureSet }));
    expect(alone).toEqual([{ row: 0, date: expect.anything(), logScore: parted[700]!.logScore }]);
    expect(detector.logScores([[1e300, 0, 0]])).toEqual([{ row: 0, date: null, logScore: -Infinity }]);
  });

  it('refuse what cannot be meant, as predictRegimes does', () => {
    const untyped = (value: unknown) => value as never;
    expect(() => detector.logScores(untyped(null))).toThrow('received null');
    expect(() => detector.logScores([[1, 2]])).toThrow(FeatureDimensionError);
    expect(() => detector.logScores([])).toThrow(EmptyDataError);
    expect(() => detector.logScores([[20, NaN, 0]])).toThrow(NonFiniteError);
    expect(() => detector.logScores(features, untyped({ form: 3 }))).toThrow('Did you mean from?');
    expect(() => detector.logScores(features, { from: 9, to: 3 })).toThrow(EmptyDataError);
  });

  it('refuse a jump model and clipped features, which have no density', () => {
    expect(() => fitJump().logScores(jumpFeatures)).toThrow(ModelKindError);
    const clipped = new RegimeDetector({ seed: 1, restarts: 1, clip: 3 }).fit(features);
    expect(() => clipped.logScores(features)).toThrow(ClippedScoreError);
  });
});
