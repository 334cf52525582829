import {
  defineFeature,
  FeatureSet,
  featureSetNames,
  namedFeatureSet,
  type FeatureSetRecord,
} from '@regimekit/features';
import { describe, expect, it } from 'vitest';
import { handMadeModel } from '../../test/support/hand-made-model.ts';
import { toyFeatureSet } from '../../test/support/toy-features.ts';
import { InvalidModelDataError, InvalidOptionsError, ModelFeatureSetError } from '../errors.ts';
import { RegimeDetector } from '../regime-detector.ts';
import type { FittedRegimeModel } from './fitted-regime-model.ts';
import { toModelData, type RegimeModelData } from './model-data.ts';
import { createRegimeModelSchema, regimeModelSchema } from './regime-model-schema.ts';

/** What a model trained on the set would be stored as. */
function trainedOn(recorded: FeatureSet | FeatureSetRecord, featureNames?: readonly string[]): RegimeModelData {
  const featureSet = recorded instanceof FeatureSet ? recorded.toJSON() : recorded;
  const names = featureNames ?? featureSet.definitions?.map(({ name }) => name) ?? [];
  const model = handMadeModel({
    transitionMatrix: [
      [0.9, 0.1],
      [0.3, 0.7],
    ],
    means: [names.map(() => 0), names.map(() => 1)],
    covariances: [names.map(() => 1), names.map(() => 2)],
    featureNames: [...names],
  });
  return toModelData({ ...model, featureSet } satisfies FittedRegimeModel);
}

function refusal(data: RegimeModelData, schema = regimeModelSchema): ModelFeatureSetError {
  try {
    schema.parse(data);
  } catch (error) {
    if (error instanceof ModelFeatureSetError) return error;
    throw error;
  }
  return expect.unreachable('the model was accepted');
}

