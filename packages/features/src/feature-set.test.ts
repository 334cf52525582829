import { describe, expect, it } from 'vitest';
import { featureDefinition, featureDefinitions } from './definitions/catalog.ts';
import { defineFeature, type FeatureDefinition } from './definitions/feature-definition.ts';
import { InvalidFeatureError, UnknownFeatureSetError } from './errors.ts';
import { FeatureSet, featureSetNames, namedFeatureSet, regimeFeatureSet, type FeatureSetName } from './feature-set.ts';

const drawdown = featureDefinition('drawdown');

function setOf(...definitions: FeatureDefinition[]): FeatureSet {
  return new FeatureSet({ name: 'test', version: 1, definitions });
}

describe('namedFeatureSet(name)', () => {
  it('offers four sets in the order of the nine, and the nine of the jump model', () => {
    const nine = featureDefinitions().map((definition) => definition.name);
    const without = (start: string) => nine.filter((name) => !name.startsWith(start));
    expect(featureSetNames).toEqual(['regime9', 'stress7', 'no-credit7', 'vol2', 'jump9']);
    expect(regimeFeatureSet().featureNames()).toEqual(nine);
    expect(namedFeatureSet('stress7').featureNames()).toEqual(without('yield_curve'));
    expect(namedFeatureSet('no-credit7').featureNames()).toEqual(without('hy_spread'));
    expect(namedFeatureSet('vol2').featureNames()).toEqual(['vix_level', 'realized_vol_20d']);
    const kinds = ['ew_return', 'log_downside_deviation', 'sortino'];
    expect(namedFeatureSet('jump9').featureNames()).toEqual(
      [5, 20, 60].flatMap((h) => kinds.map((kind) => `${kind}_${h}d`)),
    );
  });

  it('throws UnknownFeatureSetError, naming the sets there are', () => {
    for (const name of ['regime10', 'toString', '']) {
      expect(() => namedFeatureSet(name as FeatureSetName)).toThrow(UnknownFeatureSetError);
    }
    expect(() => namedFeatureSet('x' as FeatureSetName)).toThrow('Known: regime9, stress7, no-credit7, vol2, jump9');
  });
});

describe('FeatureSet.fingerprint()', () => {
  // Models in the field carry these. When one changes, every model trained on that set must be trained again: raise the
  // version of what changed and say so in a changeset.
  it.each([
    ['regime9', 'c19849e0aebe091a1c0edf67d06353d83e88ae136f50116532c1eccb83a0a1e9'],
    ['stress7', 'ce4744d4298e07efde9211dcb1f4cd60466cb2367399c412be9c1b6001dadd24'],
    ['no-credit7', '5a79f217a97cf7a2effcbb166a84669f8f30bad04cb9c4e6e74e7b8960c8ab83'],
    ['vol2', 'c31368b68208aff5c16566af1e817bfb8a0fcbc380cf5367a48bbbe7c9409e78'],
    ['jump9', '3f086d322bf36793a561131751d0ca096af72783ca5c278a222dcb6663935c2e'],
  ] as const)('of %s is what it was when models were trained on it', (name, fingerprint) => {
    expect(namedFeatureSet(name).fingerprint()).toBe(fingerprint);
  });

  it('follows lookbackDays where a feature looks back that far, and only there', () => {
    expect(regimeFeatureSet({ lookbackDays: 252 }).fingerprint()).toBe(regimeFeatureSet().fingerprint());
    expect(regimeFeatureSet({ lookbackDays: 253 }).fingerprint()).not.toBe(regimeFeatureSet().fingerprint());
    expect(namedFeatureSet('vol2', { lookbackDays: 253 }).fingerprint()).toBe(namedFeatureSet('vol2').fingerprint());
  });

  it.each([
    ['name', { name: 'drawdown_2' }],
    ['version', { version: 2 }],
    ['window', { window: 253 }],
    ['inputs', { inputs: ['price', 'vix'] }],
    ['missing', { missing: 'skip' as const }],
    ['unit', { unit: 'percent' }],
    ['description', { description: 'Close over something.' }],
  ])('changes with the %s of a definition', (_, change) => {
    expect(setOf({ ...drawdown, ...change }).fingerprint()).not.toBe(setOf(drawdown).fingerprint());
  });

  it('changes with name, version and order of the set, and not with the function', () => {
    const definitions = featureDefinitions();
    const base = { name: 'a', version: 1, definitions };
    const fingerprints = [
      base,
      { ...base, name: 'b' },
      { ...base, version: 2 },
      { ...base, definitions: definitions.toReversed() },
    ].map((parts) => new FeatureSet(parts).fingerprint());
    expect(new Set(fingerprints).size).toBe(4);
    expect(setOf({ ...drawdown, compute: () => 0 }).fingerprint()).toBe(setOf(drawdown).fingerprint());
  });

  it('survives JSON: toJSON() holds it beside everything it covers', () => {
    const record = JSON.parse(JSON.stringify(regimeFeatureSet())) as ReturnType<FeatureSet['toJSON']>;
    expect(record).toEqual(regimeFeatureSet().toJSON());
    expect(record.definitions[1]).toMatchObject({ name: 'vix_percentile', window: 252, missing: 'skip' });
    expect(record.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('new FeatureSet(parts)', () => {
  it('says which features read a column', () => {
    expect([...setOf(drawdown, featureDefinition('return_20d')).inputs()]).toEqual([
      ['price', ['drawdown', 'return_20d']],
    ]);
  });

  it('throws InvalidFeatureError for two features of one name, none at all, or a set without name or version', () => {
    expect(() => setOf(drawdown, drawdown)).toThrow('holds two features named drawdown');
    expect(() => setOf()).toThrow(InvalidFeatureError);
    expect(() => new FeatureSet({ name: '', version: 1, definitions: [drawdown] })).toThrow(InvalidFeatureError);
    expect(() => new FeatureSet({ name: 'x', version: 0, definitions: [drawdown] })).toThrow('whole version from 1');
  });
});

describe('defineFeature(definition)', () => {
  const good = {
    name: 'x',
    version: 1,
    inputs: ['vix'],
    window: 1,
    unit: '-',
    description: '-',
    compute: () => 0,
  } as const;

  it('freezes a good definition', () => {
    expect(Object.isFrozen(defineFeature(good))).toBe(true);
  });

  it.each([
    ['name', { name: '20d vol' }],
    ['version', { version: 0 }],
    ['inputs', { inputs: [] }],
    ['inputs', { inputs: ['vix', 'vix'] }],
    ['window', { window: 0 }],
    ['window', { window: 2.5 }],
    ['missing', { missing: 'ignore' as 'skip' }],
    ['compute', { compute: 'vix' as unknown as () => number }],
  ])('throws InvalidFeatureError for a bad %s', (what, change) => {
    expect(() => defineFeature({ ...good, ...change })).toThrow(InvalidFeatureError);
    expect(() => defineFeature({ ...good, ...change })).toThrow(what === 'inputs' ? 'input' : what);
  });
});
