import { createRandomStream, MatrixView } from '@regimekit/numerics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BatchHistoryError,
  createPredictionCache,
  EmptyDataError,
  FeatureDimensionError,
  FeatureSetMismatchError,
  InvalidOptionsError,
  NonFiniteError,
  prepareFeatures,
  RegimeDetector,
  type FeatureInput,
  type HistoriesBySymbol,
  type PredictionInput,
  type RangeOptions,
} from '../src/index.ts';
import { toModelData } from '../src/model/model-data.ts';
import { features, fitToy, market } from './support/fitted-toy.ts';
import { handMadeModel } from './support/hand-made-model.ts';
import { toyFeatures, toyFeatureSet } from './support/toy-features.ts';
import { threeRegimeNames } from './support/toy-market.ts';

const SEED = 20_260_116;
const plain = fitToy();
const data = plain.toModelData();
const rows = market.rows.to2DArray();

/** Everything that a detector says of a history. */
function answers(detector: RegimeDetector, input: PredictionInput, range: RangeOptions = {}): unknown[] {
  return [
    detector.predictRegimes(input, range),
    detector.predictRegime(input, range),
    detector.predictRegimeProbabilities(input, range),
    detector.getPredictionMetadata(input, range),
    detector.getRegimeOutlook(input, range),
    detector.getFeatureEvidence(input, range),
    detector.decodeRegimes(input, range),
  ];
}

describe('cache', () => {
  it('a detector with a cache says the same as one without, the first time and the second, in any range', () => {
    const cache = createPredictionCache();
    const cached = RegimeDetector.fromModelData(data, { cache });
    for (const range of [{}, { to: 700 }, { from: 600, to: 700 }, { from: market.dates[1490]! }]) {
      const expected = answers(plain, features, range);
      expect(answers(cached, features, range)).toEqual(expected);
      expect(answers(cached, features, range)).toEqual(expected);
    }
    // Two histories: all rows, and those up to 700.
    expect(cache.stats).toMatchObject({ entries: 2, misses: 2, hits: 4 * 12 - 2 });
  });

  it('a changed value, one more row and another border of a sequence miss', () => {
    const cache = createPredictionCache();
    const cached = RegimeDetector.fromModelData(data, { cache });
    const lastChanged = rows.with(1499, [90, 0.9, -0.4]);
    const firstChanged = rows.with(0, [90, 0.9, -0.4]);
    const histories: PredictionInput[] = [rows, lastChanged, firstChanged, rows.slice(0, -1), rows.slice(1)];
    const broken = toyFeatures(market.rows, { featureSet: toyFeatureSet(threeRegimeNames), lengths: [1499, 1] });
    for (const history of [...histories, broken]) expect(answers(cached, history)).toEqual(answers(plain, history));
    expect(cache.stats).toMatchObject({ entries: 6, misses: 6 });
    expect(plain.predictRegime(lastChanged)).not.toBe(plain.predictRegime(rows));
  });

  it('a matrix that is written to after it was asked about is another history', () => {
    const cache = createPredictionCache();
    const cached = RegimeDetector.fromModelData(data, { cache });
    const matrix = MatrixView.from(rows);
    cached.predictRegime(matrix);
    matrix.data.set([90, 0.9, -0.4], matrix.data.length - 3);
    expect(answers(cached, matrix)).toEqual(answers(plain, matrix));
  });

  it('detectors of different models share a cache without mistaking each other', () => {
    const cache = createPredictionCache();
    const other = new RegimeDetector({ seed: 3, restarts: 1, nStates: 2, cache }).fit(features);
    const cached = RegimeDetector.fromModelData(data, { cache });
    other.predictRegime(features);
    expect(answers(cached, features)).toEqual(answers(plain, features));
    const again = RegimeDetector.fromModelData(data, { cache });
    again.predictRegime(features);
    expect(cache.stats.misses).toBe(2);
  });

  it('a refit with the same detector asks anew', () => {
    const cache = createPredictionCache();
    const options = { seed: 7, restarts: 1, cache };
    const detector = new RegimeDetector(options).fit(rows.slice(0, 1000));
    detector.predictRegimes(rows);
    detector.fit(rows);
    expect(detector.predictRegimes(rows)).toEqual(
      new RegimeDetector({ seed: 7, restarts: 1 }).fit(rows).predictRegimes(rows),
    );
    expect(cache.stats).toMatchObject({ misses: 2, hits: 0 });
  });

  it('what a prediction returns can be written to without spoiling the cache', () => {
    const cached = RegimeDetector.fromModelData(data, { cache: createPredictionCache() });
    const expected = plain.predictRegimes(features);
    for (const prediction of cached.predictRegimes(features)) {
      Object.assign(prediction.probabilities, { risk_on: NaN, risk_off: NaN });
    }
    expect(cached.predictRegimes(features)).toEqual(expected);
  });

  it('bad input is refused with the cache as without it', () => {
    const cached = RegimeDetector.fromModelData(data, { cache: createPredictionCache() });
    cached.predictRegime(features);
    const foreign = toyFeatures(market.rows, { featureSet: toyFeatureSet(threeRegimeNames, 2), dates: market.dates });
    expect(() => cached.predictRegime(foreign)).toThrow(FeatureSetMismatchError);
    expect(() => cached.predictRegime(rows.with(5, [1, NaN, 2]))).toThrow(NonFiniteError);
  });

  it('new RegimeDetector({ cache: something else }) throws InvalidOptionsError', () => {
    expect(() => new RegimeDetector({ cache: new Map() as never })).toThrow(InvalidOptionsError);
    expect(() => new RegimeDetector({ cache: {} as never })).toThrow(
      'cache must be what createPredictionCache returned',
    );
  });

  it('the options of a fit do not hold the cache', () => {
    const cached = new RegimeDetector({ seed: 7, restarts: 1, cache: createPredictionCache() }).fit(features);
    const bare = new RegimeDetector({ seed: 7, restarts: 1 }).fit(features);
    expect(cached.toModelData()).toEqual(bare.toModelData());
  });
});

