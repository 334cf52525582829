import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { features, featureSet, fitToy, market } from './support/fitted-toy.ts';
import { toyFeatures } from './support/toy-features.ts';

const detector = fitToy();
const days = [0, 1, 250, 777, 1498];

/** The same history up to row t, and other rows of the market in a wild order after it, in wild units too. */
function scrambleAfter(t: number, seed: number) {
  const random = createRandomStream(seed);
  const rows = MatrixView.from(market.rows.to2DArray());
  for (let i = t + 1; i < rows.rows; i++) {
    const other = market.rows.row(random.integer(market.rows.rows));
    rows.row(i).set(other.map((value) => value * (1 + 3 * random.uniform())));
  }
  return toyFeatures(rows, { featureSet, dates: market.dates });
}

describe('causality', () => {
  it.each(days)('scrambling all rows after row %i leaves every filtered answer up to it identical to the bit', (t) => {
    const scrambled = scrambleAfter(t, t + 1);
    const expected = detector.predictRegimes(features).slice(0, t + 1);
    expect(detector.predictRegimes(scrambled).slice(0, t + 1)).toEqual(expected);
    expect(detector.predictRegimes(scrambled, { to: market.dates[t]! })).toEqual(expected);
    const range = { to: t };
    expect(detector.logScores(scrambled, range)).toEqual(detector.logScores(features, range));
    expect(detector.predictRegimeProbabilities(scrambled, range)).toEqual(expected[t]!.probabilities);
    expect(detector.getPredictionMetadata(scrambled, range)).toEqual(detector.getPredictionMetadata(features, range));
    expect(detector.getRegimeOutlook(scrambled, range)).toEqual(detector.getRegimeOutlook(features, range));
    expect(detector.getFeatureEvidence(scrambled, range)).toEqual(detector.getFeatureEvidence(features, range));
  });

  it('scrambling the future changes the hindsight of decodeRegimes (so that the tests above can fail)', () => {
    const path = detector.decodeRegimes(features);
    const changed = doubtfulDays().filter((t) => {
      const scrambled = detector.decodeRegimes(scrambleAfter(t, t + 1));
      return path.slice(0, t + 1).some(({ regime }, row) => scrambled[row]!.regime !== regime);
    });
    expect(changed.length).toBeGreaterThan(0);
  });

  it('a bad row after the last one shown is not even looked at', () => {
    const rows = scrambleAfter(500, 1);
    rows.data[501 * 3] = NaN;
    expect(() => detector.predictRegime(rows, { to: 500 })).not.toThrow();
    expect(() => detector.predictRegime(rows, { to: 501 })).toThrow('row 501');
  });
});

/** Days on which the filter was of two minds: there the future has the most to say. */
function doubtfulDays(): number[] {
  return detector
    .predictRegimes(features)
    .filter(({ confidence }) => confidence < 0.75)
    .map(({ row }) => row);
}
