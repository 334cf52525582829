import { describe, expect, it } from 'vitest';
import { randomModel } from '../../test/support/models.ts';
import { InvalidJsonError, InvalidProbabilitiesError, parseGaussianHmm } from '../index.ts';

const valid = randomModel('full', 2, 2, 1);

describe('parseGaussianHmm', () => {
  it.each([
    ['nothing', undefined],
    ['another format version', { ...valid.toJSON(), formatVersion: 2 }],
    ['strings', { ...valid.toJSON(), means: [['1', '2']] }],
  ])('refuses %s', (_, json) => {
    expect(() => parseGaussianHmm(json)).toThrow(InvalidJsonError);
  });

  it('says in words what is wrong, and where', () => {
    const json = { ...valid.toJSON(), means: [['1', '2']] };
    expect(() => parseGaussianHmm(json)).toThrow('Invalid input: expected number, received string\n  → at means[0][0]');
  });

  it('refuses numbers that are no model, as createGaussianHmm does', () => {
    const json = { ...valid.toJSON(), initialProbs: [0.5, 0.4] };
    expect(() => parseGaussianHmm(json)).toThrow(InvalidProbabilitiesError);
  });
});