describe('prepareFeatures', () => {
  it('prepareFeatures(features) gives the answers for the features, in any range, with a cache and without', () => {
    const prepared = prepareFeatures(features);
    expect(prepared).toEqual({ kind: 'prepared-features', rows: 1500, nFeatures: 3 });
    const cached = RegimeDetector.fromModelData(data, { cache: createPredictionCache() });
    for (const range of [{}, { to: 700 }, { from: 600, to: 700 }, { from: market.dates[1490]! }]) {
      const expected = answers(plain, features, range);
      for (const detector of [plain, cached, cached]) expect(answers(detector, prepared, range)).toEqual(expected);
    }
  });

  it('prepareFeatures(features) shares cache entries with the features themselves', () => {
    const cache = createPredictionCache();
    const cached = RegimeDetector.fromModelData(data, { cache });
    const prepared = prepareFeatures(rows);
    cached.predictRegimes(rows);
    cached.predictRegimes(prepared);
    cached.predictRegimes(prepared, { to: 700 });
    cached.predictRegimes(rows, { to: 700 });
    expect(cache.stats).toMatchObject({ misses: 2, hits: 2 });
  });

  it('prepareFeatures(features) asked about a part first and the whole later keeps the two apart', () => {
    const cached = RegimeDetector.fromModelData(data, { cache: createPredictionCache() });
    const prepared = prepareFeatures(rows);
    for (const range of [{ to: 700 }, {}, { to: 700 }]) {
      expect(cached.predictRegimes(prepared, range)).toEqual(plain.predictRegimes(rows, range));
    }
  });

  it('prepareFeatures(features) serves several models, each with its own scaler', () => {
    const prepared = prepareFeatures(rows);
    const other = new RegimeDetector({ seed: 3, restarts: 1, nStates: 2 }).fit(rows.slice(0, 900));
    for (const detector of [plain, other, plain]) expect(answers(detector, prepared)).toEqual(answers(detector, rows));
  });

  it('prepareFeatures(matrix) is a copy that later writing does not reach', () => {
    const matrix = MatrixView.from(rows);
    const prepared = prepareFeatures(matrix);
    const before = answers(plain, prepared);
    matrix.data.fill(90);
    expect(answers(plain, prepared)).toEqual(before);
    expect(answers(plain, matrix)).not.toEqual(before);
  });

  it('prepareFeatures(flat array) is a series of one feature', () => {
    const series = Array.from({ length: 300 }, (_, i) => (i % 100 < 70 ? 12 : 35) + Math.sin(i * i));
    const detector = new RegimeDetector({ nStates: 2, seed: 1, restarts: 2 }).fit(series);
    expect(detector.predictRegimes(prepareFeatures(series))).toEqual(detector.predictRegimes(series));
  });

  it('prepareFeatures(bad features) says where, and prepared features of another width are refused', () => {
    expect(() => prepareFeatures([])).toThrow(EmptyDataError);
    expect(() => prepareFeatures(rows.with(5, [1, NaN, 2]))).toThrow('row 5, column feature_1');
    expect(() => plain.predictRegime(prepareFeatures([[1, 2]]))).toThrow(FeatureDimensionError);
    const foreign = toyFeatures(market.rows, { featureSet: toyFeatureSet(threeRegimeNames, 2) });
    expect(() => plain.predictRegime(prepareFeatures(foreign))).toThrow(FeatureSetMismatchError);
  });

  it('a look-alike that prepareFeatures did not make is refused', () => {
    const forged = { kind: 'prepared-features', rows: 1, nFeatures: 3 } as const;
    expect(() => plain.predictRegime(forged)).toThrow(EmptyDataError);
  });
});

