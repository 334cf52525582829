import { describe, expect, it } from 'vitest';
import { RegimeDetector, type LabelsOption, type Regime } from '../src/index.ts';
import { market } from './support/fitted-toy.ts';
import { threeRegimeNames } from './support/toy-market.ts';

function fitWith(labels?: LabelsOption): RegimeDetector {
  return new RegimeDetector({ seed: 7, restarts: 4, labels }).fit(market.rows, { featureNames: threeRegimeNames });
}

function means(detector: RegimeDetector, feature: string): number[] {
  const characteristics = detector.getStateCharacteristics();
  return detector.regimes.map((regime) => characteristics[regime]!.features[feature]!.mean);
}

const byStress = fitWith();

describe('labels', () => {
  it('fit(features) orders the states by stress', () => {
    const [on, neutral, off] = means(byStress, 'vix_level');
    expect(on).toBeLessThan(neutral!);
    expect(neutral).toBeLessThan(off!);
  });

  it.each(Array.from({ length: 5 }, (_, i) => i + 100))('fit(features) orders them so with seed %i too', (seed) => {
    const other = new RegimeDetector({ seed, restarts: 2 }).fit(market.rows, { featureNames: threeRegimeNames });
    const vix = means(other, 'vix_level');
    expect(vix).toEqual(vix.toSorted((a, b) => a - b));
  });

  it('fit(numbers without names) orders the states by their total variance', () => {
    const detector = new RegimeDetector({ seed: 7, restarts: 4 }).fit(market.rows);
    expect(detector.model.labelRule).toEqual({ kind: 'total_variance' });
    expect(detector.predictRegimes(market.rows)).toEqual(byStress.predictRegimes(market.rows));
  });

  it.each<[string, LabelsOption]>([
    ['weights', { vix_level: -1 }],
    ['a function', ({ means }) => -means['vix_level']!],
  ])('labels given as %s can turn the order around, and only that', (_, labels) => {
    const turned = fitWith(labels);
    const opposite: Record<string, Regime> = { risk_on: 'risk_off', neutral: 'neutral', risk_off: 'risk_on' };
    const expected = byStress.predictRegimes(market.rows).map(({ regime }) => opposite[regime]);
    expect(turned.predictRegimes(market.rows).map(({ regime }) => regime)).toEqual(expected);
    expect(turned.getDiagnostics().logLikelihood).toBe(byStress.getDiagnostics().logLikelihood);
  });

  it('labels given one by one name the states of the fit', () => {
    const profiles: number[] = [];
    fitWith((profile) => {
      profiles[profile.state] = profile.means['vix_level']!;
      return profile.state;
    });
    const explicit = fitWith(['risk_off', 'risk_on', 'neutral']);
    expect(means(explicit, 'vix_level')).toEqual([profiles[1], profiles[2], profiles[0]]);
  });
});
