import { describe, expect, it } from 'vitest';
import { featureDefinitions } from './definitions/catalog.ts';
import { FeatureSetMismatchError } from './errors.ts';
import { FeatureSet, namedFeatureSet, regimeFeatureSet } from './feature-set.ts';
import { assertSameFeatureSet, describeFeatureSetDifference } from './feature-set-difference.ts';

const regime9 = regimeFeatureSet();

describe('describeFeatureSetDifference(a, b)', () => {
  it('is empty for the same set, also when one of them has been through JSON', () => {
    expect(describeFeatureSetDifference(regime9, regimeFeatureSet({ lookbackDays: 252 }))).toEqual([]);
    const stored = JSON.parse(JSON.stringify(regime9)) as ReturnType<FeatureSet['toJSON']>;
    expect(describeFeatureSetDifference(stored, regime9)).toEqual([]);
  });

  it('names features that only one has', () => {
    expect(describeFeatureSetDifference(regime9, namedFeatureSet('stress7'))).toEqual([
      'set: name "regime9" versus "stress7"',
      'only in the first: yield_curve_slope, yield_curve_change_20d',
    ]);
    expect(describeFeatureSetDifference(namedFeatureSet('vol2'), regime9)[1]).toMatch(
      /^only in the second: vix_percentile/,
    );
  });

  it('names the fields of a feature that differ', () => {
    const differences = describeFeatureSetDifference(regime9, regimeFeatureSet({ lookbackDays: 126 }));
    expect(differences).toContain('vix_percentile: window 252 versus 126');
    expect(differences).toContain('drawdown: window 252 versus 126');
    const [first, ...rest] = featureDefinitions();
    const changed = [{ ...first!, version: 2 }, ...rest];
    const other = new FeatureSet({ name: 'regime9', version: 1, definitions: changed });
    expect(describeFeatureSetDifference(regime9, other)).toEqual(['vix_level: version 1 versus 2']);
  });

  it('says so when only the order differs, or when nothing but the fingerprint is known', () => {
    const reversed = new FeatureSet({ name: 'regime9', version: 1, definitions: featureDefinitions().toReversed() });
    expect(describeFeatureSetDifference(regime9, reversed)[0]).toMatch(
      /^order vix_level, .* versus hy_spread_change_20d, /,
    );
    const bare = { name: 'regime9', version: 1, fingerprint: 'abc' };
    expect(describeFeatureSetDifference(bare, regime9)).toEqual([`fingerprint abc versus ${regime9.fingerprint()}`]);
  });
});

describe('assertSameFeatureSet(expected, received)', () => {
  it('passes for the same set and throws FeatureSetMismatchError with the differences for another', () => {
    expect(() => assertSameFeatureSet(regime9, regime9.toJSON())).not.toThrow();
    const compare = () => assertSameFeatureSet(regime9, namedFeatureSet('vol2'));
    expect(compare).toThrow(FeatureSetMismatchError);
    expect(compare).toThrow('Expected features of regime9 version 1, received those of vol2 version 1: set: name');
  });
});
