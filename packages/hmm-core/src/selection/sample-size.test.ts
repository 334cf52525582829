import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { countFreeParameters } from '../model/free-parameters.ts';
import { calculateHmmParameters, calculateMinSamples, checkSampleSize } from './sample-size.ts';

describe('calculateHmmParameters', () => {
  it('calculateHmmParameters(K, D, type) is countFreeParameters', () => {
    expect(calculateHmmParameters(3, 9, 'full')).toBe(170);
    expect(calculateHmmParameters(2, 4, 'tied')).toBe(
      countFreeParameters({ nStates: 2, nFeatures: 4, covarianceType: 'tied' }),
    );
  });
});

describe('calculateMinSamples', () => {
  it('calculateMinSamples(K, D, type) asks for ten observations a parameter, and for 100 at least', () => {
    expect(calculateMinSamples(3, 9, 'full')).toBe(1700);
    expect(calculateMinSamples(3, 9, 'diag')).toBe(620);
    // Seven parameters would ask for 70.
    expect(calculateMinSamples(2, 1, 'diag')).toBe(100);
    expect(calculateMinSamples(3, 9, 'full', 20)).toBe(3400);
    expect(calculateMinSamples(3, 9, 'full', 2.55)).toBe(434);
    expect(calculateMinSamples(3, 9, 'full', 0.1)).toBe(100);
  });

  it('calculateMinSamples(K, D, type, perParameter) refuses a perParameter that is not above 0', () => {
    for (const perParameter of [0, -1, Number.NaN, Infinity]) {
      expect(() => calculateMinSamples(3, 9, 'full', perParameter)).toThrow(InvalidOptionError);
    }
  });
});

describe('checkSampleSize', () => {
  const full = { nStates: 3, nFeatures: 9, covarianceType: 'full' } as const;

  it('checkSampleSize finds nothing at the required size, and one error at one observation less', () => {
    expect(checkSampleSize({ nSamples: 1700, ...full })).toEqual([]);
    const [finding, ...others] = checkSampleSize({ nSamples: 1699, ...full });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'TOO_FEW_SAMPLES', severity: 'error', received: 1699, required: 1700 });
  });

  it('checkSampleSize gives every figure of the message as data', () => {
    const [finding] = checkSampleSize({ nSamples: 756, ...full });
    expect(finding).toMatchObject({
      ...full,
      parameters: 170,
      samplesPerParameter: 10,
      receivedYears: 3,
      message: '756 observations are fewer than the 1700 that 170 parameters ask for.',
    });
    expect(finding!.requiredYears).toBeCloseTo(6.746, 3);
    expect(finding!.reason).toContain('chance');
  });

  it('checkSampleSize advises only what suffices, with its figures', () => {
    const { advice } = checkSampleSize({ nSamples: 756, ...full })[0]!;
    expect(advice).toEqual([
      'Use a longer history: 944 more observations.',
      // 8 + 3 * 5 + 3 * 15 = 68 parameters with five features, 89 with six.
      'Use at most 5 of the 9 features: 680 suffice.',
      // tied: 8 + 27 + 45 = 80 parameters are too many as well, diag has 62.
      "Use the simpler covariance 'diag': 620 suffice.",
    ]);
    expect(calculateMinSamples(3, 6, 'full')).toBeGreaterThan(756);
    expect(calculateMinSamples(3, 9, 'tied')).toBeGreaterThan(756);
    const fewerStates = checkSampleSize({ nSamples: 1200, ...full })[0]!.advice;
    expect(fewerStates).toContain('Use 2 states: 1110 suffice.');
    expect(
      checkSampleSize({ nSamples: 10, nStates: 2, nFeatures: 1, covarianceType: 'spherical' })[0]!.advice,
    ).toHaveLength(1);
  });

  it('checkSampleSize warns of few observations for each state when the rule is relaxed', () => {
    const many = { nSamples: 110, nStates: 4, nFeatures: 2, covarianceType: 'diag', samplesPerParameter: 1 } as const;
    expect(checkSampleSize(many)).toMatchObject([
      { code: 'FEW_SAMPLES_PER_STATE', severity: 'warning', required: 120 },
    ]);
    expect(checkSampleSize({ ...many, nSamples: 120 })).toEqual([]);
    const wide = {
      nSamples: 120,
      nStates: 2,
      nFeatures: 40,
      covarianceType: 'full',
      samplesPerParameter: 0.01,
    } as const;
    expect(checkSampleSize(wide)).toMatchObject([{ code: 'FEW_SAMPLES_PER_STATE', required: 2 * 82 }]);
    expect(checkSampleSize({ ...wide, covarianceType: 'tied' })).toEqual([]);
  });

  it('checkSampleSize takes no observations at all and refuses a fraction of one', () => {
    expect(checkSampleSize({ nSamples: 0, ...full }).map(({ code }) => code)).toEqual([
      'TOO_FEW_SAMPLES',
      'FEW_SAMPLES_PER_STATE',
    ]);
    expect(() => checkSampleSize({ nSamples: 1.5, ...full })).toThrow(InvalidOptionError);
    expect(() => checkSampleSize({ nSamples: -1, ...full })).toThrow(InvalidOptionError);
  });
});
