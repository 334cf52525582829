import { FeatureSet, regimeFeatureSet } from '@regimekit/features';
import { fromHmmlearn, relabel, rescale, toHmmlearn } from '@regimekit/hmm-core';
import { describe, expect, it } from 'vitest';
import {
  ImportedModelError,
  InvalidModelDataError,
  InvalidOptionsError,
  RegimeDetector,
  regimeModelSchema,
  type ImportedHmm,
} from '../src/index.ts';
import { features } from './support/fitted-toy.ts';

/** Rounding on the way to other units and back. */
const ATOL = 1e-9;

const fitted = new RegimeDetector({ seed: 7, restarts: 2 }).fit(features);
const { hmm, scaler, featureSet, featureNames } = fitted.model;
const base = {
  hmm,
  scaler,
  source: 'hmmlearn 0.3.3, fitted by ada',
  ...(featureSet === null ? { featureNames } : { featureSet }),
} satisfies ImportedHmm;
const imported = RegimeDetector.fromHmm(base);

describe('RegimeDetector.fromHmm(imported)', () => {
  it('predicts what the model predicts that was taken away, to the bit', () => {
    expect(imported.predictRegimes(features)).toEqual(fitted.predictRegimes(features));
    expect(imported.model.hmm.toJSON()).toEqual(hmm.toJSON());
    expect(imported.model.imported).toEqual({ source: base.source, stateOrder: [0, 1, 2], scaler: 'given' });
  });

  it('names the states by stress, in whatever order they come, and says which was which', () => {
    const shuffled = RegimeDetector.fromHmm({ ...base, hmm: relabel(hmm, [2, 0, 1]) });
    expect(shuffled.model.hmm.toJSON()).toEqual(hmm.toJSON());
    expect(shuffled.model.imported?.stateOrder).toEqual([1, 2, 0]);
    expect(shuffled.model.labelRule).toEqual(fitted.model.labelRule);
    const byHand = RegimeDetector.fromHmm({ ...base, labels: ['risk_off', 'neutral', 'risk_on'] });
    expect(byHand.model.imported?.stateOrder).toEqual([2, 1, 0]);
  });

  it('derives its units from the model where no scaler comes along, and predicts the same', () => {
    const { scaler: _, ...rest } = base;
    const raw = rescale(hmm, { shifts: scaler.means, scales: scaler.scales });
    const derived = RegimeDetector.fromHmm({ ...rest, hmm: fromHmmlearn(toHmmlearn(raw)) });
    expect(derived.model.imported?.scaler).toBe('derived');
    const [a, b] = [derived, fitted].map((detector) => detector.predictRegimes(features));
    for (const [i, { probabilities }] of a!.entries()) {
      for (const regime of fitted.regimes) {
        expect(Math.abs(probabilities[regime]! - b![i]!.probabilities[regime]!)).toBeLessThan(ATOL);
      }
    }
    // Long-run moments of a model that fits are near those of the rows it was fitted on.
    expect(derived.model.scaler.scales[0]! / scaler.scales[0]!).toBeCloseTo(1, 0);
  });

  it('knows nothing of a fit, and says so', () => {
    expect(() => imported.getDiagnostics()).toThrow(ImportedModelError);
    expect(imported.model).toMatchObject({ fitOptions: null, diagnostics: null, training: null });
    expect(imported.getStateCharacteristics().risk_on.shareOfTime).toBe(imported.getStationaryDistribution().risk_on);
  });

  it('goes through stored data and comes back, still imported', () => {
    const data = imported.toModelData();
    expect(data.metadata).not.toHaveProperty('diagnostics');
    expect(data.config).not.toHaveProperty('fitOptions');
    const again = RegimeDetector.fromModelData(data);
    expect(again.model).toEqual(imported.model);
    expect(again.predictRegimes(features)).toEqual(fitted.predictRegimes(features));
  });

  it('can be followed by a fit of its own', () => {
    const refit = new RegimeDetector({ seed: 7 }).fit(features, { previous: imported });
    expect(refit.getDiagnostics().refit).toMatchObject({ previousDataFingerprint: null, commonRows: features.rows });
    expect(RegimeDetector.fromModelData(refit.toModelData()).getDiagnostics()).toEqual(refit.getDiagnostics());
    expect(RegimeDetector.fromModelData(imported.toModelData()).fit(features).getDiagnostics().converged).toBe(true);
  });

  it.each<[string, object, RegExp]>([
    ['no origin', { source: '' }, /source must say/],
    ['names and definitions', { featureNames: ['a'], featureSet: regimeFeatureSet() }, /and not both/],
    ['neither', { featureNames: undefined, featureSet: undefined }, /needs featureSet/],
    ['too few names', { featureNames: ['a'], featureSet: undefined }, /received 1 name/],
    ['definitions of another width', { featureNames: undefined, featureSet: regimeFeatureSet() }, /received 9 name/],
    ['a scaler of another width', { scaler: { means: [0], scales: [1] } }, /scaler must hold/],
    ['a scale of zero', { scaler: { means: scaler.means, scales: scaler.scales.map(() => 0) } }, /scaler must hold/],
    ['labels that leave one out', { labels: ['risk_on', 'risk_off'] }, /labels must name each/],
    ['a digest that is none', { sha256: 'abc' }, /sha256/],
    ['an unknown option', { feature: ['a'] }, /fromHmm has no option feature/],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => RegimeDetector.fromHmm({ ...base, ...wrong })).toThrow(InvalidOptionsError);
    expect(() => RegimeDetector.fromHmm({ ...base, ...wrong })).toThrow(message);
  });

  it('takes a feature set or its record', () => {
    const definitions = regimeFeatureSet().definitions.slice(0, hmm.nFeatures);
    const set = new FeatureSet({ name: 'first', version: 1, definitions });
    const { featureNames: _, ...rest } = { featureNames: undefined, ...base };
    const [a, b] = [set, set.toJSON()].map((one) => RegimeDetector.fromHmm({ ...rest, featureSet: one }));
    expect(a!.model).toEqual(b!.model);
    expect(a!.model.featureNames).toEqual(set.featureNames());
  });
});

describe('regimeModelSchema.parse(data of an imported model)', () => {
  it.each<[string, (data: { config: Record<string, unknown>; metadata: Record<string, unknown> }) => unknown, RegExp]>([
    [
      'a record of a fit as well',
      ({ config }) => (config['fitOptions'] = fitted.toModelData().config['fitOptions']),
      /must be absent/,
    ],
    ['diagnostics as well', ({ metadata }) => (metadata['diagnostics'] = {}), /metadata.diagnostics/],
    ['no source', ({ metadata }) => (metadata['imported'] = { stateOrder: [0, 1, 2], scaler: 'given' }), /source/],
    [
      'a state twice',
      ({ metadata }) => ((metadata['imported'] as { stateOrder: number[] }).stateOrder = [0, 0, 2]),
      /each of 3 states once/,
    ],
    ['neither record', ({ metadata }) => delete metadata['imported'], /config.fitOptions is missing/],
  ])('refuses %s', (_, change, message) => {
    const data = structuredClone(imported.toModelData());
    change(data);
    expect(() => regimeModelSchema.parse(data)).toThrow(InvalidModelDataError);
    expect(() => regimeModelSchema.parse(data)).toThrow(message);
  });
});