describe('predictRegimesBatch', () => {
  const histories: Record<string, FeatureInput> = { SPY: features, QQQ: rows.slice(300), '7203': market.rows.row(3) };

  it('predictRegimesBatch(histories) says of each symbol what predictRegimes says, in the order given', () => {
    const order = ['SPY', 'QQQ', '7203'];
    const batch = plain.predictRegimesBatch(new Map(order.map((symbol) => [symbol, histories[symbol]!])));
    expect([...batch.keys()]).toEqual(order);
    for (const symbol of order) expect(batch.get(symbol)).toEqual(plain.predictRegimes(histories[symbol]!));
    expect(batch.get('SPY')).not.toEqual(batch.get('QQQ'));
    const fromObject = plain.predictRegimesBatch(histories);
    for (const symbol of order) expect(fromObject.get(symbol)).toEqual(batch.get(symbol));
  });

  it(`predictRegimesBatch(any models and histories) equals one by one to the bit, cached too (seed ${SEED})`, () => {
    const model = handMadeModel({
      transitionMatrix: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      means: [
        [-1, 0],
        [1, 0.5],
      ],
      covariances: [
        [1, 0.5],
        [2, 1],
      ],
    });
    const detector = RegimeDetector.fromModelData(toModelData(model));
    const cases = fc.dictionary(fc.string(), fc.record({ length: fc.integer({ min: 1, max: 20 }), seed: fc.nat(5) }));
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 3 }), (symbols, maxEntries) => {
        const input = new Map(
          Object.entries(symbols).map(([symbol, { length, seed }]) => {
            const random = createRandomStream(seed);
            return [symbol, Array.from({ length }, () => [random.normal(), random.normal()])];
          }),
        );
        const cache = createPredictionCache({ maxEntries });
        const cached = RegimeDetector.fromModelData(toModelData(model), { cache });
        const expected = new Map([...input].map(([symbol, history]) => [symbol, detector.predictRegimes(history)]));
        expect(detector.predictRegimesBatch(input)).toEqual(expected);
        expect(cached.predictRegimesBatch(input)).toEqual(expected);
        expect(cached.predictRegimesBatch(input)).toEqual(expected);
        expect(cache.stats.entries).toBeLessThanOrEqual(maxEntries);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('predictRegimesBatch(histories, range) shows the range of each', () => {
    const range = { from: market.dates[1400]! };
    const batch = plain.predictRegimesBatch({ a: features, b: prepareFeatures(features) }, range);
    expect([...batch.values()]).toEqual([plain.predictRegimes(features, range), plain.predictRegimes(features, range)]);
  });

  it('predictRegimesBatch({}) is empty', () => {
    expect(plain.predictRegimesBatch({}).size).toBe(0);
  });

  it('predictRegimesBatch(a bad history among others) names the symbol and keeps the cause', () => {
    const bad = { good: rows, BAD: rows.with(7, [1, Infinity, 2]) };
    const thrown = (() => {
      try {
        return plain.predictRegimesBatch(bad);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(BatchHistoryError);
    expect(thrown).toMatchObject({ symbol: 'BAD', code: 'BATCH_HISTORY', kind: 'input', details: { row: 7 } });
    expect((thrown as BatchHistoryError).cause).toBeInstanceOf(NonFiniteError);
    expect((thrown as BatchHistoryError).message).toContain(
      'The history of BAD: Every feature must be a finite number',
    );
  });

  it('predictRegimesBatch(one history) and unknown options are refused', () => {
    for (const wrong of [rows, features, prepareFeatures(rows), market.rows.row(0), null, 'SPY']) {
      expect(() => plain.predictRegimesBatch(wrong as unknown as HistoriesBySymbol)).toThrow(InvalidOptionsError);
    }
    expect(() => plain.predictRegimesBatch(rows as never)).toThrow('received one history');
    expect(() => plain.predictRegimesBatch(null as never)).toThrow('received null');
    expect(() => plain.predictRegimesBatch({}, { form: 3 } as RangeOptions)).toThrow('Did you mean from?');
  });
});
