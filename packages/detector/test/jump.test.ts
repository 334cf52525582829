import { fitJumpModel } from '@regimekit/jump-model';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { standardize } from '../src/data/standard-scaler.ts';
import {
  createPredictionCache,
  InsufficientSamplesError,
  InvalidModelDataError,
  InvalidOptionsError,
  ModelKindError,
  OnlineStateError,
  RegimeDetector,
  regimeModelSchema,
  type OnlineRegimeState,
  type RegimeDetectorOptions,
  type UncheckedModelData,
} from '../src/index.ts';
import { features as toyFeatures, fitToy } from './support/fitted-toy.ts';
import { fitJump, jumpFeatures } from './support/jump-market.ts';

function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Stored data after a trip through JSON, arrays and all. */
function stored(detector: RegimeDetector): UncheckedModelData {
  const { arrays, ...rest } = detector.toModelData();
  const plain = Object.entries(arrays).map(([name, { shape, data }]) => [name, { shape, data: Array.from(data) }]);
  return throughJson({ ...rest, arrays: Object.fromEntries(plain) });
}

const toy = fitToy();

const kinds = [
  ['discrete', {}],
  ['continuous', { variant: 'continuous', gridStep: 0.1 }],
  ['sparse', { kappaSquared: 3 }],
] as const;

describe.each(kinds)("RegimeDetector({ model: 'jump' }), %s", (_, jump) => {
  const detector = fitJump(jump);
  const all = detector.predictRegimes(jumpFeatures);

  it('fit(features) calls the state with more downside risk_off', () => {
    const { risk_on: calm, risk_off: stress } = detector.getStateCharacteristics();
    expect(detector.regimes).toEqual(['risk_on', 'risk_off']);
    const downside = 'log_downside_deviation_20d';
    expect(stress.features[downside]!.mean).toBeGreaterThan(calm.features[downside]!.mean);
    expect(calm.shareOfTime + stress.shareOfTime).toBeCloseTo(1, 12);
    expect(detector.model.labelRule).toMatchObject({ kind: 'stress' });
  });

  it('createOnlineFilter() says what predictRegimes(features) says, to the bit, its state through JSON', () => {
    let state: OnlineRegimeState | undefined;
    for (const [t, expected] of all.entries()) {
      const filter = detector.createOnlineFilter(state);
      expect(filter.update(jumpFeatures.row(t), { date: jumpFeatures.dates[t] })).toEqual(expected);
      state = throughJson(filter.state());
    }
  });

  it('predictRegimes(features) never looks ahead: the rows up to a day say the same without the rest', () => {
    const until = jumpFeatures.slice({ to: jumpFeatures.dates[900] });
    expect(detector.predictRegimes(until)).toEqual(all.slice(0, 901));
    expect(detector.predictRegimes(jumpFeatures, { from: jumpFeatures.dates[700] })).toEqual(all.slice(700));
  });

  it('decodeRegimes(features) of the training rows is the path of the fit', () => {
    const switches = detector
      .decodeRegimes(jumpFeatures)
      .filter(({ regime }, t, path) => regime !== path[t - 1]?.regime);
    expect(switches).toHaveLength(detector.getJumpDiagnostics().switches + 1);
  });

  it('fromModelData(toModelData()) predicts the same to the bit, and stores the same bytes', () => {
    const again = RegimeDetector.fromModelData(stored(detector));
    expect(again.kind).toBe('jump');
    expect(again.predictRegimes(jumpFeatures)).toEqual(all);
    expect(JSON.stringify(stored(again))).toBe(JSON.stringify(stored(detector)));
    expect(regimeModelSchema.parse(stored(detector))).toEqual(detector.toModelData());
    expect(again.fit(jumpFeatures).toModelData()).toEqual(detector.toModelData());
  });

  it('fitAsync(features, { executor }) gives the same bytes with any number of workers', async () => {
    const expected = JSON.stringify(stored(detector));
    for (const size of [1, 2]) {
      await using executor = createWorkerPool({ size });
      const other = new RegimeDetector({ model: 'jump', seed: 1, restarts: 6, jump });
      expect(JSON.stringify(stored(await other.fitAsync(jumpFeatures, { executor })))).toBe(expected);
    }
  });

  it('predictRegimes(features) is the same with a cache, margins and all', () => {
    const cache = createPredictionCache();
    const cached = RegimeDetector.fromModelData(stored(detector), { cache });
    expect(cached.predictRegimes(jumpFeatures)).toEqual(all);
    expect(cached.predictRegimes(jumpFeatures)).toEqual(all);
    expect(cache.stats.hits).toBeGreaterThan(0);
  });

  it('fit(features, { previous }) keeps the names and tells what changed', () => {
    const refit = new RegimeDetector({ model: 'jump', seed: 9, jump, labels: { sortino_20d: 1 } });
    refit.fit(jumpFeatures.slice({ from: jumpFeatures.dates[100] }), { previous: detector });
    const { refit: report, restarts } = refit.getJumpDiagnostics();
    expect(restarts.map(({ start }) => start)).toEqual(['given']);
    expect(report!.relabelledShare).toBeLessThan(0.2);
    expect(report).toMatchObject({ commonRows: jumpFeatures.rows - 100, newestRows: 252 });
    expect(refit.model.labelRule).toEqual(detector.model.labelRule);
    expect(RegimeDetector.fromModelData(stored(refit)).getJumpDiagnostics()).toEqual(refit.getJumpDiagnostics());
  });
});

