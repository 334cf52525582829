import { describe, expect, it } from 'vitest';
import { features, featureSet, fitToy, market } from '../test/support/fitted-toy.ts';
import { toyFeatures } from '../test/support/toy-features.ts';
import { threeRegimeNames } from '../test/support/toy-market.ts';
import {
  ConstantColumnError,
  EmptyDataError,
  InsufficientSamplesError,
  InvalidOptionsError,
  NonFiniteError,
  NotFittedError,
  RegimeDetector,
  type FitOptions,
} from './index.ts';

const detector = fitToy();

describe('new RegimeDetector', () => {
  it('new RegimeDetector() is not fitted and knows only its number of states', () => {
    const fresh = new RegimeDetector();
    expect(fresh.isFitted).toBe(false);
    expect(fresh.nStates).toBe(3);
    expect(fresh.nFeatures).toBeUndefined();
  });

  it.each<[string, (fresh: RegimeDetector) => unknown]>([
    ['predictRegime', (d) => d.predictRegime(features)],
    ['predictRegimeProbabilities', (d) => d.predictRegimeProbabilities(features)],
    ['predictRegimes', (d) => d.predictRegimes(features)],
    ['predictRegimesBatch', (d) => d.predictRegimesBatch({ a: features })],
    ['decodeRegimes', (d) => d.decodeRegimes(features)],
    ['logScores', (d) => d.logScores(features)],
    ['getPredictionMetadata', (d) => d.getPredictionMetadata(features)],
    ['getRegimeOutlook', (d) => d.getRegimeOutlook(features)],
    ['getFeatureEvidence', (d) => d.getFeatureEvidence(features)],
    ['createOnlineFilter', (d) => d.createOnlineFilter()],
    ['getStateCharacteristics', (d) => d.getStateCharacteristics()],
    ['getTransitionMatrix', (d) => d.getTransitionMatrix()],
    ['getStationaryDistribution', (d) => d.getStationaryDistribution()],
    ['getFeatureImportance', (d) => d.getFeatureImportance()],
    ['getDiagnostics', (d) => d.getDiagnostics()],
    ['toModelData', (d) => d.toModelData()],
    ['model', (d) => d.model],
    ['regimes', (d) => d.regimes],
  ])('%s before the fit throws NotFittedError by that name', (name, ask) => {
    expect(() => ask(new RegimeDetector())).toThrow(NotFittedError);
    expect(() => ask(new RegimeDetector())).toThrow(`${name} needs a fitted detector`);
  });
});

describe('fit', () => {
  it('fit(features) returns the detector, fitted', () => {
    expect(detector.isFitted).toBe(true);
    expect(detector.nFeatures).toBe(3);
    expect(detector.regimes).toEqual(['risk_on', 'neutral', 'risk_off']);
    expect(Object.isFrozen(detector.model)).toBe(true);
  });

  it('fit(features) throws InsufficientSamplesError, and skipSampleValidation lets the caller through', () => {
    const short = market.rows.to2DArray().slice(0, 150);
    const fresh = () => new RegimeDetector({ seed: 1, restarts: 2 });
    expect(() => fresh().fit(short)).toThrow(InsufficientSamplesError);
    expect(fresh().fit(short, { skipSampleValidation: true }).isFitted).toBe(true);
    const byConstructor = new RegimeDetector({ seed: 1, restarts: 2, skipSampleValidation: true });
    expect(byConstructor.fit(short).isFitted).toBe(true);
    expect(() => byConstructor.fit(short, { skipSampleValidation: false })).toThrow(InsufficientSamplesError);
  });

  it('fit(features) keeps the earlier fit when a later one fails', () => {
    const again = new RegimeDetector({ seed: 7, restarts: 1 }).fit(features);
    const before = again.model;
    expect(() => again.fit([])).toThrow(EmptyDataError);
    expect(again.model).toBe(before);
  });

  it('fit(features) names row, day and column of a value that is not finite', () => {
    const rows = toyFeatures(market.rows, { featureSet, dates: market.dates });
    rows.data[3 * 3 + 1] = NaN;
    const attempt = () => new RegimeDetector().fit(rows);
    expect(attempt).toThrow(NonFiniteError);
    expect(attempt).toThrow(`received NaN in row 3 (${market.dates[3]}), column realized_vol_20d.`);
  });

  it('fit(features) names a constant column', () => {
    const rows = market.rows.to2DArray().map(([a, b]) => [a!, 5, b!]);
    expect(() => new RegimeDetector().fit(rows)).toThrow(ConstantColumnError);
    expect(() => new RegimeDetector().fit(rows)).toThrow('feature_1');
  });

  it('fit(numbers, { featureNames }) labels by the names that it was given', () => {
    const named = new RegimeDetector({ seed: 7, restarts: 4 }).fit(market.rows, { featureNames: threeRegimeNames });
    expect(named.model.labelRule).toEqual({ kind: 'stress', features: ['vix_level', 'realized_vol_20d'] });
    expect(named.predictRegimes(market.rows)).toEqual(
      detector.predictRegimes(features).map((prediction) => ({ ...prediction, date: null })),
    );
  });

  it.each<[unknown, string]>([
    [{ skipValidation: true }, 'fit has no option skipValidation. Did you mean skipSampleValidation?'],
    [{ featureNames: ['a', 'a', 'b'] }, 'featureNames must be different texts'],
  ])('fit(numbers, %o) is refused', (options, message) => {
    expect(() => new RegimeDetector().fit(market.rows, options as FitOptions)).toThrow(InvalidOptionsError);
    expect(() => new RegimeDetector().fit(market.rows, options as FitOptions)).toThrow(message);
  });

  it('fit(features, { featureNames }) is refused where the features know their names', () => {
    expect(() => new RegimeDetector().fit(features, { featureNames: threeRegimeNames })).toThrow(InvalidOptionsError);
  });

  it('fit(features, { onProgress }) reports iterations and can be stopped', () => {
    const seen: number[] = [];
    const stopped = new RegimeDetector({ seed: 7, restarts: 2 }).fit(features, {
      onProgress: ({ iteration }) => {
        seen.push(iteration);
        return seen.length < 3;
      },
    });
    expect(seen).toHaveLength(3);
    expect(stopped.getDiagnostics()).toMatchObject({ converged: false, stopReason: 'cancelled' });
  });

  it('fitAsync(features) gives the same bytes as fit', async () => {
    const later = await new RegimeDetector({ seed: 7, restarts: 4 }).fitAsync(features);
    expect(later.toModelData()).toEqual(detector.toModelData());
  });

  it('fitAsync(features, { signal }) rejects with the reason of an aborted signal', async () => {
    const reason = new Error('changed my mind');
    const attempt = new RegimeDetector().fitAsync(features, { signal: AbortSignal.abort(reason) });
    await expect(attempt).rejects.toBe(reason);
  });
});
