import { describe, expect, it } from 'vitest';
import { handMadeModel } from '../../test/support/hand-made-model.ts';
import { InvalidModelDataError } from '../errors.ts';
import { RegimeDetector, type LoadedDetectorOptions } from '../regime-detector.ts';
import { toModelData } from './model-data.ts';
import { regimeModelSchema, type UncheckedModelData } from './regime-model-schema.ts';

const model = handMadeModel({
  covarianceType: 'full',
  transitionMatrix: [
    [0.9, 0.1],
    [0.3, 0.7],
  ],
  means: [
    [0, 1],
    [2, -1],
  ],
  covariances: [
    [
      [1, 0.5],
      [0.5, 2],
    ],
    [
      [3, 0],
      [0, 1],
    ],
  ],
});

/** Stored data after a trip through JSON, with something changed in it. */
interface Draft {
  kind: string;
  config: Record<string, unknown>;
  arrays: Record<string, { shape: number[]; data: number[] }>;
  metadata: Record<string, unknown>;
}

function stored(change: (draft: Draft) => void = () => {}): UncheckedModelData {
  const { arrays, ...rest } = toModelData(model);
  const plain = Object.entries(arrays).map(([name, { shape, data }]) => [name, { shape, data: Array.from(data) }]);
  const draft = JSON.parse(JSON.stringify({ ...rest, arrays: Object.fromEntries(plain) })) as Draft;
  change(draft);
  return draft as unknown as UncheckedModelData;
}

describe('regimeModelSchema', () => {
  it('regimeModelSchema.parse(data) gives back what toModelData wrote, through JSON', () => {
    expect(regimeModelSchema.parse(stored())).toEqual(toModelData(model));
  });

  it('regimeModelSchema.parse(data) keeps the metadata that others added', () => {
    const data = stored((draft) => (draft.metadata['trainedBy'] = 'someone'));
    expect(regimeModelSchema.parse(data).metadata['trainedBy']).toBe('someone');
  });

  it('regimeModelSchema names the arrays that toModelData writes', () => {
    expect(Object.keys(toModelData(model).arrays)).toEqual(regimeModelSchema.arrayNames);
    expect(toModelData(model).kind).toBe(regimeModelSchema.kind);
  });

  it.each<[string, string, (draft: Draft) => void]>([
    ['another kind', 'kind must be regime-detector', (d) => (d.kind = 'gaussian-hmm')],
    ['a missing array', 'means is missing', (d) => delete d.arrays['means']],
    ['an unknown array', 'arrays may not hold weights', (d) => (d.arrays['weights'] = { shape: [1], data: [1] })],
    ['a wrong shape', 'means must have shape 2 x 2, received 4', (d) => (d.arrays['means']!.shape = [4])],
    ['too few numbers', 'means must hold 4 numbers, received 3', (d) => d.arrays['means']!.data.pop()],
    ['a NaN', 'means must be finite, received NaN at position 1', (d) => (d.arrays['means']!.data[1] = NaN)],
    [
      'a row that does not sum to one',
      'transition_matrix, row 1, must sum to 1',
      (d) => (d.arrays['transition_matrix']!.data[3] = 0.8),
    ],
    [
      'a negative probability',
      'initial_probs must not be negative, received -0.1',
      (d) => (d.arrays['initial_probs']!.data = [-0.1, 1.1]),
    ],
    ['an occupancy of 0.9', 'occupancy must sum to 1', (d) => (d.arrays['occupancy']!.data = [0.5, 0.4])],
    ['a scale of 0', 'scaler_scale must be above 0, received 0', (d) => (d.arrays['scaler_scale']!.data[1] = 0)],
    [
      'an indefinite covariance',
      'covariances cannot be used: The covariance of state 0 is not positive definite',
      (d) => (d.arrays['covariances']!.data = [1, 2, 2, 1, 3, 0, 0, 1]),
    ],
    ['an asymmetric covariance', 'must be symmetric', (d) => (d.arrays['covariances']!.data[1] = 0.4)],
    [
      'other regimes',
      'config.regimes must be risk_on, risk_off',
      (d) => (d.config['regimes'] = ['risk_off', 'risk_on']),
    ],
    ['too few regimes', 'config.regimes must be', (d) => (d.config['regimes'] = ['risk_on'])],
    ['too few names', 'config.featureNames must be 2 different', (d) => (d.config['featureNames'] = ['a'])],
    ['equal names', 'config.featureNames must be 2 different', (d) => (d.config['featureNames'] = ['a', 'a'])],
    [
      'a fingerprint that is none',
      'config.featureSet.fingerprint does not hold: must be 64',
      (d) => (d.config['featureSet'] = { name: 'a', version: 1, fingerprint: 'abc' }),
    ],
    [
      'an unknown version',
      'config.version does not hold: Invalid input: expected 1.',
      (d) => (d.config['version'] = 2),
    ],
    ['an unknown covariance type', 'config.covarianceType', (d) => (d.config['covarianceType'] = 'round')],
    ['another number of states', 'config.regimes must be', (d) => (d.config['nStates'] = 3)],
    [
      'missing diagnostics',
      'metadata.diagnostics does not hold: Invalid input: expected object',
      (d) => delete d.metadata['diagnostics'],
    ],
    ['no config', 'config does not hold', (d) => (d.config = null as unknown as Record<string, unknown>)],
    ['no arrays', 'the data must be an object', (d) => (d.arrays = null as unknown as Draft['arrays'])],
  ])('regimeModelSchema.parse(data with %s) names the field', (_, message, change) => {
    expect(() => regimeModelSchema.parse(stored(change))).toThrow(InvalidModelDataError);
    expect(() => regimeModelSchema.parse(stored(change))).toThrow(message);
    expect(() => RegimeDetector.fromModelData(stored(change))).toThrow(InvalidModelDataError);
  });

  it('regimeModelSchema.parse(nothing) is refused', () => {
    expect(() => regimeModelSchema.parse(null as unknown as UncheckedModelData)).toThrow(InvalidModelDataError);
  });

  it('regimeModelSchema.parse(data) keeps the cause of what the mathematics refuses', () => {
    const data = stored((d) => (d.arrays['covariances']!.data = [1, 2, 2, 1, 3, 0, 0, 1]));
    const error = (() => {
      try {
        return regimeModelSchema.parse(data);
      } catch (caught) {
        return caught;
      }
    })();
    expect((error as Error).cause).toBeInstanceOf(Error);
  });
});

describe('fromModelData', () => {
  it('fromModelData(data) shares no array with the data', () => {
    const data = toModelData(model);
    const detector = RegimeDetector.fromModelData(data);
    const before = detector.predictRegimes([[0, 1]]);
    data.arrays.means.data.fill(9);
    data.arrays.scaler_mean.data.fill(9);
    expect(detector.predictRegimes([[0, 1]])).toEqual(before);
  });

  it('fromModelData(data) will not refit without the priors and labels that it does not hold', () => {
    const data = stored((draft) => {
      (draft.config['fitOptions'] as Record<string, unknown>)['hasPriors'] = true;
      draft.config['labelRule'] = { kind: 'function' };
    });
    expect(() => RegimeDetector.fromModelData(data).fit([[1, 2]])).toThrow(
      'does not hold the priors and labels of its fit',
    );
  });

  it('fromModelData(data, options) knows two options', () => {
    const options = { version: '1.0.0' } as LoadedDetectorOptions;
    expect(() => RegimeDetector.fromModelData(stored(), options)).toThrow('fromModelData has no option version');
  });
});
