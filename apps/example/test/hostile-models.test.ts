// A stored detector whose files are sound and whose digests fit, but whose content somebody has changed: what a detector
// could not use is refused before it computes anything.
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { decodeModel, encodeModel, type ModelData, type NamedArray } from '@regimekit/persistence';
import { describe, expect, it } from 'vitest';

const { inputs } = createSyntheticMarket({ seed: 7, start: '2014-01-02', end: '2017-12-29' });
const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory(inputs);
const model: ModelData = new RegimeDetector({
  nStates: 3,
  covarianceType: 'full',
  restarts: 3,
  maxIterations: 40,
  skipSampleValidation: true,
})
  .fit(features)
  .toModelData();

/** Code of the refusal; 'accepted' when the model is let through. */
function load(data: ModelData): string {
  try {
    const loaded = decodeModel(encodeModel(data).files, regimeModelSchema);
    const probabilities = RegimeDetector.fromModelData(loaded).predictRegimeProbabilities(features);
    return Object.values(probabilities).every((value) => value >= 0 && value <= 1) ? 'accepted' : 'no probabilities';
  } catch (error) {
    const { code, kind } = error as { code?: string; kind?: string };
    return code === undefined || kind === undefined ? `untyped: ${(error as Error).stack}` : code;
  }
}

function withNumbers(name: string, change: (numbers: Float64Array, array: NamedArray) => void): ModelData {
  const array = model.arrays[name]!;
  const data = Float64Array.from(array.data);
  change(data, array);
  return { ...model, arrays: { ...model.arrays, [name]: { ...array, data } } };
}

const withConfig = (change: object): ModelData => ({ ...model, config: { ...model.config, ...change } });
const withSet = (change: object): ModelData =>
  withConfig({ featureSet: { ...(model.config['featureSet'] as object), ...change } });
const withArray = (name: string, array: NamedArray): ModelData => ({
  ...model,
  arrays: { ...model.arrays, [name]: array },
});
const one: NamedArray = { shape: [1], data: Float64Array.of(1) };

