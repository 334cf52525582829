import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../errors.ts';
import { countFreeParameters } from './free-parameters.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';

/** The oracle: one entry for each number that can be chosen freely. */
function listParameters(K: number, D: number, type: CovarianceType): string[] {
  const names: string[] = [];
  for (let k = 0; k < K - 1; k++) names.push(`initial ${k}`);
  for (let i = 0; i < K; i++) for (let j = 0; j < K - 1; j++) names.push(`transition ${i} ${j}`);
  for (let k = 0; k < K; k++) for (let d = 0; d < D; d++) names.push(`mean ${k} ${d}`);
  for (let k = 0; k < (type === 'tied' ? 1 : K); k++)
    names.push(...listCovariance(D, type).map((name) => `${k} ${name}`));
  return names;
}

function listCovariance(D: number, type: CovarianceType): string[] {
  if (type === 'spherical') return ['variance'];
  const features = Array.from({ length: D }, (_, d) => d);
  if (type === 'diag') return features.map((d) => `variance ${d}`);
  return features.flatMap((d) => features.filter((e) => e <= d).map((e) => `covariance ${d} ${e}`));
}

describe('countFreeParameters', () => {
  it('countFreeParameters gives 170 for three states, nine features and full, 62 for diag', () => {
    expect(countFreeParameters({ nStates: 3, nFeatures: 9, covarianceType: 'full' })).toBe(170);
    expect(countFreeParameters({ nStates: 3, nFeatures: 9, covarianceType: 'diag' })).toBe(62);
  });

  it.each(['spherical', 'diag', 'tied', 'full'] as const)(
    'countFreeParameters counts a list of all %s parameters',
    (type) => {
      for (const K of [1, 2, 3, 5]) {
        for (const D of [1, 2, 4, 9]) {
          const list = listParameters(K, D, type);
          expect(new Set(list).size).toBe(list.length);
          expect(countFreeParameters({ nStates: K, nFeatures: D, covarianceType: type })).toBe(list.length);
        }
      }
    },
  );

  it('countFreeParameters refuses sizes that are not whole numbers from 1 and a covariance type it does not know', () => {
    expect(() => countFreeParameters({ nStates: 0, nFeatures: 1, covarianceType: 'diag' })).toThrow(InvalidOptionError);
    expect(() => countFreeParameters({ nStates: 1, nFeatures: 1.5, covarianceType: 'diag' })).toThrow(
      InvalidOptionError,
    );
    const unknown = { nStates: 1, nFeatures: 1, covarianceType: 'diagonal' as CovarianceType };
    expect(() => countFreeParameters(unknown)).toThrow('spherical, diag, tied or full, received diagonal');
  });
});