describe('regimeModelSchema.parse(data) of a model with a feature set', () => {
  it.each(featureSetNames)('accepts %s, with the lookback it was trained with', (name) => {
    for (const lookbackDays of [undefined, 21, 126, 2520]) {
      const data = trainedOn(namedFeatureSet(name, { lookbackDays }));
      expect(regimeModelSchema.parse(data).config).toEqual(data.config);
    }
  });

  it('accepts a known fingerprint without its definitions', () => {
    const { name, version, fingerprint, definitions } = namedFeatureSet('vol2').toJSON();
    const data = trainedOn(
      { name, version, fingerprint },
      definitions.map((definition) => definition.name),
    );
    expect(regimeModelSchema.parse(data).kind).toBe('regime-detector');
  });

  it('names what this software computes differently', () => {
    const definitions = namedFeatureSet('vol2').definitions.map((definition) =>
      definition.name === 'vix_level' ? defineFeature({ ...definition, version: 7 }) : definition,
    );
    const error = refusal(trainedOn(new FeatureSet({ name: 'vol2', version: 1, definitions })));
    expect(error.differences).toEqual(['vix_level: version 7 versus 1']);
    expect(error).toMatchObject({
      code: 'MODEL_FEATURE_SET',
      kind: 'integrity',
      message: expect.stringContaining('vol2 version 1, which this software computes differently') as string,
      hint: expect.stringContaining('the version of @regimekit/features that it was trained with') as string,
    });
  });

  it('names another version of the set, a feature more, and a lookback there never was', () => {
    const { definitions } = namedFeatureSet('regime9');
    const newer = new FeatureSet({ name: 'regime9', version: 2, definitions });
    expect(refusal(trainedOn(newer)).differences).toEqual(['set: version 2 versus 1']);
    const fewer = new FeatureSet({ name: 'regime9', version: 1, definitions: definitions.slice(1) });
    expect(refusal(trainedOn(fewer)).differences).toEqual(['only in the second: vix_level']);
    const endless = definitions.map((feature) =>
      feature.name === 'drawdown' ? defineFeature({ ...feature, window: 9999 }) : feature,
    );
    const odd = new FeatureSet({ name: 'regime9', version: 1, definitions: endless });
    expect(refusal(trainedOn(odd)).differences.join()).toMatch(/drawdown: window 9999 versus 252/u);
  });

  it('refuses a set of the user until it is handed in, and says how', () => {
    const mine = toyFeatureSet(['a', 'b']);
    const error = refusal(trainedOn(mine));
    expect(error.message).toBe(
      'The model was trained on the features of toy version 1, which is unknown; known are regime9, stress7, no-credit7, vol2, jump9.',
    );
    expect(error.hint).toContain('createRegimeModelSchema({ featureSets: [yourSet] })');
    const schema = createRegimeModelSchema({ featureSets: [mine] });
    expect(schema.parse(trainedOn(mine)).config['featureSet']).toEqual(mine.toJSON());
    expect(schema.parse(trainedOn(namedFeatureSet('vol2'))).kind).toBe('regime-detector');
  });

  it('compares with the set that was handed in', () => {
    const schema = createRegimeModelSchema({ featureSets: [toyFeatureSet(['a', 'b'], 5)] });
    expect(refusal(trainedOn(toyFeatureSet(['a', 'b'])), schema).differences).toEqual([
      'a: window 1 versus 5',
      'b: window 1 versus 5',
    ]);
  });

  it('leaves a set of the user to the prediction when the data never were on a disk', () => {
    const data = trainedOn(toyFeatureSet(['a', 'b']));
    expect(RegimeDetector.fromModelData(data).model.featureSet?.name).toBe('toy');
  });

  it.each<[string, string, (data: RegimeModelData) => Record<string, unknown>]>([
    [
      'a fingerprint that is not that of its definitions',
      'config.featureSet.fingerprint is not the fingerprint of its definitions',
      ({ config, ...rest }) => ({
        ...rest,
        config: { ...config, featureSet: { ...(config['featureSet'] as object), fingerprint: 'a'.repeat(64) } },
        metadata: { ...rest.metadata, featureSetFingerprint: 'a'.repeat(64) },
      }),
    ],
    [
      'another fingerprint in its metadata',
      'metadata.featureSetFingerprint is not that of config.featureSet',
      (data) => ({ ...data, metadata: { ...data.metadata, featureSetFingerprint: 'b'.repeat(64) } }),
    ],
    [
      'columns in another order than its set',
      'config.featureNames must be those of the feature set, vix_level, realized_vol_20d; received realized_vol_20d, vix_level',
      (data) => ({ ...data, config: { ...data.config, featureNames: ['realized_vol_20d', 'vix_level'] } }),
    ],
  ])('refuses %s', (_what, message, change) => {
    const data = change(trainedOn(namedFeatureSet('vol2'))) as unknown as RegimeModelData;
    expect(() => regimeModelSchema.parse(data)).toThrow(InvalidModelDataError);
    expect(() => regimeModelSchema.parse(data)).toThrow(message);
    expect(() => RegimeDetector.fromModelData(data)).toThrow(InvalidModelDataError);
  });
});

describe('createRegimeModelSchema(options)', () => {
  it('refuses an option that does not exist, and sets that are none', () => {
    expect(() => createRegimeModelSchema({ featureset: [] } as never)).toThrow(InvalidOptionsError);
    expect(() => createRegimeModelSchema({ featureSets: ['regime9'] as never })).toThrow(/array of FeatureSet/u);
    expect(() => createRegimeModelSchema({ featureSets: {} as never })).toThrow(InvalidOptionsError);
  });
});

describe('regimeModelSchema.parse(data) with sizes beyond every model', () => {
  it.each([
    ['nStates', 1e9],
    ['nFeatures', 1e9],
  ])('refuses %s = %d at once', (field, value) => {
    const data = trainedOn(namedFeatureSet('vol2'));
    const huge = { ...data, config: { ...data.config, [field]: value } };
    expect(() => regimeModelSchema.parse(huge)).toThrow(`config.${field} does not hold`);
  });
});