describe('loading a stored detector', () => {
  it('gives back the one that was stored', () => {
    expect(load(model)).toBe('accepted');
  });

  it.each<[string, string, ModelData]>([
    [
      'a transition row that sums to 1.01',
      'INVALID_MODEL_DATA',
      withNumbers('transition_matrix', (a) => (a[0]! += 0.01)),
    ],
    [
      'a transition below zero',
      'INVALID_MODEL_DATA',
      withNumbers('transition_matrix', (a) => {
        a[0]! += 1;
        a[1]! -= 1;
      }),
    ],
    ['start probabilities of zero', 'INVALID_MODEL_DATA', withNumbers('initial_probs', (a) => a.fill(0))],
    [
      'an occupancy that sums to 2',
      'INVALID_MODEL_DATA',
      withNumbers('occupancy', (a) => a.forEach((value, i) => (a[i] = value * 2))),
    ],
    ['a variance below zero', 'INVALID_MODEL_DATA', withNumbers('covariances', (a) => (a[0] = -1))],
    [
      'a covariance that is not positive definite',
      'INVALID_MODEL_DATA',
      withNumbers('covariances', (a) => {
        a[1] = 1e6;
        a[2] = 1e6;
      }),
    ],
    ['a covariance that is not symmetric', 'INVALID_MODEL_DATA', withNumbers('covariances', (a) => (a[1]! += 0.5))],
    ['a covariance of zeros', 'INVALID_MODEL_DATA', withNumbers('covariances', (a) => a.fill(0))],
    ['a scale of zero', 'INVALID_MODEL_DATA', withNumbers('scaler_scale', (a) => (a[0] = 0))],
    ['a scale below zero', 'INVALID_MODEL_DATA', withNumbers('scaler_scale', (a) => (a[1] = -1))],
    ['means of another shape', 'INVALID_MODEL_DATA', withArray('means', { ...model.arrays['means']!, shape: [2, 3] })],
    ['a mean too few', 'INVALID_MODEL_DATA', withArray('means', one)],
    ['an array that no detector has', 'ARRAY_NAMES', withArray('weights', one)],
    ['another kind', 'UNKNOWN_MODEL_KIND', { ...model, kind: 'pickle' }],
    ['a billion states', 'INVALID_MODEL_DATA', withConfig({ nStates: 1e9 })],
    ['a billion features', 'INVALID_MODEL_DATA', withConfig({ nFeatures: 1e9 })],
    ['another number of states', 'INVALID_MODEL_DATA', withConfig({ nStates: 2 })],
    ['regimes in another order', 'INVALID_MODEL_DATA', withConfig({ regimes: ['risk_off', 'neutral', 'risk_on'] })],
    ['a regime that is none', 'INVALID_MODEL_DATA', withConfig({ regimes: ['risk_on', '__proto__', 'risk_off'] })],
    ['another covariance type', 'INVALID_MODEL_DATA', withConfig({ covarianceType: 'diag' })],
    ['another version of its layout', 'INVALID_MODEL_DATA', withConfig({ version: 2 })],
    ['an unknown field', 'INVALID_MODEL_DATA', withConfig({ postinstall: 'id' })],
    ['a feature name that is another', 'INVALID_MODEL_DATA', withConfig({ featureNames: ['vix_level', 'vix_level'] })],
    [
      'a fingerprint that is not that of its definitions',
      'INVALID_MODEL_DATA',
      withSet({ fingerprint: 'a'.repeat(64) }),
    ],
    ['a set that is not known', 'INVALID_MODEL_DATA', withSet({ name: 'vol3' })],
    [
      'a fingerprint without definitions that is not known',
      'INVALID_MODEL_DATA',
      withSet({ fingerprint: 'a'.repeat(64), definitions: undefined }),
    ],
    [
      'features that are computed otherwise today',
      'MODEL_FEATURE_SET',
      {
        ...withSet({ fingerprint: 'a'.repeat(64), definitions: undefined }),
        metadata: { ...model.metadata, featureSetFingerprint: 'a'.repeat(64) },
      },
    ],
    ['no diagnostics', 'INVALID_MODEL_DATA', { ...model, metadata: { ...model.metadata, diagnostics: {} } }],
  ])('refuses %s', (_what, code, data) => {
    expect(load({ ...data, config: plain(data.config) })).toBe(code);
  });
});

function plain(config: ModelData['config']): ModelData['config'] {
  return JSON.parse(JSON.stringify(config)) as ModelData['config'];
}

describe('loading a stored detector with any one number changed', () => {
  const hostile = [0, -1, 1, 2, 1e-300, 1e300, -1e300, 0.5, 1e9];

  it('refuses it with a typed error, or gives probabilities all the same', () => {
    const problems: string[] = [];
    let refused = 0;
    for (const [name, { data }] of Object.entries(model.arrays)) {
      for (let i = 0; i < data.length; i++) {
        for (const value of hostile) {
          const code = load(withNumbers(name, (numbers) => (numbers[i] = value)));
          if (code !== 'accepted') refused += 1;
          if (code.startsWith('untyped') || code === 'no probabilities')
            problems.push(`${name}[${i}] = ${value}: ${code}`);
        }
      }
    }
    expect(problems).toEqual([]);
    expect(refused).toBeGreaterThan(100);
  });

  it('the same for every number and text of its config and metadata', () => {
    const problems: string[] = [];
    for (const part of ['config', 'metadata'] as const) {
      const text = JSON.stringify(model[part]);
      for (const token of text.matchAll(/"[^"]*"|-?\d[-+.\de]*|true|false|null/gu)) {
        for (const value of ['null', '-1', '0', '0.5', '1e9', '"x"', '[]', '{}']) {
          const changed = text.slice(0, token.index) + value + text.slice(token.index + token[0].length);
          const parsed = parse(changed);
          if (parsed === undefined) continue;
          const code = load({ ...model, [part]: parsed });
          if (code.startsWith('untyped') || code === 'no probabilities')
            problems.push(`${part} at ${token.index}, ${value}: ${code}`);
        }
      }
    }
    expect(problems).toEqual([]);
  });
});

function parse(text: string): ModelData['config'] | undefined {
  try {
    return JSON.parse(text) as ModelData['config'];
  } catch {
    return undefined; // A key became no text.
  }
}