describe("RegimeDetector({ model: 'jump' })", () => {
  const detector = fitJump();

  it('predictRegimes(features) of the discrete variant decides, and says by a margin how firmly', () => {
    const predictions = detector.predictRegimes(jumpFeatures);
    for (const { probabilities, confidence, regime, margin } of predictions) {
      expect([confidence, probabilities[regime]]).toEqual([1, 1]);
      expect(margin).toBeGreaterThanOrEqual(0);
    }
    const turned = predictions.filter(({ regime }, t) => t > 0 && regime !== predictions[t - 1]!.regime);
    const median = predictions.map(({ margin }) => margin!).sort((a, b) => a - b)[Math.floor(predictions.length / 2)]!;
    expect(turned.length).toBeGreaterThan(0);
    for (const { margin } of turned) expect(margin).toBeLessThan(median);
    expect(predictions[0]!.basis).toEqual({ kind: 'nearest', rows: 1 });
  });

  it('predictRegimes(features) of an HMM has no margin', () => {
    expect(toy.predictRegimes(toyFeatures)[0]).not.toHaveProperty('margin');
  });

  it('predictRegimes(features) of the continuous variant gives shares between 0 and 1', () => {
    const shares = fitJump({ variant: 'continuous', gridStep: 0.1 })
      .predictRegimes(jumpFeatures)
      .map(({ probabilities }) => probabilities.risk_off);
    expect(shares.some((share) => share > 0 && share < 1)).toBe(true);
  });

  it('fit(features) is fitJumpModel of the standardised, clipped features', () => {
    const { model } = detector;
    const observations = standardize(model.scaler, jumpFeatures);
    const { lengths } = jumpFeatures;
    const fit = fitJumpModel(observations, { nStates: 2, jumpPenalty: 50, seed: 1, restarts: 6, lengths });
    expect(detector.getJumpDiagnostics()).toMatchObject({ objective: fit.objective, switches: fit.switches });
    expect(Math.max(...observations.data.map(Math.abs))).toBeLessThan(4);
    expect(model.scaler.bounds).toBeDefined();
  });

  it.each([3, 4])('fit(features) with %d states names them all, the least stressed first', (nStates) => {
    const many = fitJump({ penalty: 10 }, { nStates });
    expect(many.regimes).toHaveLength(nStates);
    const means = many.regimes.map(
      (regime) => many.getStateCharacteristics()[regime]!.features['log_downside_deviation_60d']!.mean,
    );
    expect(means[0]).toBeLessThan(means.at(-1)!);
    expect(many.regimes.slice(1, -1).every((regime) => regime.startsWith('neutral'))).toBe(true);
  });

  it('getFeatureEvidence(features) adds up to the difference of the distances', () => {
    const evidence = detector.getFeatureEvidence(jumpFeatures);
    const { regime } = detector.predictRegimes(jumpFeatures).at(-1)!;
    const state = detector.regimes.indexOf(regime);
    const { jump, scaler } = detector.model;
    const last = standardize(scaler, jumpFeatures).row(jumpFeatures.rows - 1);
    const distance = (k: number): number =>
      last.reduce((sum, x, j) => sum + 0.5 * (x - jump!.model.centers.get(k, j)) ** 2, 0);
    const total = evidence.reduce((sum, one) => sum + one.evidence, 0);
    expect(total).toBeCloseTo(distance(1 - state) - distance(state), 9);
  });

  it('getTransitionMatrix(), getRegimeOutlook(features) speak of how often regimes followed each other', () => {
    const { switches, statePersistence } = detector.getJumpDiagnostics();
    const matrix = detector.getTransitionMatrix();
    expect((matrix.get(0, 0) + matrix.get(1, 1)) / 2).toBeCloseTo(statePersistence, 12);
    const outlook = detector.getRegimeOutlook(jumpFeatures);
    expect(outlook.expectedDuration).toBeCloseTo(
      1 /
        (1 -
          matrix.get(
            ...([detector.regimes.indexOf(outlook.regime), detector.regimes.indexOf(outlook.regime)] as const),
          )),
      6,
    );
    expect(switches).toBeGreaterThan(0);
    const importance = Object.values(detector.getFeatureImportance());
    expect(importance.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('getDiagnostics() and model.hmm speak of another kind of model, and say so; the other way round too', () => {
    expect(() => detector.getDiagnostics()).toThrow(ModelKindError);
    expect(() => detector.model.hmm).toThrow('model.hmm is about a hidden Markov model');
    expect(() => toy.getJumpDiagnostics()).toThrow('is about a jump model');
    expect(toy.model.jump).toBeNull();
    expect(toy.model.moments).toBe(toy.model.hmm);
  });

  it('createOnlineFilter(the state of another model) is refused', () => {
    const state = fitJump({ penalty: 20 }).createOnlineFilter().state();
    expect(() => detector.createOnlineFilter(state)).toThrow(OnlineStateError);
  });

  it('fit(features, { onProgress }) hears of each start and can stop', () => {
    const heard: number[] = [];
    const stopped = new RegimeDetector({ model: 'jump', seed: 1, restarts: 5 });
    stopped.fit(jumpFeatures, { onProgress: ({ restart }) => heard.push(restart) < 2 });
    expect(heard).toEqual([0, 1]);
    expect(stopped.getJumpDiagnostics()).toMatchObject({ stopReason: 'cancelled', converged: false });
  });

  it('fit(features, { previous of another kind }) is refused', () => {
    const hmm = new RegimeDetector({ nStates: 2, restarts: 2, seed: 1 }).fit(jumpFeatures);
    const next = new RegimeDetector({ model: 'jump' });
    expect(() => next.fit(jumpFeatures, { previous: hmm })).toThrow(
      'previous must be a model of kind jump, received hmm',
    );
  });

  it('fit(too few rows) asks for more of them', () => {
    const few = jumpFeatures.slice({ to: jumpFeatures.dates[150] });
    expect(() => new RegimeDetector({ model: 'jump' }).fit(few)).toThrow(InsufficientSamplesError);
    expect(() => new RegimeDetector({ model: 'jump' }).fit(few)).toThrow('needs at least 180 samples, received 151');
    expect(new RegimeDetector({ model: 'jump' }).fit(few, { skipSampleValidation: true }).isFitted).toBe(true);
  });

  it.each<[string, object, RegExp]>([
    [
      'a covariance type',
      { covarianceType: 'diag' },
      /covarianceType is an option of model: 'hmm', and this detector has model: 'jump'/,
    ],
    ['priors', { priors: {} }, /priors is an option of model: 'hmm'/],
    ['a variance floor', { varianceFloor: 0 }, /varianceFloor is an option/],
    ['a tolerance', { tolerance: 1e-3 }, /tolerance is an option/],
    ['shrinkage', { shrinkage: { weight: 1 } }, /shrinkage is an option/],
    ['a penalty below zero', { jump: { penalty: -1 } }, /jump must be an object with some of penalty/],
    ['a penalty that is NaN', { jump: { penalty: Number.NaN } }, /jump must be an object/],
    ['another variant', { jump: { variant: 'soft' } }, /jump must be an object/],
    ['a misspelt setting', { jump: { lambda: 5 } }, /jump must be an object/],
    ['another model', { model: 'svm' }, /model must be hmm or jump/],
    ['a clip of zero', { clip: 0 }, /clip must be a number of standard deviations above 0/],
    ['jump settings for an HMM', { model: 'hmm', jump: {} }, /jump is an option of model: 'jump'/],
    ['them for the default', { model: undefined, jump: {} }, /jump is an option of model: 'jump'/],
  ])('new RegimeDetector(with %s) is refused', (_, wrong, message) => {
    const options = { model: 'jump', ...wrong } as RegimeDetectorOptions;
    expect(() => new RegimeDetector(options)).toThrow(InvalidOptionsError);
    expect(() => new RegimeDetector(options)).toThrow(message);
  });

  it.each([
    ['kappa^2 beyond the features', { kappaSquared: 10 }, 'INVALID_KAPPA'],
    ['a step that does not divide 1', { variant: 'continuous', gridStep: 0.3 }, 'INVALID_GRID_STEP'],
  ] as const)('fit(features) with %s is refused by the jump model', (_, jump, code) => {
    expect(() => fitJump(jump)).toThrow(expect.objectContaining({ code }));
  });
});

describe('RegimeDetector({ clip }) for either model', () => {
  it('an HMM can be fitted to clipped features, saved and loaded', () => {
    const clipped = new RegimeDetector({ nStates: 2, seed: 1, restarts: 2, clip: 2 }).fit(jumpFeatures);
    const plain = new RegimeDetector({ nStates: 2, seed: 1, restarts: 2 }).fit(jumpFeatures);
    const again = RegimeDetector.fromModelData(stored(clipped));
    expect(again.predictRegimes(jumpFeatures)).toEqual(clipped.predictRegimes(jumpFeatures));
    expect(again.predictRegimes(jumpFeatures)).not.toEqual(plain.predictRegimes(jumpFeatures));
    expect(clipped.model.fitOptions).toMatchObject({ clip: 2 });
    expect(plain.toModelData().config).not.toHaveProperty('clip');
    expect(again.createOnlineFilter().state().modelFingerprint).not.toBe(
      plain.createOnlineFilter().state().modelFingerprint,
    );
  });

  it('clip: Infinity leaves the features of a jump model as they are', () => {
    const plain = fitJump({}, { clip: Infinity });
    expect(plain.model.scaler.bounds).toBeUndefined();
    expect(RegimeDetector.fromModelData(stored(plain)).fit(jumpFeatures).model.scaler.bounds).toBeUndefined();
  });
});

describe('regimeModelSchema.parse(data of a jump model)', () => {
  const detector = fitJump();
  type Draft = Record<'config' | 'metadata', Record<string, unknown>>;

  it.each<[string, (draft: Draft) => unknown, RegExp]>([
    ['no settings', ({ config }) => delete config['jump'], /config.jump is missing/],
    ['settings without the mark', ({ config }) => delete config['model'], /config.model is missing/],
    ['another mark', ({ config }) => (config['model'] = 'svm'), /config.model/],
    [
      'a penalty below zero',
      ({ config }) => ((config['jump'] as Record<string, unknown>)['jumpPenalty'] = -1),
      /jumpPenalty/,
    ],
    [
      'too few weights',
      ({ config }) => ((config['jump'] as Record<string, unknown>)['featureWeights'] = [1]),
      /config.jump cannot be used/,
    ],
    [
      'a grid for the discrete variant',
      ({ config }) => ((config['jump'] as Record<string, unknown>)['gridStep'] = 0.1),
      /config.jump cannot be used/,
    ],
    ['too few bounds', ({ config }) => (config['clip'] = { lower: [0], upper: [1] }), /config.clip must have/],
    [
      'bounds that cross',
      ({ config }) => {
        const clip = config['clip'] as { lower: number[]; upper: number[] };
        config['clip'] = { lower: clip.upper, upper: clip.lower };
      },
      /config.clip must have/,
    ],
    [
      'options of an EM fit',
      ({ config }) => (config['fitOptions'] = toy.toModelData().config['fitOptions']),
      /must be absent from a jump model/,
    ],
    [
      'diagnostics of an EM fit',
      ({ metadata }) => (metadata['diagnostics'] = toy.getDiagnostics()),
      /metadata.diagnostics/,
    ],
  ])('refuses %s', (_, change, message) => {
    const data = throughJson(stored(detector)) as UncheckedModelData & Draft;
    change(data);
    expect(() => regimeModelSchema.parse(data)).toThrow(InvalidModelDataError);
    expect(() => regimeModelSchema.parse(data)).toThrow(message);
  });
});
